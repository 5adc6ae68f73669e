package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import java.util.List;

/**
 * Puts another log in the place of this replica's own: the one that a new view begins with
 * (R-INSTALL), or the one that a fetched state stands for (R-STATE).
 */
final class LogReplacement {

  private final BackupContext context;

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

  /** Whether a fetched state helps: also one who has executed more, of a branch that lost. */
  private boolean isUseful(StableProof proof) {
    boolean ahead = proof.slot().isAfter(context.executed);
    boolean elsewhere =
        proof.slot().isAfter(context.stable)
            && !context.log.contains(proof.slot(), proof.history());
    return !context.answering || ahead || elsewhere;
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
    if (slot.isAfter(context.proven)) {
      context.proven = slot;
      context.provenHistory = proof.history();
    }
    return !contained;
  }
}
