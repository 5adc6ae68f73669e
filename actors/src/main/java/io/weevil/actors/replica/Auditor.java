package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage.ToAuditor;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Looks for evidence in all that is signed (R-EVIDENCE). */
public final class Auditor extends AbstractMatchingBehavior<RoleCommand<ToAuditor>> {

  private final RoleShell<ToAuditor> shell;

  private Auditor(ActorContext<RoleCommand<ToAuditor>> context, RoleShell<ToAuditor> shell) {
    super(context);
    this.shell = shell;
  }

  static Behavior<RoleCommand<ToAuditor>> create(
      Core<ToAuditor> core, RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Auditor(
                        context,
                        new RoleShell<>(
                            core,
                            environment,
                            timers,
                            key -> {
                              throw new IllegalArgumentException("the auditor has no timer " + key);
                            }))));
  }

  @Override
  public Behavior<RoleCommand<ToAuditor>> onMessage(RoleCommand<ToAuditor> command) {
    shell.on(command);
    return this;
  }
}
