package io.weevil.apps.demo;

import io.weevil.engine.quorum.Quorums;
import java.time.Duration;

/**
 * How large the demonstration is.
 *
 * @param operations at least so many of workload A; at least 100
 * @param records that the workload reads and updates; at least 1
 * @param threads of YCSB, each with one operation at a time; at least 1
 * @param patience how long anything that must happen may take
 */
public record DemoOptions(
    Quorums quorums, int operations, int records, int threads, Duration patience) {

  public DemoOptions {
    require(quorums.f() >= 1, "the demonstration kills a replica: --faults must be at least 1");
    require(operations >= 100, "--operations must be at least 100");
    require(records >= 1 && threads >= 1, "records and threads must be at least 1");
  }

  /** One more than the fast path tolerates: the client must then take its second phase. */
  public int replicasToPause() {
    return quorums.c() + 1;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
