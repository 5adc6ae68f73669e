package io.weevil.engine.ordering;

import java.time.Duration;

/**
 * When a batch is sent (R-ORDER).
 *
 * @param delay how long a busy primary gathers requests; positive
 * @param idlePipeline while fewer batches than this wait for execution here, a batch is sent at
 *     once; at least 1
 * @param maxPerClient requests of one client in a batch; at least 1
 */
public record BatchPolicy(Duration delay, int idlePipeline, int maxPerClient) {

  public static final BatchPolicy DEFAULT = new BatchPolicy(Duration.ofMillis(5), 2, 64);

  public BatchPolicy {
    if (delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException("batch.delay must be positive");
    }
    if (idlePipeline < 1 || maxPerClient < 1) {
      throw new IllegalArgumentException(
          "batch.idle-pipeline and batch.max-per-client must be at least 1");
    }
  }
}
