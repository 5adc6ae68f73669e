package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.model.Track;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToBackup;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Owns view and log (R-ACCEPT). Its behavior is the track that slots are on: {@link Speculative},
 * which is Zyzzyva, or {@link Agreed}, which is PBFT; or {@link Frozen}, between two views.
 */
public final class Backup {

  private final ActorContext<RoleCommand<ToBackup>> context;
  private final RoleShell<ToBackup> shell;
  private final Supplier<Track> track;
  private final BooleanSupplier frozen;

  private Backup(
      ActorContext<RoleCommand<ToBackup>> context,
      RoleShell<ToBackup> shell,
      Supplier<Track> track,
      BooleanSupplier frozen) {
    this.context = context;
    this.shell = shell;
    this.track = track;
    this.frozen = frozen;
  }

  /**
   * @param track the core's, after each input
   * @param frozen whether the core is, after each input
   */
  static Behavior<RoleCommand<ToBackup>> create(
      Core<ToBackup> core,
      Supplier<Track> track,
      BooleanSupplier frozen,
      RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Backup(
                            context,
                            new RoleShell<>(core, environment, timers, RoleMessage.TimerFired::new),
                            track,
                            frozen)
                        .behavior()));
  }

  private Behavior<RoleCommand<ToBackup>> behavior() {
    if (frozen.getAsBoolean()) {
      return new Frozen();
    }
    return switch (track.get()) {
      case SPECULATIVE -> new Speculative();
      case AGREED -> new Agreed();
    };
  }

  private boolean isOn(Track wanted) {
    return !frozen.getAsBoolean() && track.get() == wanted;
  }

  /** Executes on acceptance; clients collect the votes (R-SPECULATE). */
  final class Speculative extends AbstractMatchingBehavior<RoleCommand<ToBackup>> {
    Speculative() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToBackup>> onMessage(RoleCommand<ToBackup> command) {
      shell.on(command);
      return isOn(Track.SPECULATIVE) ? this : behavior();
    }
  }

  /** Executes what is certified; replicas collect the votes (R-AGREE). */
  final class Agreed extends AbstractMatchingBehavior<RoleCommand<ToBackup>> {
    Agreed() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToBackup>> onMessage(RoleCommand<ToBackup> command) {
      shell.on(command);
      return isOn(Track.AGREED) ? this : behavior();
    }
  }

  /**
   * Accepts, votes, acknowledges and reads nothing, and gathers the log of the next view (R-FROZEN,
   * R-INSTALL).
   */
  final class Frozen extends AbstractMatchingBehavior<RoleCommand<ToBackup>> {
    Frozen() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToBackup>> onMessage(RoleCommand<ToBackup> command) {
      shell.on(command);
      return frozen.getAsBoolean() ? this : behavior();
    }
  }
}
