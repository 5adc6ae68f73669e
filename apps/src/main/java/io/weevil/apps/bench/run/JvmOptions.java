package io.weevil.apps.bench.run;

import io.weevil.apps.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;

/**
 * The virtual machines of a benchmark: five of them on few cores. The serial collector has no
 * threads that compete with the replicas'; a heap of fixed size is the same in every run; half of
 * it is young, for what dies young. Both compilers are on.
 */
final class JvmOptions {

  private static final String COLLECTOR = "-XX:+UseSerialGC";
  private static final List<String> REPLICA = List.of("-Xms256m", "-Xmx256m", "-Xmn96m");
  private static final List<String> CLIENT = List.of("-Xms384m", "-Xmx384m", "-Xmn256m");

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
