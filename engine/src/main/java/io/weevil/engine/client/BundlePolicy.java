package io.weevil.engine.client;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.Outcomes.Outcome;
import java.util.List;

/**
 * When waiting operations are sent, and how many in one request: an idle pipeline sends at once, a
 * busy one gathers until a bundle is full or a request ends.
 */
final class BundlePolicy {

  /**
   * At least the encoded size of a request without operations: certificate (a name of 64
   * characters), numbers, signature.
   */
  private static final int ENVELOPE_BYTES = 640;

  /** What an operation takes beside its own bytes. */
  private static final int BYTES_PER_OPERATION = 8;

  /** A MAC and its place in the vector. */
  private static final int BYTES_PER_MAC = 40;

  /** What replicas reserve for an operation beside the bytes of its result. */
  private static final int RESULT_OVERHEAD = 32;

  private final ClientLimits limits;
  private final int maxRequestBytes;
  private final int maxResultBytes;
  private final int budget;

  /** The largest result expected or seen, so that bundling crowds none out. */
  private int largestResult;

  BundlePolicy(ClientLimits limits, GroupConfiguration group) {
    this.limits = limits;
    this.maxRequestBytes = group.limits().maxRequestBytes();
    this.maxResultBytes = group.limits().maxResultBytes();
    this.largestResult = limits.expectedResultBytes();
    boolean vector = group.requestAuthentication() == RequestAuthentication.MAC;
    this.budget = maxRequestBytes - ENVELOPE_BYTES - (vector ? group.n() * BYTES_PER_MAC : 0);
    if (budget <= BYTES_PER_OPERATION) {
      throw new IllegalArgumentException(
          "max-request-bytes (" + maxRequestBytes + ") leaves no room for an operation");
    }
  }

  /** The bytes of an operation within a bundle. */
  static int weight(Call call) {
    return call.operation().size() + BYTES_PER_OPERATION;
  }

  /** Whether one more operation fits into a bundle. */
  boolean fits(int operations, long weightWithIt) {
    return operations < maxOperations() && weightWithIt <= budget;
  }

  private int maxOperations() {
    int resultsThatFit = maxResultBytes / (largestResult + RESULT_OVERHEAD);
    return Math.max(1, Math.min(limits.maxBundleOperations(), resultsThatFit));
  }

  /** Learns how large results are. */
  void onOutcomes(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Done done) {
        largestResult = Math.max(largestResult, done.result().size());
      }
    }
  }

  int maxOperationBytes() {
    return budget - BYTES_PER_OPERATION;
  }

  int maxRequestBytes() {
    return maxRequestBytes;
  }

  boolean isReady(WaitingCalls waiting, int outstanding) {
    return !waiting.isEmpty() && (outstanding < limits.eagerRequests() || fillsBundle(waiting));
  }

  /** Whether there is nothing to wait for. */
  boolean fillsBundle(WaitingCalls waiting) {
    return waiting.size() >= maxOperations() || waiting.weight() >= budget;
  }
}
