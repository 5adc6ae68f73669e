package io.weevil.engine.group;

import java.time.Duration;

/**
 * What all replicas must agree on to accept the same log. Part of the group's configuration digest:
 * replicas that differ here do not talk to each other.
 *
 * @param checkpointInterval K, slots from checkpoint to checkpoint; at least 1
 * @param window how far ordering may run ahead of the stable checkpoint, in slots; at least 2K
 * @param clientWindow requests that a client may have outstanding, and replies kept for it; 1 …
 *     65536
 * @param maxClients client keys that replicas keep replies for; a further one is refused
 * @param maxBatchRequests requests in a batch; at least 1
 * @param maxBatchBytes encoded size of a batch; at least maxRequestBytes + 1024
 * @param maxRequestBytes encoded size of a request, certificate and authenticator included; at
 *     least 1024
 * @param maxResultBytes size of a request's encoded result; a larger one is replaced by an error
 *     result
 * @param allowedClockDrift how far a batch's timestamp may lie ahead of a replica's clock before
 *     the batch is held
 */
public record Limits(
    int checkpointInterval,
    int window,
    int clientWindow,
    int maxClients,
    int maxBatchRequests,
    int maxBatchBytes,
    int maxRequestBytes,
    int maxResultBytes,
    Duration allowedClockDrift) {

  /** Windows of accepted slots that may wait for a replica's executor. */
  public static final int EXECUTION_WINDOWS = 2;

  public static final Limits DEFAULT =
      new Limits(
          128, 512, 256, 10_000, 256, 192 * 1024, 128 * 1024, 128 * 1024, Duration.ofSeconds(2));

  public Limits {
    require(checkpointInterval >= 1, "checkpoint-interval must be at least 1");
    require(
        window >= 2 * checkpointInterval, "window must be at least twice the checkpoint-interval");
    require(clientWindow >= 1 && clientWindow <= 65_536, "client-window must be 1 … 65536");
    require(maxClients >= 1, "max-clients must be at least 1");
    require(maxBatchRequests >= 1, "max-batch-requests must be at least 1");
    require(maxRequestBytes >= 1_024, "max-request-bytes must be at least 1024");
    require(
        maxBatchBytes >= maxRequestBytes + 1_024,
        "max-batch-bytes must be at least max-request-bytes + 1024");
    require(maxResultBytes >= 1_024, "max-result-bytes must be at least 1024");
    require(!allowedClockDrift.isNegative(), "allowed-clock-drift must not be negative");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
