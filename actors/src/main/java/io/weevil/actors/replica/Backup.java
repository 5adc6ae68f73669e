package io.weevil.actors.replica;

import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.RoleShell;
import io.weevil.engine.model.Track;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToBackup;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Owns view and log (R-ACCEPT). Its behavior is the track that slots are on: {@link Speculative},
 * which is Zyzzyva, or {@link Agreed}, which is PBFT.
 */
public final class Backup {

  private final ActorContext<RoleCommand<ToBackup>> context;
  private final RoleShell<ToBackup> shell;
  private final Supplier<Track> track;

  private Backup(
      ActorContext<RoleCommand<ToBackup>> context,
      RoleShell<ToBackup> shell,
      Supplier<Track> track) {
    this.context = context;
    this.shell = shell;
    this.track = track;
  }

  /**
   * @param track the core's, after each input
   */
  static Behavior<RoleCommand<ToBackup>> create(
      Core<ToBackup> core, Supplier<Track> track, RoleEnvironment environment) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Backup(
                            context,
                            new RoleShell<>(core, environment, timers, RoleMessage.TimerFired::new),
                            track)
                        .behavior()));
  }

  private Behavior<RoleCommand<ToBackup>> behavior() {
    return switch (track.get()) {
      case SPECULATIVE -> new Speculative();
      case AGREED -> new Agreed();
    };
  }

  /** Executes on acceptance; clients collect the votes (R-SPECULATE). */
  final class Speculative extends AbstractMatchingBehavior<RoleCommand<ToBackup>> {
    Speculative() {
      super(context);
    }

    @Override
    public Behavior<RoleCommand<ToBackup>> onMessage(RoleCommand<ToBackup> command) {
      shell.on(command);
      return track.get() == Track.SPECULATIVE ? this : behavior();
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
      return track.get() == Track.AGREED ? this : behavior();
    }
  }
}
