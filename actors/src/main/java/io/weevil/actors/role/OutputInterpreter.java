package io.weevil.actors.role;

import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Carries a core's outputs out, one after the other: what is promised is stored before the messages
 * behind it leave (R-DURABLE).
 *
 * @param <M> what the actor takes
 */
public final class OutputInterpreter<M> {

  private final RoleEnvironment environment;
  private final TimerScheduler<M> timers;
  private final Function<TimerKey, M> fired;
  private final Consumer<RoleMessage> others;

  /**
   * @param fired the message by which the actor learns that a timer has run out
   * @param others takes what the core tells other roles
   */
  public OutputInterpreter(
      RoleEnvironment environment,
      TimerScheduler<M> timers,
      Function<TimerKey, M> fired,
      Consumer<RoleMessage> others) {
    this.environment = environment;
    this.timers = timers;
    this.fired = fired;
    this.others = others;
  }

  public void interpret(List<Output> outputs) {
    outputs.forEach(this::interpret);
  }

  private void interpret(Output output) {
    switch (output) {
      case Output.Send(var to, var message) -> leave(new Egress.Send(to, message));
      case Output.Broadcast(var message) -> leave(new Egress.Broadcast(message));
      case Output.Reply(var to, var message) -> leave(new Egress.Reply(to, message));
      case Output.Tell(var message) -> others.accept(message);
      case Output.Persist(var promise) -> environment.promises().store(promise);
      case Output.StartTimer(var key, var after) ->
          timers.startSingleTimer(key, fired.apply(key), after);
      case Output.StopTimer(var key) -> timers.cancel(key);
      case Output.Report(var event) -> environment.listener().onEvent(event);
    }
  }

  private void leave(Egress.Command command) {
    environment.egress().tell(command);
  }
}
