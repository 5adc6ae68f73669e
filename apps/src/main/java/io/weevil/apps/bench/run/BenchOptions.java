package io.weevil.apps.bench.run;

import io.weevil.apps.bench.attack.Attack;
import io.weevil.apps.bench.peer.Peer;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is measured, and how.
 *
 * @param callers independent ones, at least 1
 * @param proxies client identities that they are spread over, 1 … {@code callers}
 * @param operationBytes 0 … 100,000
 * @param replyBytes 0 … 100,000
 * @param rate operations per second of an open loop; 0 for a closed one
 * @param measured length of a measured window, at least 1 s
 * @param warmUp at most so long; 0 to measure at once
 * @param runs measured windows, at least 1
 * @param fresh whether each run has new processes, and is warmed up anew
 * @param jvm options for all processes beside the standard ones; {@code NAME} in them stands for
 *     the process's name
 * @param settings that differ from Weevil's defaults, by their paths
 * @param peers what is measured beside the group
 * @param attack what is done to the group meanwhile
 */
public record BenchOptions(
    Quorums quorums,
    int callers,
    int proxies,
    int operationBytes,
    int replyBytes,
    RequestAuthentication authentication,
    TrackChoice track,
    double rate,
    Duration measured,
    Duration warmUp,
    int runs,
    boolean fresh,
    List<String> jvm,
    Map<String, String> settings,
    Set<Peer> peers,
    Attack attack) {

  /** How slots reach their clients: the setting's own values. */
  public enum TrackChoice {
    SPECULATIVE("speculative"),
    AGREED("agreed"),
    AUTO("adaptive");

    private final String setting;

    TrackChoice(String setting) {
      this.setting = setting;
    }
  }

  /** What fits the default limits of a request and a result, their envelopes included. */
  private static final int LARGEST = 100_000;

  private static final String PARALLELISM =
      "weevil.ordering-dispatcher.fork-join-executor.parallelism-";

  public BenchOptions {
    jvm = List.copyOf(jvm);
    settings = Map.copyOf(settings);
    peers = Set.copyOf(peers);
    require(callers >= 1, "--clients must be at least 1, not " + callers);
    require(
        proxies >= 1 && proxies <= callers,
        "--proxies must be 1 … --clients (" + callers + "), not " + proxies);
    requireSize("--operation-bytes", operationBytes);
    requireSize("--reply-bytes", replyBytes);
    require(rate >= 0 && rate < 1e9, "--rate must be at least 0, not " + rate);
    require(measured.toSeconds() >= 1, "--seconds must be at least 1");
    require(!warmUp.isNegative(), "--warm-up must be at least 0");
    require(runs >= 1, "--runs must be at least 1, not " + runs);
  }

  private static void requireSize(String option, int bytes) {
    require(bytes >= 0 && bytes <= LARGEST, option + " must be 0 … " + LARGEST + ", not " + bytes);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** By name, for reports. */
  public SortedMap<String, Object> named() {
    SortedMap<String, Object> named = new TreeMap<>();
    named.put("replicas", quorums.n());
    named.put("faults", quorums.f());
    named.put("slowTolerated", quorums.c());
    named.put("clients", callers);
    named.put("proxies", proxies);
    named.put("operationBytes", operationBytes);
    named.put("replyBytes", replyBytes);
    named.put("authentication", authentication.name().toLowerCase(Locale.ROOT));
    named.put("track", track.name().toLowerCase(Locale.ROOT));
    named.put("loop", rate > 0 ? "open" : "closed");
    named.put("rate", rate);
    named.put("measuredSeconds", measured.toSeconds());
    named.put("warmUpSecondsAtMost", warmUp.toSeconds());
    named.put("freshProcesses", fresh);
    named.put("set", new TreeMap<>(settings).toString());
    named.put("attack", attack.label());
    named.put("peers", peers.stream().map(Peer::label).sorted().toList().toString());
    return named;
  }

  /** What each kind of process is started with. */
  public SortedMap<String, String> virtualMachines() {
    SortedMap<String, String> options = new TreeMap<>();
    options.put("replica", String.join(" ", JvmOptions.replica("NAME", jvm)));
    options.put("client", String.join(" ", JvmOptions.client("NAME", jvm)));
    for (Peer peer : peers) {
      options.put(peer.label(), String.join(" ", JvmOptions.peer(peer, "NAME", jvm)));
    }
    return options;
  }

  /**
   * Everything that differs from the defaults, by path. All processes share the cores of one
   * machine, so each gets no more threads than its share of them.
   */
  Map<String, String> allSettings() {
    Map<String, String> all = new TreeMap<>();
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / (quorums.n() + 1));
    all.put(PARALLELISM + "min", Integer.toString(threads));
    all.put(PARALLELISM + "max", Integer.toString(threads));
    all.put("weevil.replica.track.mode", track.setting);
    all.putAll(settings);
    return all;
  }
}
