package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToExecutor;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Owns the service, its snapshots and the replies (R-SPECULATE, R-READ). */
public final class Executor extends AbstractMatchingBehavior<RoleCommand<ToExecutor>> {

  private final RoleShell<ToExecutor> shell;

  private Executor(ActorContext<RoleCommand<ToExecutor>> context, RoleShell<ToExecutor> shell) {
    super(context);
    this.shell = shell;
  }

  static Behavior<RoleCommand<ToExecutor>> create(
      Core<ToExecutor> core, RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Executor(
                        context,
                        new RoleShell<>(core, environment, timers, RoleMessage.TimerFired::new))));
  }

  @Override
  public Behavior<RoleCommand<ToExecutor>> onMessage(RoleCommand<ToExecutor> command) {
    shell.on(command);
    return this;
  }
}
