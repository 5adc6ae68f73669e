package io.weevil.actors.replica;

import io.weevil.actors.role.LastInLine;
import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Proposes batches while this node leads (R-ORDER). Its behavior says what it may: {@link
 * StandingBy} while another node leads, {@link Ordering}, or {@link HeldBack} until the window
 * moves.
 */
public final class Primary {

  private final ActorContext<RoleCommand<ToPrimary>> context;
  private final RoleShell<ToPrimary> shell;
  private final BooleanSupplier leading;
  private final BooleanSupplier heldBack;

  private Primary(
      ActorContext<RoleCommand<ToPrimary>> context,
      RoleShell<ToPrimary> shell,
      BooleanSupplier leading,
      BooleanSupplier heldBack) {
    this.context = context;
    this.shell = shell;
    this.leading = leading;
    this.heldBack = heldBack;
  }

  /**
   * @param leading whether the core leads, after each input
   * @param heldBack whether the core waits for the window to move, after each input
   * @param line on the same dispatcher, see {@link LastInLine}
   */
  static Behavior<RoleCommand<ToPrimary>> create(
      Core<ToPrimary> core,
      BooleanSupplier leading,
      BooleanSupplier heldBack,
      RoleEnvironment environment,
      ActorRef<LastInLine.Turn<?>> line) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Primary(
                            context,
                            shell(context, timers, core, environment, line),
                            leading,
                            heldBack)
                        .behavior()));
  }

  private static RoleShell<ToPrimary> shell(
      ActorContext<RoleCommand<ToPrimary>> context,
      TimerScheduler<RoleCommand<ToPrimary>> timers,
      Core<ToPrimary> core,
      RoleEnvironment environment,
      ActorRef<LastInLine.Turn<?>> line) {
    return new RoleShell<>(
        core,
        environment,
        timers,
        RoleMessage.TimerFired::new,
        message -> {
          if (message instanceof RoleMessage.RequestsGathered gathered) {
            line.tell(new LastInLine.Turn<>(context.getSelf(), new RoleCommand.Input<>(gathered)));
            return true;
          }
          return false;
        });
  }

  private Behavior<RoleCommand<ToPrimary>> behavior() {
    if (!leading.getAsBoolean()) {
      return new StandingBy();
    }
    return heldBack.getAsBoolean() ? new HeldBack() : new Ordering();
  }

  /** Passes on what comes: another node leads. */
  final class StandingBy extends AbstractMatchingBehavior<RoleCommand<ToPrimary>> {
    StandingBy() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToPrimary>> onMessage(RoleCommand<ToPrimary> command) {
      shell.on(command);
      return leading.getAsBoolean() ? behavior() : this;
    }
  }

  /** Orders what comes. */
  final class Ordering extends AbstractMatchingBehavior<RoleCommand<ToPrimary>> {
    Ordering() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToPrimary>> onMessage(RoleCommand<ToPrimary> command) {
      shell.on(command);
      return leading.getAsBoolean() && !heldBack.getAsBoolean() ? this : behavior();
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
