/** Whether what was seen of a group is what it promises. */
@NullMarked
package io.weevil.apps.chaos.verdict;

import org.jspecify.annotations.NullMarked;
