/** The log and its chain: equal histories mean equal logs. */
@NullMarked
package io.weevil.engine.history;

import org.jspecify.annotations.NullMarked;
