package io.weevil.engine.ordering;

import java.time.Duration;

/**
 * When a batch is sent (R-ORDER).
 *
 * @param delay how long a busy primary gathers requests; positive
 * @param idlePipeline while fewer batches than this wait for execution here, a batch is sent at
 *     once; 0 never sends at once, only full batches or those that have waited long enough
 * @param maxPerClient requests of one client in a batch; at least 1
 */
public record BatchPolicy(Duration delay, int idlePipeline, int maxPerClient) {

  public static final BatchPolicy DEFAULT = new BatchPolicy(Duration.ofMillis(5), 2, 64);

  public BatchPolicy {
    if (delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException("batch.delay must be positive");
    }
    if (idlePipeline < 0 || maxPerClient < 1) {
      throw new IllegalArgumentException(
          "batch.idle-pipeline must be at least 0, batch.max-per-client at least 1");
    }
  }
}
