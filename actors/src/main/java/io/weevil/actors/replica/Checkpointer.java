package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Digests states, signs CHECKPOINTs, and says what is stable (R-CHECKPOINT). */
public final class Checkpointer extends AbstractMatchingBehavior<RoleCommand<ToCheckpointer>> {

  private final RoleShell<ToCheckpointer> shell;

  private Checkpointer(
      ActorContext<RoleCommand<ToCheckpointer>> context, RoleShell<ToCheckpointer> shell) {
    super(context);
    this.shell = shell;
  }

  static Behavior<RoleCommand<ToCheckpointer>> create(
      Core<ToCheckpointer> core, RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Checkpointer(
                        context,
                        new RoleShell<>(core, environment, timers, RoleMessage.TimerFired::new))));
  }

  @Override
  public Behavior<RoleCommand<ToCheckpointer>> onMessage(RoleCommand<ToCheckpointer> command) {
    shell.on(command);
    return this;
  }
}
