package io.weevil.engine.ordering;

import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.RoleMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * COMMIT-CERTIFICATEs of clients (R-LOCAL-COMMIT). That a certificate is complete and its
 * signatures verify was checked at the door.
 */
final class LocalCommits {

  /** Certificates kept until their slots arrive, one a client: clients send again. */
  static final int MAX_EARLY = 64;

  private record Shown(ClientId client, long number, Certificate certificate) {
    Slot slot() {
      return certificate.vote().slot();
    }
  }

  private final BackupContext context;
  private final Agreement agreement;
  private final HoleWatch holes;
  private final PrimaryProofs proofs;
  private final Map<Digest, Shown> early = new LinkedHashMap<>();

  LocalCommits(BackupContext context, Agreement agreement, HoleWatch holes, PrimaryProofs proofs) {
    this.context = context;
    this.agreement = agreement;
    this.holes = holes;
    this.proofs = proofs;
  }

  void onCertificate(ClientId client, CommitCertificate message) {
    Vote vote = message.certificate().vote();
    if (context.leads()) {
      context.out.tell(new RoleMessage.FastPathMissed(client)); // R-TRACK
    }
    if (!vote.view().equals(context.view)) {
      context.ignore(message, "of another view");
    } else if (!context.answering) {
      context.ignore(message, "this replica's state is wrong");
    } else if (!vote.slot().isAfter(context.stable)) {
      context.out.tell(new RoleMessage.AnswerAgain(client, message.number()));
    } else {
      onShown(new Shown(client, message.number(), message.certificate()));
    }
  }

  private void onShown(Shown shown) {
    if (shown.slot().isAfter(context.accepted())) {
      keep(shown);
    } else {
      answer(shown);
    }
  }

  /** "Log too short ⇒ R-HOLE first": {@code certify} replicas have accepted the slot. */
  private void keep(Shown shown) {
    Digest key = shown.client().key();
    if (early.size() < MAX_EARLY || early.containsKey(key)) {
      early.put(key, shown);
    }
    holes.wasMissed(shown.slot());
  }

  void onAccepted() {
    if (early.isEmpty()) {
      return;
    }
    List<Shown> due = new ArrayList<>(early.values());
    due.removeIf(shown -> shown.slot().isAfter(context.accepted()));
    early.values().removeAll(due);
    due.forEach(this::answer);
  }

  private void answer(Shown shown) {
    Vote vote = shown.certificate().vote();
    if (!vote.slot().isAfter(context.stable)) { // a fetched state may have passed it meanwhile
      context.out.tell(new RoleMessage.AnswerAgain(shown.client(), shown.number()));
      return;
    }
    if (!context.log.contains(vote.slot(), vote.history())) {
      proofs.onOpposition(vote.slot());
      return;
    }
    agreement.onCertificate(shown.certificate());
    if (context.isLearner()) {
      return; // R-LEARN
    }
    context.out.reply(
        shown.client(), new LocalCommit(vote.view(), vote.slot(), vote.history(), shown.number()));
  }
}
