/**
 * The end of a view. So far: suspicion, and the group's saying that it has lost confidence
 * (R-SUSPECT).
 */
@NullMarked
package io.weevil.engine.viewchange;

import org.jspecify.annotations.NullMarked;
