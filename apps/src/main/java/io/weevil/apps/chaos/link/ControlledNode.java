package io.weevil.apps.chaos.link;

import com.typesafe.config.Config;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.apps.node.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The same node as {@code weevil node} starts, its transport wrapped, its links ruled by whoever
 * started it. When the control ends, so does the process.
 */
public final class ControlledNode {

  /** How a line begins by which a node says what a rule has done. */
  public static final String ENDED = "chaos: ended ";

  private final LinkFaults faults;
  private final Consumer<String> lines;

  private ControlledNode(LinkFaults faults, Consumer<String> lines) {
    this.faults = faults;
    this.lines = lines;
  }

  /**
   * @param clients that rules speak of, {@code client-0} first
   * @param control lines as {@link ControlLine} says; read to its end on a thread of its own
   * @param lines takes what the node says
   * @param end run when the control has ended
   */
  public static Node start(
      Config config,
      List<PeerAddress> clients,
      InputStream control,
      Consumer<String> lines,
      Runnable end) {
    WeevilSettings settings = WeevilSettings.forReplica(config);
    int self = settings.replica().orElseThrow().id().index();
    LinkFaults faults = new LinkFaults(new LinkEnd.Replica(self));
    ControlledNode controlled = new ControlledNode(faults, lines);
    Thread.ofPlatform().daemon().name("control").start(() -> controlled.follow(control, end));
    return Node.start(config, lines, parts -> wrapped(parts, endsOf(settings, clients), faults));
  }

  /** Who is where: the replicas, and the clients that rules speak of. */
  public static Map<PeerAddress, LinkEnd> endsOf(
      WeevilSettings settings, List<PeerAddress> clients) {
    Map<PeerAddress, LinkEnd> ends = new HashMap<>();
    settings
        .group()
        .addresses()
        .forEach((id, address) -> ends.put(address, new LinkEnd.Replica(id.index())));
    for (int i = 0; i < clients.size(); i++) {
      ends.put(clients.get(i), new LinkEnd.Client(i));
    }
    return ends;
  }

  private static ReplicaParts wrapped(
      ReplicaParts parts, Map<PeerAddress, LinkEnd> ends, LinkFaults faults) {
    return parts.withTransport(FaultyTransport.around(parts.transport(), ends, faults));
  }

  private void follow(InputStream control, Runnable end) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(control, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        obey(line);
      }
    } catch (IOException broken) {
      // A broken pipe says what its end says.
    }
    end.run();
  }

  private void obey(String line) {
    try {
      switch (ControlLine.parse(line)) {
        case ControlLine.Begin(LinkRule rule) -> {
          faults.begin(rule);
          lines.accept("chaos: " + line);
        }
        case ControlLine.End(String name) ->
            faults.end(name).ifPresent(counts -> lines.accept(ENDED + name + " " + counts));
      }
    } catch (IllegalArgumentException wrong) {
      lines.accept("chaos: not understood: " + wrong.getMessage());
    }
  }
}
