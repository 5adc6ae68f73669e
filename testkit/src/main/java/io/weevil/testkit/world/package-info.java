/**
 * A world that is a function of its seed: one thread, virtual time, processes that can be paused,
 * slowed and crashed, and a network that carries the bytes that Artery would. It knows actors, and
 * nothing of replicas.
 */
@NullMarked
package io.weevil.testkit.world;

import org.jspecify.annotations.NullMarked;
