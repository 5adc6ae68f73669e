package io.weevil.apps.node;

import com.typesafe.config.Config;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.replica.ReplicaNode;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.apps.kv.KeyValueCodec;
import io.weevil.apps.kv.KeyValueStore;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.EncodedService;
import io.weevil.engine.service.StateMachine;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A replica of the key-value store in an actor system of its own. */
public final class Node {

  private record Started(ReplicaNode.Inspection inspection) {}

  private final ActorSystem<Started> system;
  private final AtomicBoolean failed;

  private Node(ActorSystem<Started> system, AtomicBoolean failed) {
    this.system = system;
    this.failed = failed;
  }

  /**
   * Starts the replica that the configuration describes and says so in one line.
   *
   * @param lines takes one line for each event that an operator cares about
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public static Node start(Config config, Consumer<String> lines) {
    return start(config, lines, UnaryOperator.identity());
  }

  /**
   * Starts it with some of its parts replaced.
   *
   * @param changed given the standard parts, says which to use
   */
  public static Node start(
      Config config, Consumer<String> lines, UnaryOperator<ReplicaParts> changed) {
    return start(
        config,
        lines,
        changed,
        () -> new EncodedService<>(new KeyValueStore(), new KeyValueCodec()));
  }

  /**
   * Starts a replica of another service than the key-value store.
   *
   * @param changed given the standard parts, says which to use
   * @param service makes the service in its initial state, the same on every replica
   */
  public static Node start(
      Config config,
      Consumer<String> lines,
      UnaryOperator<ReplicaParts> changed,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    WeevilSettings settings = WeevilSettings.forReplica(config);
    AtomicBoolean failed = new AtomicBoolean();
    ReplicaParts parts =
        ReplicaParts.standard(settings.transport()).withListener(new OperatorLines(lines));
    return new Node(
        ActorSystem.create(
            guardian(settings, lines, failed, changed.apply(parts), service), "weevil", config),
        failed);
  }

  private static Behavior<Started> guardian(
      WeevilSettings settings,
      Consumer<String> lines,
      AtomicBoolean failed,
      ReplicaParts parts,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    return Behaviors.setup(
        context -> {
          ActorRef<ReplicaNode.Command> replica =
              context.spawn(ReplicaNode.create(settings, service, parts), "replica");
          context.watch(replica);
          replica.tell(
              new ReplicaNode.Inspect(
                  context.messageAdapter(ReplicaNode.Inspection.class, Started::new)));
          return Behaviors.receive(Started.class)
              .onMessage(
                  Started.class,
                  started -> {
                    lines.accept(readyLine(settings, started.inspection()));
                    return Behaviors.same();
                  })
              .onSignal(
                  ChildFailed.class,
                  failure -> {
                    failed.set(true);
                    lines.accept("stopped: " + failure.getCause().getMessage());
                    return Behaviors.stopped();
                  })
              .onSignal(Terminated.class, ended -> Behaviors.stopped())
              .build();
        });
  }

  private static String readyLine(WeevilSettings settings, ReplicaNode.Inspection inspection) {
    var group = settings.group().configuration();
    return "ready: replica %d of %d of group %s, listening on %s%s"
        .formatted(
            settings.replica().orElseThrow().id().index(),
            group.n(),
            group.name(),
            inspection.address(),
            settings.replica().orElseThrow().id().index() == 0 ? ", primary" : "");
  }

  /** Stops it cleanly, as SIGTERM does. */
  public void stop() {
    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason());
  }

  /** Whether it has ended because something in it failed. */
  public boolean hasFailed() {
    return failed.get();
  }

  /** Returns when it has ended, whatever ended it. */
  public void awaitEnd() throws InterruptedException {
    try {
      system.getWhenTerminated().toCompletableFuture().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
