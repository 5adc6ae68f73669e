/** One replica of the key-value store as a process, and what it tells its operator. */
@NullMarked
package io.weevil.apps.node;

import org.jspecify.annotations.NullMarked;
