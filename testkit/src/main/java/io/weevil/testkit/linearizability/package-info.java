/** Whether a history of calls could have been the work of one service, one call after the other. */
@NullMarked
package io.weevil.testkit.linearizability;

import org.jspecify.annotations.NullMarked;
