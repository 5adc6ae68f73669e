package io.weevil.engine.evidence;

import io.weevil.engine.authentication.EvidenceChecker;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToAuditor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * R-EVIDENCE: looks for statements that contradict each other in all that other replicas have
 * signed and this one has verified; shows what it finds to operators, to the other replicas, and to
 * the backup, which ends the view if the current primary signed it. It promises nothing and blames
 * nobody by itself.
 */
public final class AuditCore implements Core<ToAuditor> {

  /** Headers, votes and checkpoints of each replica that are remembered: more than a window's. */
  private static final int STATEMENTS = 4_096;

  /** VIEW-CHANGEs and NEW-VIEWs of each replica that are remembered. */
  private static final int VIEW_CHANGES = 4;

  private final int n;
  private final EvidenceBook book;
  private final EvidenceChecker checker;
  private final WireCodec codec;
  private final Outputs out = new Outputs();

  /** One of each kind for each replica: the first is as good as all that follow. */
  private final Map<ReplicaId, EnumMap<Evidence.Kind, Evidence>> found = new HashMap<>();

  public AuditCore(GroupConfiguration group, SignatureVerifier verifier) {
    this.n = group.n();
    this.book = new EvidenceBook(n, group.quorums()::isMember, STATEMENTS, VIEW_CHANGES);
    this.codec = new WireCodec(group.limits(), n);
    this.checker = new EvidenceChecker(group, verifier);
  }

  @Override
  public List<Output> on(ToAuditor input, Timestamp now) {
    switch (input) {
      case RoleMessage.Received(Verified<? extends WireMessage> verified) -> onReceived(verified);
      case RoleMessage.FaultyBatch faulty -> onFaultyBatch(faulty);
    }
    return out.drain();
  }

  private void onReceived(Verified<? extends WireMessage> verified) {
    WireMessage message = verified.message();
    book.see(message).forEach(this::onFound);
    if (message instanceof PeerMessage.Accusation(Evidence evidence)) {
      keep(evidence);
    } else if (message instanceof PeerMessage.Status status
        && verified.sender() instanceof ReplicaId peer) {
      onStatus(peer, status);
    }
  }

  /** The header is authentic, and so are the bytes; which request it is, is looked for here. */
  private void onFaultyBatch(RoleMessage.FaultyBatch faulty) {
    PeerMessage.OrderReq orderReq = faulty.verified().message();
    book.see(orderReq).forEach(this::onFound);
    Batch batch = orderReq.batch();
    boolean itsOwn = batch.digest().equals(orderReq.header().header().batch());
    if (faulty.provable() && itsOwn && !isKnown(orderReq)) {
      checker
          .firstFaulty(batch)
          .ifPresent(request -> onFound(new Evidence.FaultyBatch(orderReq, request)));
    }
  }

  private boolean isKnown(PeerMessage.OrderReq orderReq) {
    var known = found.get(orderReq.header().header().view().primary(n));
    return known != null && known.containsKey(Evidence.Kind.FAULTY_BATCH);
  }

  private void onFound(Evidence evidence) {
    if (isProof(evidence) && keep(evidence) && isSendable(evidence)) {
      out.broadcast(new PeerMessage.Accusation(evidence));
    }
  }

  /** Headers were believed on their primary's MAC, which convinces nobody else (R-LATE). */
  private boolean isProof(Evidence evidence) {
    return switch (evidence.kind()) {
      case CONFLICTING_HEADERS, FORKED_HEADERS, FAULTY_BATCH -> checker.check(evidence).isProof();
      case CONFLICTING_VOTES,
          CONFLICTING_CHECKPOINTS,
          CONFLICTING_VIEW_CHANGES,
          CONFLICTING_NEW_VIEWS ->
          true;
    };
  }

  /** Whether others would take a message of this length: two long NEW-VIEWs are too long. */
  private boolean isSendable(Evidence evidence) {
    return codec.encode(new PeerMessage.Accusation(evidence)).size()
        <= codec.maxBodyBytes(MessageKind.ACCUSATION);
  }

  /** Whether there was none of its kind about this replica before. */
  private boolean keep(Evidence evidence) {
    ReplicaId accused = evidence.accused(n);
    Map<Evidence.Kind, Evidence> known =
        found.computeIfAbsent(accused, a -> new EnumMap<>(Evidence.Kind.class));
    if (known.putIfAbsent(evidence.kind(), evidence) != null) {
      return false;
    }
    out.report(new Event.EvidenceFound(accused, evidence));
    out.tell(new RoleMessage.ProvenFaulty(accused, "it is proven: " + evidence.kind().words()));
    return true;
  }

  /** R-STATUS: a peer that works under a primary that is proven faulty may not know. */
  private void onStatus(ReplicaId peer, PeerMessage.Status status) {
    Map<Evidence.Kind, Evidence> known = found.get(status.target().primary(n));
    if (known != null) {
      known.values().stream()
          .filter(this::isSendable)
          .findFirst()
          .ifPresent(evidence -> out.send(peer, new PeerMessage.Accusation(evidence)));
    }
  }
}
