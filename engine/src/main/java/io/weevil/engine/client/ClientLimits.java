package io.weevil.engine.client;

import io.weevil.engine.group.Limits;
import io.weevil.engine.message.RequestCodec;

/**
 * How much a client has under way at once.
 *
 * @param maxOutstanding request numbers from the lowest that is not done to the highest sent, and
 *     as many reads; 1 … the group's client-window, because replicas keep no more replies than that
 * @param eagerRequests while fewer requests than this are outstanding an operation is sent at once;
 *     with more, operations gather into a bundle until it is full or a request ends. 1 …
 *     maxOutstanding
 * @param maxBundleOperations operations in a request; 1 … {@link RequestCodec#MAX_OPERATIONS}
 * @param expectedResultBytes the largest result that an operation of this application usually has.
 *     Replicas keep no more than max-result-bytes for all results of a request, so bundles are kept
 *     so small that results of this size fit. At least 0
 * @param maxWaiting operations that wait to be sent; a further one is rejected. At least 1
 * @param maxWaitingBytes the size of all operations that wait; one that would exceed it is
 *     rejected. At least 1
 */
public record ClientLimits(
    int maxOutstanding,
    int eagerRequests,
    int maxBundleOperations,
    int expectedResultBytes,
    int maxWaiting,
    long maxWaitingBytes) {

  public static final ClientLimits DEFAULT =
      new ClientLimits(64, 4, 64, 1_024, 10_000, 64L * 1024 * 1024);

  public ClientLimits {
    require(maxOutstanding >= 1, "max-outstanding must be at least 1", maxOutstanding);
    require(
        eagerRequests >= 1 && eagerRequests <= maxOutstanding,
        "eager-requests must be 1 … max-outstanding (" + maxOutstanding + ")",
        eagerRequests);
    require(
        maxBundleOperations >= 1 && maxBundleOperations <= RequestCodec.MAX_OPERATIONS,
        "max-bundle-operations must be 1 … " + RequestCodec.MAX_OPERATIONS,
        maxBundleOperations);
    require(
        expectedResultBytes >= 0, "expected-result-bytes must be at least 0", expectedResultBytes);
    require(maxWaiting >= 1, "max-waiting must be at least 1", maxWaiting);
    require(maxWaitingBytes >= 1, "max-waiting-bytes must be at least 1", maxWaitingBytes);
  }

  /** Throws {@link IllegalArgumentException} when the group does not allow these limits. */
  void requireWithin(Limits group) {
    require(
        maxOutstanding <= group.clientWindow(),
        "max-outstanding must be at most the group's client-window (" + group.clientWindow() + ")",
        maxOutstanding);
  }

  private static void require(boolean holds, String otherwise, long found) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise + ", not " + found);
    }
  }
}
