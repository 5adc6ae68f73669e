package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts another log in the place of this replica's own: the one that a new view begins with
 * (R-INSTALL), or the one that a fetched state stands for (R-STATE).
 */
final class LogReplacement {

  private final BackupContext context;

  /**
   * What has become stable while the executor awaits a fetched state, or executes those slots once
   * more; null for nothing.
   */
  private RoleMessage.@Nullable Stabilized postponed;

  LogReplacement(BackupContext context) {
    this.context = context;
  }

  /** Keeps the log up to {@code common} and goes on with {@code above}; returns what it lost. */
  List<LogEntry> install(Slot common, List<LogEntry> above) {
    context.certificate.keep(context.log);
    List<LogEntry> lost = context.log.rollback(common);
    context.shelf.keep(lost);
    context.clients.rollback(common);
    for (LogEntry entry : above) {
      context.log.append(entry);
      context.clients.take(entry.slot(), entry.batch());
    }
    return lost;
  }

  /** To the newest snapshot at or before the divergence: snapshots are taken at multiples of K. */
  void rollBackState(View view, Slot common) {
    if (!context.dispatched.isAfter(common)) {
      return;
    }
    long interval = context.group.limits().checkpointInterval();
    Slot snapshot = new Slot(common.number() - common.number() % interval);
    context.out.report(new Event.RolledBack(view, context.dispatched, common));
    context.out.tell(new RoleMessage.Rollback(snapshot));
    context.dispatched = snapshot;
    context.executed = Slot.min(context.executed, snapshot);
  }

  /** R-STATE: a state is here; the executor takes it in its turn, if it is still of use. */
  void onFetched(RoleMessage.StateFetched fetched) {
    if (context.restoring || !isUseful(fetched.proof())) {
      fetched.source().discard();
    } else {
      context.restoring = true;
      context.out.tell(new RoleMessage.InstallState(fetched.proof(), fetched.source()));
    }
  }

  /** The newest of these is told once the executor has got further. */
  void postpone(RoleMessage.Stabilized stabilized) {
    postponed = stabilized;
  }

  /** What was postponed, once. */
  Optional<RoleMessage.Stabilized> postponed() {
    Optional<RoleMessage.Stabilized> last = Optional.ofNullable(postponed);
    postponed = null;
    return last;
  }

  /**
   * Whether a fetched state helps: also one who has executed more, of a branch that lost, or
   * wrongly. Not one at which the executor arrives by itself: the state would come to it behind the
   * slots that wait there already, and undo them. Never one that is passed for good.
   */
  private boolean isUseful(StableProof proof) {
    boolean ahead = proof.slot().isAfter(context.dispatched);
    boolean elsewhere = !context.log.contains(proof.slot(), proof.history());
    return proof.slot().isAfter(context.stable) && (!context.answering || ahead || elsewhere);
  }

  /**
   * R-STATE: accepted slots above the state that extend it stay; a log that does not contain it
   * ends there, and nothing that may contradict an earlier vote is voted for in this view
   * (R-CHECKPOINT).
   *
   * @return whether the log was another branch
   */
  boolean restore(RoleMessage.StateInstalled state) {
    StableProof proof = state.proof();
    Slot slot = proof.slot();
    boolean contained = context.log.contains(slot, proof.history());
    requireNothingLost(slot, contained);
    if (contained) {
      context.log.truncate(slot).forEach(context.archive::add);
    } else {
      context.silentUpTo = Slot.max(context.silentUpTo, context.accepted());
      context.certificate.keep(context.log);
      context.shelf.keep(context.log.restart(slot, proof.history(), state.timestamp()));
      context.clients.restart(state.clients());
    }
    context.stable = slot;
    context.committed = Slot.max(slot, Slot.min(context.committed, context.accepted()));
    context.dispatched = slot;
    context.executed = slot;
    context.raiseProven(slot, proof.history());
    return !contained;
  }

  /** What is stable or committed never goes back: accepted slots above it have been voted for. */
  private void requireNothingLost(Slot slot, boolean contained) {
    if (!slot.isAfter(context.stable)) {
      throw new IllegalStateException(
          "a state at " + slot + " is installed, and " + context.stable + " is stable here");
    }
    if (!contained && !slot.isAfter(context.committed)) {
      throw new IllegalStateException(
          "another history is proven at "
              + slot
              + ", and "
              + context.committed
              + " was committed here before: more than f replicas are faulty");
    }
  }
}
