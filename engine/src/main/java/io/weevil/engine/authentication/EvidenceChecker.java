package io.weevil.engine.authentication;

import io.weevil.engine.authentication.Verdict.Check;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.EvidenceDocument;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.ViewChangeCodec;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.quorum.SignedVote;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Whether evidence proves anything, by the group's public configuration alone (R-EVIDENCE): two
 * statements that no correct replica makes together, both signed by the accused. Nothing that a
 * correct replica does may pass, whoever shows it and how often it was sent.
 */
public final class EvidenceChecker {

  private final GroupConfiguration group;
  private final Signatures signatures;
  private final SignedBytes signedBytes;
  private final SignatureVerifier verifier;
  private final RequestCodec requests;

  public EvidenceChecker(GroupConfiguration group, SignatureVerifier verifier) {
    this.group = group;
    this.signatures = new Signatures(group, verifier);
    this.signedBytes = new SignedBytes(group.digest());
    this.verifier = verifier;
    this.requests = new RequestCodec(group.limits(), group.n());
  }

  /** The verdict on a document, which may be about another group. */
  public Verdict check(EvidenceDocument document) {
    List<Check> checks = new ArrayList<>();
    ReplicaId accused = document.evidence().accused(document.replicas());
    boolean same = document.group().equals(group.digest());
    checks.add(
        check(
            "it is about the group '" + group.name() + "'",
            same && document.replicas() == group.n(),
            "it is about a group of "
                + document.replicas()
                + " replicas with digest "
                + document.group().abbreviated()
                + ", and '"
                + group.name()
                + "' has "
                + group.n()
                + " and digest "
                + group.digest().abbreviated()));
    if (same) {
      checks.addAll(check(document.evidence()).checks());
    }
    return new Verdict(accused, checks);
  }

  /** The verdict on evidence that is said to be about this group. */
  public Verdict check(Evidence evidence) {
    ReplicaId accused = evidence.accused(group.n());
    List<Check> checks =
        switch (evidence) {
          case Evidence.ConflictingHeaders(var a, var b) -> conflictingHeaders(accused, a, b);
          case Evidence.ForkedHeaders(var a, var b) -> forkedHeaders(accused, a, b);
          case Evidence.ConflictingVotes(var a, var b) -> conflictingVotes(accused, a, b);
          case Evidence.ConflictingCheckpoints(var a, var b) ->
              conflictingCheckpoints(accused, a, b);
          case Evidence.ConflictingViewChanges(var a, var b) ->
              conflictingViewChanges(accused, a, b);
          case Evidence.ConflictingNewViews(var a, var b) -> conflictingNewViews(accused, a, b);
          case Evidence.FaultyBatch(var orderReq, int request) ->
              faultyBatch(accused, orderReq, request);
        };
    return new Verdict(accused, checks);
  }

