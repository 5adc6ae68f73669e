package io.weevil.actors.replica;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.ReplicaSettings;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.storage.FolderStateStore;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.StateMachine;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A whole replica: the parent of its roles. It stops with all of them when one fails, because a
 * replica that has lost track of its own state must not go on voting.
 */
public final class ReplicaNode extends AbstractMatchingBehavior<ReplicaNode.Command> {

  public sealed interface Command {}

  /** Hear and say nothing more. The actor ends once its port is free. */
  public enum Stop implements Command {
    INSTANCE
  }

  /** Where is this replica, and what has its transport done? */
  public record Inspect(ActorRef<Inspection> replyTo) implements Command {}

  private enum TransportStopped implements Command {
    INSTANCE
  }

  /** Answer to {@link Inspect}. */
  public record Inspection(PeerAddress address, TransportStatistics transport) {}

  private final ReplicaSettings settings;
  private final Transport transport;
  private final FolderStateStore states;
  private final Cancellable shutdownTask;
  private boolean stopping;

  private ReplicaNode(
      ActorContext<Command> context,
      ReplicaSettings settings,
      Transport transport,
      FolderStateStore states) {
    super(context);
    this.settings = settings;
    this.transport = transport;
    this.states = states;
    this.shutdownTask = stopBeforeTheSystemDoes(context, settings, transport);
    context.pipeToSelf(transport.stopped(), (done, failure) -> TransportStopped.INSTANCE);
  }

  /**
   * A replica that is embedded in the application's own actor system. It fails with a {@link
   * ReplicaFailedException} when one of its roles does, and with a {@link
   * io.weevil.actors.transport.TransportException} when it cannot listen.
   *
   * @param settings of a replica
   * @param service makes the service in its initial state, the same on every replica
   */
  public static Behavior<Command> create(
      WeevilSettings settings, Supplier<StateMachine<Bytes, Bytes>> service, ReplicaParts parts) {
    ReplicaSettings replica =
        settings
            .replica()
            .orElseThrow(() -> new IllegalArgumentException("these are not a replica's settings"));
    return Behaviors.setup(
        context -> {
          context.setLoggerName(ReplicaNode.class);
          ReplicaWiring wiring = new ReplicaWiring(context, settings.group(), replica, parts);
          return new ReplicaNode(context, replica, wiring.start(service.get()), wiring.states());
        });
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    return switch (command) {
      case Inspect(var replyTo) -> {
        replyTo.tell(new Inspection(transport.address(), transport.statistics()));
        yield this;
      }
      case Stop s -> {
        stopping = true;
        transport.stop();
        yield this;
      }
      case TransportStopped s when stopping -> Behaviors.stopped();
      case TransportStopped s -> throw failed("transport", new IllegalStateException("it stopped"));
    };
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return switch (signal) {
      case ChildFailed failure -> throw failed(failure.getRef().path().name(), failure.getCause());
      case Terminated ended ->
          throw failed(ended.getRef().path().name(), new IllegalStateException("it stopped"));
      case PostStop ended -> {
        shutdownTask.cancel();
        transport.stop();
        states.close();
        yield this;
      }
      default -> this;
    };
  }

  private ReplicaFailedException failed(String role, Throwable cause) {
    getContext()
        .getLog()
        .error("Replica {} stops: its {} failed.", settings.id().index(), role, cause);
    return new ReplicaFailedException(settings.id(), role, cause);
  }

  private static Cancellable stopBeforeTheSystemDoes(
      ActorContext<Command> context, ReplicaSettings settings, Transport transport) {
    ActorRef<Command> self = context.getSelf();
    return CoordinatedShutdown.get(context.getSystem())
        .addCancellableTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "weevil-replica-" + settings.id().index(),
            () -> {
              self.tell(Stop.INSTANCE);
              return transport.stopped().thenApply(stopped -> Done.getInstance());
            });
  }
}
