package io.weevil.apps.bench.run;

import io.weevil.apps.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;

/**
 * The virtual machines of a benchmark: five of them on few cores. G1 collects what has grown old
 * while the replica works: batches live for a window of slots, and with the serial collector each
 * replica stood still for half a second now and then, which costs all clients the fast path. A heap
 * of fixed size is the same in every run. Both compilers are on.
 */
final class JvmOptions {

  private static final String COLLECTOR = "-XX:+UseG1GC";
  private static final List<String> REPLICA = List.of("-Xms240m", "-Xmx240m");
  private static final List<String> CLIENT = List.of("-Xms384m", "-Xmx384m");

  /** Its log in memory is never cut, and it remembers replies for a minute. */
  private static final List<String> RATIS = List.of("-Xms1g", "-Xmx3g", "-Xmn512m");

  private JvmOptions() {}

  /**
   * @param chosen by whoever measures; they come last, and win. A collector takes the standard
   *     one's place.
   */
  static List<String> replica(String name, List<String> chosen) {
    return with(REPLICA, name, chosen);
  }

  /** A server of what Weevil is compared with, see {@link #replica}. */
  static List<String> peer(Peer peer, String name, List<String> chosen) {
    List<String> heap =
        switch (peer) {
          case UNREPLICATED -> REPLICA;
          case RATIS, RATIS_PLAIN -> RATIS;
        };
    return with(heap, name, chosen);
  }

  /** The client's, see {@link #replica}. */
  static List<String> client(String name, List<String> chosen) {
    return with(CLIENT, name, chosen);
  }

  private static List<String> with(List<String> heap, String name, List<String> chosen) {
    List<String> options = new ArrayList<>(heap);
    if (chosen.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
      options.add(COLLECTOR);
    }
    chosen.forEach(option -> options.add(option.replace("NAME", name)));
    return options;
  }
}
