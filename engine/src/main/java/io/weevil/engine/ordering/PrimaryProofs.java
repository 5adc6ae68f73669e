package io.weevil.engine.ordering;

import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage.Suspect;
import io.weevil.engine.role.Suspicion;

/**
 * What proves the current primary faulty (R-EVIDENCE, R-SUSPECT). Each kind of proof is told once:
 * the first one is as good as all that follow.
 */
final class PrimaryProofs {

  private final BackupContext context;
  private boolean contradictionShown;
  private boolean forkShown;
  private boolean batchShown;
  private boolean forgeryFound;

  PrimaryProofs(BackupContext context) {
    this.context = context;
  }

  /** R-CLIENT-5. The headers are authentic; whether they prove anything is to be seen. */
  void onMisbehavior(Misbehavior proof) {
    if (!isOfThisView(proof.first())) {
      context.ignore(proof, "of another view");
    } else if (!proof.first().header().contradicts(proof.second().header())) {
      context.ignore(proof, "two headers that one correct primary may sign");
    } else {
      onContradiction(proof.first(), proof.second());
    }
  }

  /**
   * Whether others can be shown this header, which was believed on its primary's MAC. One that they
   * cannot is a reason for suspicion (R-LATE).
   */
  boolean isAuthentic(SignedHeader header) {
    boolean own = header.header().view().primary(context.quorums.n()).equals(context.self);
    if (own || context.authentic.test(header)) {
      return true;
    }
    if (isOfThisView(header) && !context.isFrozen() && !forgeryFound) {
      forgeryFound = true;
      suspect("it has not signed its header of " + header.header().slot());
    }
    return false;
  }

  /** Two headers of one slot that differ. Anyone can check that, so all are told. */
  void onContradiction(SignedHeader first, SignedHeader second) {
    if (isAuthentic(first) && isAuthentic(second) && !contradictionShown) {
      contradictionShown = true;
      context.out.report(new Event.PrimaryProvenFaulty(first, second));
      context.out.broadcast(new Misbehavior(first, second));
      suspect("it signed two histories at " + first.header().slot());
    }
  }

  /** Consecutive headers whose histories do not chain. */
  void onFork(SignedHeader last, SignedHeader next) {
    if (!forkShown) {
      forkShown = true;
      if (isAuthentic(last) && isAuthentic(next)) {
        context.out.report(new Event.PrimaryProvenFaulty(last, next));
      }
      suspect("its history forks at " + next.header().slot());
    }
  }

  /** A batch of its own that no correct primary orders. */
  void onFaultyBatch(SignedHeader header, String fault) {
    if (!batchShown) {
      batchShown = true;
      if (isAuthentic(header)) {
        context.out.report(new Event.BatchProvenFaulty(header, fault));
      }
      suspect("in its batch " + fault);
    }
  }

  /**
   * {@code weak} replicas stand for another history than ours: one of them is correct and accepted
   * a header that contradicts the one we hold, so the primary signed both.
   */
  void onOpposition(Slot slot) {
    suspect("others hold another history at " + slot);
  }

  /**
   * Another history is proven, or gone on from, and nobody can say that the primary of this very
   * view signed both: an honest one whose view is over looks the same.
   */
  void onOtherHistory(Slot slot) {
    context.suspect(new Suspicion.OtherHistory(slot));
  }

  /** Evidence of any kind, of any view: it ends the view only if the current primary signed it. */
  void onProven(ReplicaId accused, String fault) {
    context.provenFaulty.putIfAbsent(accused, fault);
    onViewAimedAt();
  }

  /** A replica that was proven faulty before is not waited for when its turn comes. */
  void onViewAimedAt() {
    View view = context.aim();
    ReplicaId primary = view.primary(context.quorums.n());
    String fault = context.provenFaulty.get(primary);
    if (fault != null && !primary.equals(context.self)) {
      context.out.tell(new Suspect(view, new Suspicion.PrimaryFaulty(fault)));
    }
  }

  boolean isOfThisView(SignedHeader signed) {
    return signed.header().view().equals(context.view);
  }

  private void suspect(String fault) {
    context.suspect(new Suspicion.PrimaryFaulty(fault));
  }
}