  /** The first request that makes the batch a faulty one for everybody, if any does. */
  public OptionalInt firstFaulty(Batch batch) {
    for (int i = 0; i < batch.requests().size(); i++) {
      if (faultOf(batch, i) != null) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private List<Check> conflictingHeaders(ReplicaId accused, SignedHeader a, SignedHeader b) {
    OrderHeader first = a.header();
    OrderHeader second = b.header();
    return List.of(
        sameSubject(
            first.view().equals(second.view()) && first.slot().equals(second.slot()),
            first.view() + " " + first.slot(),
            second.view() + " " + second.slot()),
        differ(!first.equals(second)),
        signed(accused, "first", signatures.isAuthentic(a)),
        signed(accused, "second", signatures.isAuthentic(b)));
  }

  private List<Check> forkedHeaders(ReplicaId accused, SignedHeader a, SignedHeader b) {
    OrderHeader first = a.header();
    OrderHeader second = b.header();
    boolean consecutive = first.slot().precedes(second.slot());
    return List.of(
        check(
            "they are of consecutive slots of one view",
            first.view().equals(second.view()) && consecutive,
            "one is of "
                + first.view()
                + " "
                + first.slot()
                + ", the other of "
                + second.view()
                + " "
                + second.slot()),
        check(
            "the second's history does not extend the first's",
            !Digests.chain(first.history(), second.slot(), second.batch()).equals(second.history()),
            "the second's history extends the first's, as it should"),
        signed(accused, "first", signatures.isAuthentic(a)),
        signed(accused, "second", signatures.isAuthentic(b)));
  }

  private List<Check> conflictingVotes(ReplicaId accused, SignedVote a, SignedVote b) {
    return List.of(
        oneSigner(a.voter(), b.voter()),
        sameSubject(
            a.vote().view().equals(b.vote().view()) && a.vote().slot().equals(b.vote().slot()),
            a.vote().view() + " " + a.vote().slot(),
            b.vote().view() + " " + b.vote().slot()),
        differ(!a.vote().history().equals(b.vote().history())),
        signed(accused, "first", signatures.isAuthentic(a)),
        signed(accused, "second", signatures.isAuthentic(b)));
  }

  private List<Check> conflictingCheckpoints(ReplicaId accused, Checkpoint a, Checkpoint b) {
    return List.of(
        oneSigner(a.signer(), b.signer()),
        sameSubject(a.slot().equals(b.slot()), "" + a.slot(), "" + b.slot()),
        differ(!a.history().equals(b.history()) || !a.state().equals(b.state())),
        signed(accused, "first", signatures.isAuthentic(a)),
        signed(accused, "second", signatures.isAuthentic(b)));
  }

  private List<Check> conflictingViewChanges(ReplicaId accused, ViewChange a, ViewChange b) {
    return List.of(
        oneSigner(a.signer(), b.signer()),
        sameSubject(a.view().equals(b.view()), "" + a.view(), "" + b.view()),
        differ(
            !ViewChangeCodec.contentOf(a.proof(), a.report())
                .equals(ViewChangeCodec.contentOf(b.proof(), b.report()))),
        signed(accused, "first", signatures.isAuthentic(a)),
        signed(accused, "second", signatures.isAuthentic(b)));
  }

  private List<Check> conflictingNewViews(ReplicaId accused, NewView a, NewView b) {
    return List.of(
        sameSubject(a.view().equals(b.view()), "" + a.view(), "" + b.view()),
        differ(
            !ViewChangeCodec.contentOf(a.viewChanges())
                .equals(ViewChangeCodec.contentOf(b.viewChanges()))),
        signed(accused, "first", signatures.isAuthentic(a)),
        signed(accused, "second", signatures.isAuthentic(b)));
  }

  private List<Check> faultyBatch(ReplicaId accused, OrderReq orderReq, int index) {
    Batch batch = orderReq.batch();
    boolean there = index >= 0 && index < batch.requests().size();
    String fault = there ? faultOf(batch, index) : null;
    return List.of(
        check(
            "the batch's bytes are those that the header names",
            batch.digest().equals(orderReq.header().header().batch()),
            "the header names another batch: anybody may have put this one beside it"),
        check(
            "request "
                + (index + 1)
                + " is one that no correct primary orders"
                + (fault == null ? "" : ": " + fault),
            fault != null,
            there
                ? "request " + (index + 1) + " is authentic and in its client's order"
                : "the batch has " + batch.requests().size() + " requests"),
        signed(accused, "header", signatures.isAuthentic(orderReq.header())));
  }

  private @Nullable String faultOf(Batch batch, int index) {
    String misplaced = BatchFaults.misplacement(batch, index);
    return misplaced != null ? misplaced : forgery(batch.requests().get(index));
  }

  /** Only what is signed: whether a MAC is right, only its receiver can tell. */
  private @Nullable String forgery(Request request) {
    RequestCodec.Parts parts;
    try {
      parts = requests.parts(request.encoded());
    } catch (MalformedMessageException beyondTheLimits) {
      return null; // no replica of this group can read it, so none can have been misled
    }
    if (!signatures.isAuthentic(parts.certificate())) {
      return "its certificate is not the client authority's";
    }
    boolean wantsSignature = group.requestAuthentication() == RequestAuthentication.SIGNATURE;
    return switch (parts.authenticator()) {
      case RequestAuthenticator.MacVector vector ->
          wantsSignature ? "it has a MAC vector, where the group wants a signature" : null;
      case RequestAuthenticator.Signed signed when !wantsSignature ->
          "it has a signature, where the group wants a MAC vector";
      case RequestAuthenticator.Signed signed ->
          verifier.verify(
                  parts.certificate().signingKey(),
                  signedBytes.request(Digests.of(parts.body())),
                  signed.signature())
              ? null
              : "its client did not sign it";
    };
  }

  private static Check oneSigner(ReplicaId first, ReplicaId second) {
    return check(
        "both name one signer",
        first.equals(second),
        "one names " + first + " as its signer, the other " + second);
  }

  private static Check sameSubject(boolean same, String first, String second) {
    return check(
        "both speak of " + first, same, "one speaks of " + first + ", the other of " + second);
  }

  private static Check differ(boolean differ) {
    return check(
        "they say different things", differ, "they say the same: sending it twice is no fault");
  }

  private static Check signed(ReplicaId accused, String which, boolean authentic) {
    return check(
        accused + " signed the " + which,
        authentic,
        "the " + which + " one's signature is not " + accused + "'s");
  }

  private static Check check(String claim, boolean holds, String otherwise) {
    return new Check(claim, holds ? null : otherwise);
  }
}
