/**
 * A group that replicates a user's own service, with clients, time, network, replicas and probes in
 * the hands of a test. {@link io.weevil.testkit.junit} makes one for each test.
 */
@NullMarked
package io.weevil.testkit.group;

import org.jspecify.annotations.NullMarked;
