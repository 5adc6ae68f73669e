/**
 * Monitors: what must hold of a group at all times, looked at in every step of it (protocol.md,
 * section 10). They see the wire, what replicas promise and report, what their services are told to
 * do, and what clients are told; they know nothing of how the engine comes to it.
 */
@NullMarked
package io.weevil.testkit.monitor;

import org.jspecify.annotations.NullMarked;
