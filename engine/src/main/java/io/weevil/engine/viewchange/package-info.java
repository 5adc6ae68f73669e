/**
 * The end of a view and the beginning of the next: who has lost confidence, who has left the view,
 * and which log the next one begins with (protocol.md, section 7).
 */
@NullMarked
package io.weevil.engine.viewchange;

import org.jspecify.annotations.NullMarked;
