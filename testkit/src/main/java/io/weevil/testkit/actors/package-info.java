/**
 * Groups of real replicas and clients in one process, on an in-memory network and, where a test
 * wants that, in virtual time; and faulty replicas among them.
 */
@NullMarked
package io.weevil.testkit.actors;

import org.jspecify.annotations.NullMarked;
