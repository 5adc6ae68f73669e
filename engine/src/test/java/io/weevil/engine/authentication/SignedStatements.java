package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import java.util.List;
import java.util.TreeMap;

/** Authentic statements of a group's members, whatever they say. */
public final class SignedStatements {

  private final TestGroup group;

  public SignedStatements(TestGroup group) {
    this.group = group;
  }

  public static Digest digest(String of) {
    return Digests.of(Bytes.utf8(of));
  }

  /** A header of view 0 for a batch of this name, on top of a history of that name. */
  public SignedHeader header(long slot, String batch, String before) {
    return header(0, slot, digest(batch), digest(before));
  }

  public SignedHeader header(long view, long slot, Digest batch, Digest before) {
    return group.header(new View(view), new Slot(slot), before, batch, Track.SPECULATIVE);
  }

  /** An ORDER-REQ of view 0 that holds these very requests. */
  public OrderReq order(Request... requests) {
    return group.orderReq(
        View.ZERO,
        new Slot(1),
        group.digest(),
        group.batch(TestGroup.NOW, requests),
        Track.SPECULATIVE);
  }

  public SignedVote vote(int replica, long view, long slot, String history) {
    return group.vote(replica, new View(view), new Slot(slot), digest(history));
  }

  public Checkpoint checkpoint(int replica, long slot, String history, String state) {
    return group.signer(replica).checkpoint(new Slot(slot), digest(history), digest(state));
  }

  /** A VIEW-CHANGE whose log has one slot. */
  public ViewChange viewChange(int replica, long view, String batch) {
    LogReport report = new LogReport(null, View.ZERO, List.of(digest(batch)), null);
    return viewChange(replica, view, report);
  }

  public ViewChange viewChange(int replica, long view, LogReport report) {
    TreeMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int i = 0; i < group.quorums().weak(); i++) {
      signatures.put(
          new ReplicaId(i), group.signer(i).noConfidence(new View(view - 1)).signature());
    }
    return group
        .signer(replica)
        .viewChange(new View(view), new NoConfidenceProof(signatures), report);
  }

  /** The NEW-VIEW of its primary. */
  public NewView newView(long view, ViewChange... viewChanges) {
    View v = new View(view);
    return group.signer(v.primary(group.quorums().n()).index()).newView(v, List.of(viewChanges));
  }
}
