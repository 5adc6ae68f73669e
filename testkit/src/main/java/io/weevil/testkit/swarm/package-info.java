/**
 * Swarm testing (Groce and others, <i>Swarm Testing</i>, 2012): each seed draws a group, a load and
 * a mix of faults of its own, runs them in a deterministic world, and is judged.
 */
@NullMarked
package io.weevil.testkit.swarm;

import org.jspecify.annotations.NullMarked;
