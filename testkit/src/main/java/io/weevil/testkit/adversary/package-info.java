/**
 * Replicas and clients that do wrong, each a function of its seed: they stand outside of an
 * ordinary node and decide what of its words leaves the machine and what else, with the keys of
 * their own machine and no others.
 */
@NullMarked
package io.weevil.testkit.adversary;

import org.jspecify.annotations.NullMarked;
