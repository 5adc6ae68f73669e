/** Stable states: what a state's digest is, and how a group proves one (R-CHECKPOINT). */
@NullMarked
package io.weevil.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
