package io.weevil.engine.ordering;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.history.OrderReqArchive;
import io.weevil.engine.history.OrderedLog;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage.Suspect;
import io.weevil.engine.role.Suspicion;
import java.time.Duration;

/**
 * What the parts of a {@link BackupCore} share: one replica's view and log, and where its outputs
 * go.
 */
final class BackupContext {

  final GroupConfiguration group;
  final Quorums quorums;
  final ReplicaId self;
  final ReplicaSigner signer;
  final ReplicaTimers timers;
  final OrderedLog log;
  final OrderReqArchive archive;
  final ClientOrder clients;
  final Outputs out = new Outputs();

  View view = View.ZERO;
  Timestamp now = Timestamp.ZERO;

  /** Whether this replica's state is right, as far as it knows (R-CHECKPOINT). */
  boolean answering = true;

  /** As told by the executor; at most the last accepted slot. */
  Slot executed = Slot.ZERO;

  /** This replica's own stable checkpoint. */
  Slot stable = Slot.ZERO;

  /**
   * The highest checkpoint that the group has proven, and its history; at least {@link #stable}.
   */
  Slot proven = Slot.ZERO;

  Digest provenHistory;

  BackupContext(GroupConfiguration group, ReplicaSigner signer, ReplicaTimers timers) {
    this.group = group;
    this.quorums = group.quorums();
    this.self = signer.self();
    this.signer = signer;
    this.timers = timers;
    this.provenHistory = group.digest();
    this.log = new OrderedLog(provenHistory);
    this.archive = new OrderReqArchive(timers.archiveSlots(), timers.archiveBytes());
    this.clients = new ClientOrder(group.limits().maxClients());
  }

  Slot accepted() {
    return log.last();
  }

  ReplicaId primary() {
    return view.primary(quorums.n());
  }

  boolean leads() {
    return primary().equals(self);
  }

  /**
   * The last slot that may be accepted: a window beyond what is known to be stable. A proven
   * checkpoint that this replica has not reached yet counts, or it could never catch up with it.
   */
  Slot windowEnd() {
    return Slot.max(stable, proven).plus(group.limits().window());
  }

  boolean isCheckpoint(Slot slot) {
    return slot.isMultipleOf(group.limits().checkpointInterval());
  }

  /**
   * Whether this replica itself stood still (a paused process, a long stop of its machine) while a
   * timer ran: then the time says nothing about the primary, and the timer starts anew.
   *
   * @param since when the timer was started
   * @param timer how long it was to run
   */
  boolean hasStalled(Timestamp since, Duration timer) {
    return now.since(since).compareTo(timer.plus(timer.dividedBy(2))) > 0;
  }

  /** A primary does not suspect itself: the others will, if there is cause. */
  void suspect(Suspicion cause) {
    if (!leads()) {
      out.tell(new Suspect(view, cause));
    }
  }

  void ignore(WireMessage message, String reason) {
    out.ignore("backup", message, reason);
  }
}
