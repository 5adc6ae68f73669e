/**
 * Counting replicas, once: every size that the protocol counts to, and the one collector that
 * counts to it.
 */
@NullMarked
package io.weevil.engine.quorum;

import org.jspecify.annotations.NullMarked;
