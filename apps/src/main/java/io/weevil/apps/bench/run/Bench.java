package io.weevil.apps.bench.run;

import io.weevil.apps.bench.measure.Result;
import io.weevil.apps.bench.peer.Peer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A benchmark from its keys to its result. */
public final class Bench {

  /**
   * @param group what was found about a group of Weevil's
   * @param peers what was found about the others, by their names
   */
  public record Results(Result group, SortedMap<String, Result> peers) {}

  private final BenchOptions options;
  private final Series group;
  private final Map<Peer, Series> peers = new EnumMap<>(Peer.class);

  /**
   * @param mainClass the command line's, which knows {@code bench replica}, {@code bench client},
   *     {@code bench peer} and {@code bench peer-client}
   */
  public Bench(BenchOptions options, String mainClass, Progress progress) {
    this.options = options;
    int n = options.quorums().n();
    this.group =
        new Series(
            "Weevil, " + n + " replicas",
            options.attack().isMute() ? n - 1 : n,
            () -> BenchReplicas.start(options, mainClass),
            options,
            mainClass,
            progress);
    for (Peer peer : options.peers()) {
      peers.put(
          peer,
          new Series(
              peer.label(),
              peer.servers(),
              () -> PeerServers.start(peer, options, mainClass),
              options,
              mainClass,
              progress));
    }
  }

  /**
   * Measures the group and its peers in turn, so that what the machine does meanwhile hits all.
   *
   * @throws IOException when a process cannot be started, or does not answer
   */
  public Results run() throws IOException, InterruptedException {
    int rounds = options.fresh() ? options.runs() : 1;
    for (int i = 0; i < rounds; i++) {
      group.measure(options.runs() / rounds);
      for (Series peer : peers.values()) {
        peer.measure(options.runs() / rounds);
      }
    }
    SortedMap<String, Result> others = new TreeMap<>();
    peers.forEach((peer, series) -> others.put(peer.label(), series.result()));
    return new Results(group.result(), others);
  }
}
