package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Proposes batches while this node leads (R-ORDER). Its behavior says whether it may: {@link
 * Ordering}, or {@link HeldBack} until the window moves.
 */
public final class Primary {

  private final ActorContext<RoleCommand<ToPrimary>> context;
  private final RoleShell<ToPrimary> shell;
  private final BooleanSupplier heldBack;

  private Primary(
      ActorContext<RoleCommand<ToPrimary>> context,
      RoleShell<ToPrimary> shell,
      BooleanSupplier heldBack) {
    this.context = context;
    this.shell = shell;
    this.heldBack = heldBack;
  }

  /**
   * @param heldBack the core's, after each input
   */
  static Behavior<RoleCommand<ToPrimary>> create(
      Core<ToPrimary> core, BooleanSupplier heldBack, RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Primary(
                            context,
                            new RoleShell<>(core, environment, timers, RoleMessage.TimerFired::new),
                            heldBack)
                        .behavior()));
  }

  private Behavior<RoleCommand<ToPrimary>> behavior() {
    return heldBack.getAsBoolean() ? new HeldBack() : new Ordering();
  }

  /** Orders what comes. */
  final class Ordering extends AbstractMatchingBehavior<RoleCommand<ToPrimary>> {
    Ordering() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToPrimary>> onMessage(RoleCommand<ToPrimary> command) {
      shell.on(command);
      return heldBack.getAsBoolean() ? behavior() : this;
    }
  }

  /** Keeps what comes: the log has run a window ahead of the stable checkpoint. */
  final class HeldBack extends AbstractMatchingBehavior<RoleCommand<ToPrimary>> {
    HeldBack() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToPrimary>> onMessage(RoleCommand<ToPrimary> command) {
      shell.on(command);
      return heldBack.getAsBoolean() ? this : behavior();
    }
  }
}
