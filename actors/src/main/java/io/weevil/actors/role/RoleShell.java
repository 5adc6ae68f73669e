package io.weevil.actors.role;

import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Between an actor and its core: feeds and interprets. It decides nothing.
 *
 * @param <I> what the core takes
 */
public final class RoleShell<I> {

  private final Core<I> core;
  private final NodeClock clock;
  private final OutputInterpreter<RoleCommand<I>> interpreter;
  private final Predicate<RoleMessage> aside;
  private @Nullable Roles roles;

  /**
   * @param fired the input by which the core learns that a timer has run out
   */
  public RoleShell(
      Core<I> core,
      RoleEnvironment environment,
      TimerScheduler<RoleCommand<I>> timers,
      Function<TimerKey, I> fired) {
    this(core, environment, timers, fired, message -> false);
  }

  /**
   * @param aside takes what the core says to its own actor only; whether it did
   */
  public RoleShell(
      Core<I> core,
      RoleEnvironment environment,
      TimerScheduler<RoleCommand<I>> timers,
      Function<TimerKey, I> fired,
      Predicate<RoleMessage> aside) {
    this.core = core;
    this.aside = aside;
    this.clock = environment.clock();
    this.interpreter =
        new OutputInterpreter<>(
            environment, timers, key -> new RoleCommand.Input<>(fired.apply(key)), this::tell);
  }

  public void on(RoleCommand<I> command) {
    switch (command) {
      case RoleCommand.Join<I>(Roles joined) -> roles = joined;
      case RoleCommand.Input<I>(I input) -> interpreter.interpret(core.on(input, clock.now()));
    }
  }

  private void tell(RoleMessage message) {
    if (aside.test(message)) {
      return;
    }
    if (roles == null) {
      throw new IllegalStateException("a role speaks before it was told of the others: " + message);
    }
    roles.tell(message);
  }
}
