package io.weevil.engine.quorum;

import io.weevil.engine.model.ReplicaId;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every size that the protocol counts to, computed once from f and c (protocol.md, section 1).
 * {@code n = 3f + 2c + 1}.
 *
 * @param f how many replicas may be Byzantine; at least 0
 * @param c how many slow or crashed replicas the fast path tolerates, {@code 0 … f} (SBFT's
 *     parameter)
 */
public record Quorums(int f, int c) {

  public Quorums {
    if (f < 0 || f > 1_000) {
      throw new IllegalArgumentException("f must be 0 … 1000, not " + f);
    }
    if (c < 0 || c > f) {
      throw new IllegalArgumentException("c must be 0 … f (" + f + "), not " + c);
    }
  }

  /** The number of replicas. */
  public int n() {
    return 3 * f + 2 * c + 1;
  }

  /** Equal speculative replies that end a request in one round trip. */
  public int fast() {
    return 3 * f + c + 1;
  }

  /**
   * Equal votes that make a certificate: two such sets share {@link #weak()} replicas, so a correct
   * one.
   */
  public int certify() {
    return 2 * f + c + 1;
  }

  /** VIEW-CHANGEs that a NEW-VIEW is computed from: {@code n - f}. */
  public int viewChange() {
    return 2 * f + 2 * c + 1;
  }

  /** Logs among {@link #viewChange()} that must agree before speculation may be kept. */
  public int support() {
    return f + c + 1;
  }

  /** At least one of these is correct. */
  public int weak() {
    return f + 1;
  }

  public boolean isMember(ReplicaId replica) {
    return replica.index() < n();
  }

  /** The replicas, in order. */
  public Stream<ReplicaId> members() {
    return IntStream.range(0, n()).mapToObj(ReplicaId::new);
  }
}
