package io.weevil.engine.evidence;

import io.weevil.engine.authentication.BatchFaults;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A ledger of signed statements: a second one of the same signer about the same thing that says
 * something else is evidence (R-EVIDENCE; protocol.md, section 10, invariants 3 and 9). Statements
 * are compared by what they say, so that one sent again is never taken for a second one. Their
 * signatures are the caller's business.
 */
public final class EvidenceBook {

  private record Place(View view, Slot slot) {}

  private final int n;
  private final Predicate<ReplicaId> watched;
  private final Ledger<Place, SignedHeader> headers;
  private final Ledger<Place, SignedVote> votes;
  private final Ledger<Slot, Checkpoint> checkpoints;
  private final Ledger<View, ViewChange> viewChanges;
  private final Ledger<View, NewView> newViews;
  private List<Evidence> found = new ArrayList<>();

  /**
   * @param n how many replicas the group has
   * @param watched whose statements are entered
   * @param statements of each kind that are kept of each signer
   * @param viewChanges VIEW-CHANGEs and NEW-VIEWs that are kept of each signer: they are long
   */
  public EvidenceBook(int n, Predicate<ReplicaId> watched, int statements, int viewChanges) {
    this.n = n;
    this.watched = watched;
    this.headers = new Ledger<>(statements);
    this.votes = new Ledger<>(statements);
    this.checkpoints = new Ledger<>(statements);
    this.viewChanges = new Ledger<>(viewChanges);
    this.newViews = new Ledger<>(viewChanges);
  }

  /** Enters every signed statement in the message, and returns what they prove. */
  public List<Evidence> see(WireMessage message) {
    switch (message) {
      case PeerMessage m -> enter(m);
      case ClientMessage.CommitCertificate m -> enter(m.certificate());
      case ClientMessage.Ask m -> {}
      case ClientMessage.Hello m -> {}
      case ClientMessage.ResultRequest m -> {}
      case ClientMessage.StatusQuery m -> {}
      case ReplyMessage m -> enter(m);
    }
    List<Evidence> seen = found;
    found = new ArrayList<>();
    return seen;
  }

  private void enter(PeerMessage message) {
    switch (message) {
      case OrderReq m -> enter(m);
      case PeerMessage.Prepare m -> enter(m.vote());
      case Checkpoint m -> enter(m);
      case StableProof m -> m.checkpoints().forEach(this::enter);
      case ViewChange m -> enter(m);
      case NewView m -> enter(m);
      case PeerMessage.Misbehavior m -> {
        enter(m.first());
        enter(m.second());
      }
      case PeerMessage.Commit m -> {}
      case PeerMessage.NoConfidence m -> {} // there is one of each view, and it says nothing else
      case PeerMessage.FillHole m -> {}
      case PeerMessage.Fetch m -> {}
      case PeerMessage.Fetched m -> {}
      case PeerMessage.Status m -> {}
      case PeerMessage.Relay m -> {}
      case PeerMessage.StateRequest m -> {}
      case PeerMessage.StateChunk m -> {}
      case PeerMessage.Accusation m -> {} // what it shows was found by another already
    }
  }

  private void enter(ReplyMessage message) {
    switch (message) {
      case ReplyMessage.SpecResponse m -> {
        enterIfThere(m.vote());
        if (m.header() != null) {
          enter(m.header());
        }
      }
      case ReplyMessage.LocalCommit m -> {}
      case ReplyMessage.ReadReply m -> {}
      case ReplyMessage.Refused m -> {}
      case ReplyMessage.StatusReport m -> {}
    }
  }

  private void enterIfThere(@Nullable SignedVote vote) {
    if (vote != null) {
      enter(vote);
    }
  }

  private void enter(OrderReq orderReq) {
    SignedHeader header = orderReq.header();
    enter(header);
    Batch batch = orderReq.batch();
    if (watched.test(signerOf(header)) && batch.digest().equals(header.header().batch())) {
      BatchFaults.firstMisplaced(batch)
          .ifPresent(request -> found.add(new Evidence.FaultyBatch(orderReq, request)));
    }
  }

  private void enter(SignedHeader header) {
    ReplicaId signer = signerOf(header);
    if (!watched.test(signer)) {
      return;
    }
    OrderHeader h = header.header();
    SignedHeader first = headers.first(signer, new Place(h.view(), h.slot()), header);
    if (!first.header().equals(h)) {
      found.add(new Evidence.ConflictingHeaders(first, header));
      return;
    }
    if (h.slot().isAfter(Slot.ZERO)) {
      Slot before = new Slot(h.slot().number() - 1);
      lookForFork(headers.find(signer, new Place(h.view(), before)), header);
    }
    if (h.slot().isBefore(Slot.LAST)) {
      lookForFork(header, headers.find(signer, new Place(h.view(), h.slot().next())));
    }
  }

  private void lookForFork(@Nullable SignedHeader first, @Nullable SignedHeader second) {
    if (first == null || second == null) {
      return;
    }
    OrderHeader next = second.header();
    if (!Digests.chain(first.header().history(), next.slot(), next.batch())
        .equals(next.history())) {
      found.add(new Evidence.ForkedHeaders(first, second));
    }
  }

  private ReplicaId signerOf(SignedHeader header) {
    return header.header().view().primary(n);
  }

  private void enter(SignedVote vote) {
    if (!watched.test(vote.voter())) {
      return;
    }
    Place place = new Place(vote.vote().view(), vote.vote().slot());
    SignedVote first = votes.first(vote.voter(), place, vote);
    if (!first.vote().equals(vote.vote())) {
      found.add(new Evidence.ConflictingVotes(first, vote));
    }
  }

  private void enter(Certificate certificate) {
    certificate
        .signatures()
        .forEach((voter, signature) -> enter(new SignedVote(voter, certificate.vote(), signature)));
  }

  private void enter(Checkpoint checkpoint) {
    if (!watched.test(checkpoint.signer())) {
      return;
    }
    Checkpoint first = checkpoints.first(checkpoint.signer(), checkpoint.slot(), checkpoint);
    if (!first.history().equals(checkpoint.history())
        || !first.state().equals(checkpoint.state())) {
      found.add(new Evidence.ConflictingCheckpoints(first, checkpoint));
    }
  }

  private void enter(ViewChange viewChange) {
    enter(viewChange.report());
    if (!watched.test(viewChange.signer())) {
      return;
    }
    ViewChange first = viewChanges.first(viewChange.signer(), viewChange.view(), viewChange);
    if (!first.proof().equals(viewChange.proof()) || !first.report().equals(viewChange.report())) {
      found.add(new Evidence.ConflictingViewChanges(first, viewChange));
    }
  }

  private void enter(LogReport report) {
    if (report.checkpoint() != null) {
      report.checkpoint().checkpoints().forEach(this::enter);
    }
    if (report.certified() != null) {
      enter(report.certified().certificate());
    }
  }

  private void enter(NewView newView) {
    newView.viewChanges().forEach(this::enter);
    ReplicaId signer = newView.view().primary(n);
    if (!watched.test(signer)) {
      return;
    }
    NewView first = newViews.first(signer, newView.view(), newView);
    if (!first.viewChanges().equals(newView.viewChanges())) {
      found.add(new Evidence.ConflictingNewViews(first, newView));
    }
  }
}
