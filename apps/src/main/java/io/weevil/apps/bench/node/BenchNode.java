package io.weevil.apps.bench.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.actors.role.NodeListener;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.service.NullService;
import io.weevil.apps.node.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The same node as {@code weevil node} starts, with another service, and counted. */
public final class BenchNode {

  /** Told on standard input: say what was done so far. */
  public static final String COUNT = "count";

  /** How the answer to {@link #COUNT} begins; JSON follows. */
  public static final String COUNTED = "counted";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final CostCounters counters = new CostCounters();
  private final Consumer<String> lines;

  private BenchNode(Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * Starts a replica.
   *
   * @param replyBytes size of each result of the service
   * @param control read to its end on a thread of its own
   * @param end run when the control has ended
   */
  public static Node start(
      Config config, int replyBytes, InputStream control, Consumer<String> lines, Runnable end) {
    BenchNode node = new BenchNode(lines);
    Node started = Node.start(config, lines, node::counted, () -> new NullService(replyBytes));
    Thread.ofPlatform().daemon().name("control").start(() -> node.follow(control, end));
    return started;
  }

  private ReplicaParts counted(ReplicaParts parts) {
    return parts
        .withTransport(counters.counting(parts.transport()))
        .withSignatures(counters.counting(parts.signatures()))
        .withListener(NodeListener.both(parts.listener(), counters.listener()));
  }

  private void follow(InputStream control, Runnable end) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(control, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(COUNT)) {
          lines.accept(COUNTED + " " + MAPPER.writeValueAsString(counters.costs()));
        }
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records can be written as JSON", impossible);
    } catch (IOException broken) {
      // A broken pipe says what its end says.
    }
    end.run();
  }
}
