/**
 * Whole groups of role cores in virtual time: the engine with the actors left out, wired as a node
 * wires them, over a simulated network that carries the same encoded and authenticated bytes.
 */
@NullMarked
package io.weevil.testkit.simulation;

import org.jspecify.annotations.NullMarked;
