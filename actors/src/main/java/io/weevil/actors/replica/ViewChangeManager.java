package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Ends views in which the group has lost confidence, and begins the next (R-SUSPECT, R-VIEW-CHANGE,
 * R-SELECT).
 */
public final class ViewChangeManager
    extends AbstractMatchingBehavior<RoleCommand<ToViewChangeManager>> {

  private final RoleShell<ToViewChangeManager> shell;

  private ViewChangeManager(
      ActorContext<RoleCommand<ToViewChangeManager>> context,
      RoleShell<ToViewChangeManager> shell) {
    super(context);
    this.shell = shell;
  }

  static Behavior<RoleCommand<ToViewChangeManager>> create(
      Core<ToViewChangeManager> core, RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ViewChangeManager(
                        context,
                        new RoleShell<>(core, environment, timers, RoleMessage.TimerFired::new))));
  }

  @Override
  public Behavior<RoleCommand<ToViewChangeManager>> onMessage(
      RoleCommand<ToViewChangeManager> command) {
    shell.on(command);
    return this;
  }
}
