package io.weevil.apps.bench.node;

import com.typesafe.config.Config;
import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.actors.role.NodeListener;
import io.weevil.apps.bench.attack.Attack;
import io.weevil.apps.bench.attack.AttackingTransport;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.service.NullService;
import io.weevil.apps.node.Node;
import io.weevil.engine.model.ReplicaId;
import java.io.InputStream;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The same node as {@code weevil node} starts, with another service, and counted. */
public final class BenchNode {

  private final CostCounters counters = new CostCounters();

  private BenchNode() {}

  /**
   * Starts a replica.
   *
   * @param replyBytes size of each result of the service
   * @param attack what is done to the group, by this replica if it is the one
   * @param control asks what was done, see {@link CostQuestions}
   * @param end run when the control has ended
   */
  public static Node start(
      Config config,
      int replyBytes,
      Attack attack,
      InputStream control,
      Consumer<String> lines,
      Runnable end) {
    BenchNode node = new BenchNode();
    WeevilSettings settings = WeevilSettings.forReplica(config);
    Node started =
        Node.start(
            config,
            lines,
            parts -> attacking(node.counted(parts), attack, settings),
            () -> new NullService(replyBytes));
    CostQuestions.answer(control, node.counters::costs, lines, end);
    return started;
  }

  private static ReplicaParts attacking(
      ReplicaParts parts, Attack attack, WeevilSettings settings) {
    ReplicaId self = settings.replica().orElseThrow().id();
    GroupSettings group = settings.group();
    if (!attack.replica(group.configuration().n()).equals(Optional.of(self))) {
      return parts;
    }
    SortedMap<ReplicaId, PeerAddress> others = new TreeMap<>(group.addresses());
    others.remove(self);
    return parts.withTransport(
        AttackingTransport.around(parts.transport(), attack, others.values()));
  }

  private ReplicaParts counted(ReplicaParts parts) {
    return parts
        .withTransport(counters.counting(parts.transport()))
        .withSignatures(counters.counting(parts.signatures()))
        .withListener(NodeListener.both(parts.listener(), counters.listener()));
  }
}
