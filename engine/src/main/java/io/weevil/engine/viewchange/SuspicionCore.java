package io.weevil.engine.viewchange;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.VoteCollector;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import io.weevil.engine.role.Suspicion;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * R-SUSPECT: signs NO-CONFIDENCE in the current primary, once a view, and collects the others'.
 * {@code weak} of them prove that a correct replica has lost confidence. Changing the view is not
 * part of this: the group says plainly that it has lost confidence, and works on in its view.
 */
public final class SuspicionCore implements Core<ToViewChangeManager> {

  private final GroupConfiguration group;
  private final ReplicaSigner signer;
  private final Outputs out = new Outputs();

  private final View view = View.ZERO;
  private final VoteCollector<View, Bytes> statements;

  /** Signed once and kept: resent unchanged (R-EVIDENCE). */
  private PeerMessage.@Nullable NoConfidence own;

  private boolean lost;

  public SuspicionCore(GroupConfiguration group, ReplicaSigner signer) {
    this.group = group;
    this.signer = signer;
    this.statements = new VoteCollector<>(group.quorums());
  }

  @Override
  public List<Output> on(ToViewChangeManager input, Timestamp now) {
    switch (input) {
      case RoleMessage.Suspect(View suspected, Suspicion cause) -> onSuspect(suspected, cause);
      case RoleMessage.Received(Verified<? extends WireMessage> verified) -> onReceived(verified);
      case RoleMessage.Started s -> {}
      case RoleMessage.TimerFired t ->
          throw new IllegalArgumentException("suspicion has no timer of its own: " + t.key());
    }
    return out.drain();
  }

  private void onSuspect(View suspected, Suspicion cause) {
    if (!suspected.equals(view) || own != null) {
      return;
    }
    PeerMessage.NoConfidence statement = signer.noConfidence(view);
    own = statement;
    out.persist(new Promise.NoConfidenceSigned(statement)); // R-DURABLE
    out.broadcast(statement);
    out.report(new Event.NoConfidenceSigned(view, cause));
    collect(statement);
  }

  private void onReceived(Verified<? extends WireMessage> verified) {
    if (verified.message() instanceof PeerMessage.NoConfidence statement) {
      onNoConfidence(statement);
    } else if (verified.message() instanceof PeerMessage.Status status
        && verified.sender() instanceof ReplicaId peer) {
      resendTo(peer, status);
    }
  }

  private void onNoConfidence(PeerMessage.NoConfidence statement) {
    if (statement.view().equals(view)) {
      collect(statement);
    } else {
      out.ignore("view-change manager", statement, "of another view");
    }
  }

  /** R-STATUS: nothing else retransmits. */
  private void resendTo(ReplicaId peer, PeerMessage.Status status) {
    if (own != null && status.view().equals(view)) {
      out.send(peer, own);
    }
  }

  private void collect(PeerMessage.NoConfidence statement) {
    statements.collect(statement.signer(), statement.view(), statement.signature());
    if (!lost && statements.count(view) >= group.quorums().weak()) {
      lost = true;
      out.report(
          new Event.ConfidenceLost(view, new TreeSet<>(statements.evidenceFor(view).keySet())));
      out.tell(new RoleMessage.ConfidenceLost(view));
    }
  }
}
