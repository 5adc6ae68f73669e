package io.weevil.engine.checkpoint;

import io.weevil.engine.state.MerkleTree;
import java.time.Duration;

/**
 * How hard states are fetched and served (R-STATE): a replica's own business.
 *
 * @param chunksPerPeer asked of one peer and not yet here, at most; at least 1
 * @param retry how often it is looked after what has not come
 * @param patience a chunk is asked for elsewhere after this long; doubles up to {@code maxPatience}
 *     with a peer that keeps nobody's time
 * @param stall a newer state is fetched instead when no chunk has come for this long
 * @param reportEvery progress is reported no more often than this
 * @param servedBytes of states that a peer is sent in a period, at most; the rest waits
 * @param servingPeriod that period
 * @param keepFor a state is served at least this long after a peer's last request for it
 */
public record TransferPolicy(
    int chunksPerPeer,
    Duration retry,
    Duration patience,
    Duration maxPatience,
    Duration stall,
    Duration reportEvery,
    long servedBytes,
    Duration servingPeriod,
    Duration keepFor) {

  public static final TransferPolicy DEFAULT =
      new TransferPolicy(
          16,
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(8),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          16L << 20,
          Duration.ofMillis(250),
          Duration.ofSeconds(30));

  public TransferPolicy {
    if (chunksPerPeer < 1) {
      throw new IllegalArgumentException(
          "at least 1 chunk is asked of a peer, not " + chunksPerPeer);
    }
    if (servedBytes < MerkleTree.CHUNK_SIZE) {
      throw new IllegalArgumentException("a peer is sent at least a chunk in a period");
    }
  }
}
