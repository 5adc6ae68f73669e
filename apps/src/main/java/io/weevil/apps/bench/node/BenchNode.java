package io.weevil.apps.bench.node;

import com.typesafe.config.Config;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.actors.role.NodeListener;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.service.NullService;
import io.weevil.apps.node.Node;
import java.io.InputStream;
import java.util.function.Consumer;

/** The same node as {@code weevil node} starts, with another service, and counted. */
public final class BenchNode {

  private final CostCounters counters = new CostCounters();

  private BenchNode() {}

  /**
   * Starts a replica.
   *
   * @param replyBytes size of each result of the service
   * @param control asks what was done, see {@link CostQuestions}
   * @param end run when the control has ended
   */
  public static Node start(
      Config config, int replyBytes, InputStream control, Consumer<String> lines, Runnable end) {
    BenchNode node = new BenchNode();
    Node started = Node.start(config, lines, node::counted, () -> new NullService(replyBytes));
    CostQuestions.answer(control, node.counters::costs, lines, end);
    return started;
  }

  private ReplicaParts counted(ReplicaParts parts) {
    return parts
        .withTransport(counters.counting(parts.transport()))
        .withSignatures(counters.counting(parts.signatures()))
        .withListener(NodeListener.both(parts.listener(), counters.listener()));
  }
}
