package io.weevil.actors.client;

import io.weevil.actors.client.Callers.Caller;
import io.weevil.actors.client.Callers.WaitingActor;
import io.weevil.actors.client.Callers.WaitingFuture;
import io.weevil.actors.configuration.ClientSettings;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.role.LastInLine;
import io.weevil.actors.role.NodeClock;
import io.weevil.actors.role.OutputInterpreter;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.client.ClientCore;
import io.weevil.engine.client.ClientInput;
import io.weevil.engine.client.ClientStatistics;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Stands for the group where it is called from (R-CLIENT). Any number of callers share it; each
 * call ends in exactly one {@link Answer}. Its behavior says what requests need at the moment:
 * {@link Fast}, {@link Certifying}, {@link Retransmitting}.
 */
public final class ClientProxy {

  public sealed interface Command {}

  /**
   * Have an operation executed.
   *
   * @param operation the service's own bytes
   * @param readOnly whether to try it without ordering first (R-READ)
   * @param deadline when the caller is told what is known, from now; more than zero
   * @param replyTo gets the one answer
   */
  public record Call(
      Bytes operation, boolean readOnly, Duration deadline, ActorRef<Answer<Bytes>> replyTo)
      implements Command {}

  /** Ends all calls that answer to {@code replyTo}: they may have been executed all the same. */
  public record Cancel(ActorRef<Answer<Bytes>> replyTo) implements Command {}

  /**
   * Ask every replica how it is.
   *
   * @param patience after which the answer goes out with what there is; more than zero
   */
  public record QueryStatus(Duration patience, ActorRef<GroupStatus> replyTo) implements Command {}

  /** What has this client seen since it started? */
  public record Inspect(ActorRef<Inspection> replyTo) implements Command {}

  /** Answer to {@link Inspect}. */
  public record Inspection(
      Condition condition, View view, ClientStatistics client, TransportStatistics transport) {}

  /** End all calls, and stop. */
  public enum Stop implements Command {
    INSTANCE
  }

  /** {@link Call} for those without an actor. */
  record Submit(
      Bytes operation, boolean readOnly, Duration deadline, CompletableFuture<Answer<Bytes>> future)
      implements Command {}

  /** {@link Cancel} for those without an actor. */
  record Withdraw(CompletableFuture<Answer<Bytes>> future) implements Command {}

  /** An authentic message of a replica. */
  record Replied(Verified<? extends ReplyMessage> verified) implements Command {}

  private record TimerFired(TimerKey key) implements Command {}

  /** Whoever was ready to submit something has run. */
  private enum Gathered implements Command {
    INSTANCE
  }

  private record PatienceEnded(long nonce) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ClientCore core;
  private final NodeClock clock;
  private final Transport transport;
  private final OutputInterpreter<Command> interpreter;
  private final Callers callers;
  private final StatusQueries queries;
  private final ActorRef<LastInLine.Turn<?>> lastInLine;
  private Condition condition = Condition.FAST;

  ClientProxy(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ClientWiring.Connected connected) {
    this.context = context;
    this.timers = timers;
    this.core = connected.core();
    this.clock = connected.environment().clock();
    this.transport = connected.transport();
    this.interpreter =
        new OutputInterpreter<>(
            connected.environment(), timers, TimerFired::new, this::onToldByCore);
    this.callers = new Callers(context.getSystem().executionContext());
    this.queries = new StatusQueries(connected.replicas());
    this.lastInLine =
        context.spawn(LastInLine.create(), "last-in-line", DispatcherSelector.sameAsParent());
  }

  /**
   * A client that is embedded in the application's own actor system. It fails with a {@link
   * io.weevil.actors.transport.TransportException} when it cannot listen.
   *
   * @param settings of a client
   */
  public static Behavior<Command> create(WeevilSettings settings, ClientParts parts) {
    ClientSettings client =
        settings
            .client()
            .orElseThrow(() -> new IllegalArgumentException("these are not a client's settings"));
    return Behaviors.setup(
        context -> {
          context.setLoggerName(ClientProxy.class);
          ClientWiring wiring = new ClientWiring(context, settings.group(), client, parts);
          return Behaviors.withTimers(
              timers -> new ClientProxy(context, timers, wiring.connect()).start());
        });
  }

  Behavior<Command> start() {
    feed(new ClientInput.Started());
    return behavior();
  }

  private Behavior<Command> behavior() {
    return switch (condition) {
      case FAST -> new Fast();
      case CERTIFYING -> new Certifying();
      case RETRANSMITTING -> new Retransmitting();
    };
  }

  /** Requests end in one round trip. */
  final class Fast extends Serving {}

  /** Requests need a second phase: some replica is slow. */
  final class Certifying extends Serving {}

  /** Requests are sent again: the primary, or the network, does not answer in time. */
  final class Retransmitting extends Serving {}

  /** What every condition does with a command; what differs is known to the core. */
  private abstract class Serving extends AbstractMatchingBehavior<Command> {
    Serving() {
      super(context);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
      Condition before = condition;
      boolean goesOn = handle(command);
      if (!goesOn) {
        return Behaviors.stopped();
      }
      return condition == before ? this : behavior();
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
      if (signal instanceof PostStop) {
        callers.endAll(
            new Answer.Unknown<>(
                "the client has stopped: it may have been executed, or may yet be"));
        transport.stop();
      }
      return this;
    }
  }

  /** Whether the client goes on. */
  private boolean handle(Command command) {
    switch (command) {
      case Call(var operation, var readOnly, var deadline, var replyTo) ->
          submit(operation, readOnly, deadline, new WaitingActor(replyTo));
      case Submit(var operation, var readOnly, var deadline, var future) ->
          submit(operation, readOnly, deadline, new WaitingFuture(future));
      case Cancel(var replyTo) -> cancel(new WaitingActor(replyTo));
      case Withdraw(var future) -> cancel(new WaitingFuture(future));
      case Replied(var verified) -> feed(new ClientInput.Received(verified));
      case TimerFired(var key) -> feed(new ClientInput.TimerFired(key));
      case Gathered g -> feed(new ClientInput.Gathered());
      case QueryStatus query -> onQueryStatus(query);
      case PatienceEnded(long nonce) -> queries.end(nonce);
      case Inspect(var replyTo) -> replyTo.tell(inspection());
      case Stop s -> {
        return false;
      }
    }
    return true;
  }

  private void submit(Bytes operation, boolean readOnly, Duration deadline, Caller caller) {
    long ticket = callers.admit(caller);
    feed(new ClientInput.Submit(ticket, operation, readOnly, deadline));
  }

  private void cancel(Caller caller) {
    callers.ticketsOf(caller).forEach(ticket -> feed(new ClientInput.Cancel(ticket)));
  }

  private void onQueryStatus(QueryStatus query) {
    long nonce = queries.begin(query.replyTo());
    timers.startSingleTimer(nonce, new PatienceEnded(nonce), query.patience());
    feed(new ClientInput.QueryStatus(nonce));
  }

  private Inspection inspection() {
    return new Inspection(condition, core.view(), core.statistics(), transport.statistics());
  }

  private void feed(ClientInput input) {
    List<Output> outputs = core.on(input, clock.now());
    condition = condition.after(outputs);
    interpreter.interpret(outputs);
  }

  private void onToldByCore(RoleMessage message) {
    if (message instanceof RoleMessage.Ended(long ticket, var outcome)) {
      callers.end(ticket, Answer.of(outcome));
    } else if (message instanceof RoleMessage.Gather) {
      lastInLine.tell(new LastInLine.Turn<>(context.getSelf(), Gathered.INSTANCE));
    } else if (message instanceof RoleMessage.StatusReported(var replica, var report)
        && queries.collect(replica, report)) {
      timers.cancel(report.nonce());
    }
  }
}
