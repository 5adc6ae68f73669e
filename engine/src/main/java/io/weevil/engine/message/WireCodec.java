package io.weevil.engine.message;

import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Bytes;

/**
 * Messages as bytes and back: the one table of which codec has which message.
 *
 * <p>Decoding is strict. Every array has its exact size, every length is checked against the
 * group's limits and the bytes that are left before anything is allocated, there is one form of
 * each value, nothing may follow, and the nesting is that of the message. Nothing decoded is
 * verified.
 */
public final class WireCodec {

  /** More than any message has beside batches, requests, results and lists of signatures. */
  static final int FIXED_BYTES = 1_024;

  /** More than any signed statement in a list of them has. */
  static final int STATEMENT_BYTES = 192;

  private static final int USUAL_BYTES = 512;

  private final Limits limits;
  private final int n;
  private final RequestCodec requests;
  private final PeerCodec peers;
  private final ViewChangeCodec viewChanges;
  private final EvidenceCodec evidence;
  private final ClientCodec clients;
  private final ReplyCodec replies;

  /**
   * @param n how many replicas there are
   */
  public WireCodec(Limits limits, int n) {
    this.limits = limits;
    this.n = n;
    this.requests = new RequestCodec(limits, n);
    ValueCodec values = new ValueCodec(n, limits.maxResultBytes());
    this.peers = new PeerCodec(values, new BatchCodec(limits, n), requests, n);
    this.viewChanges = new ViewChangeCodec(values, peers, n, limits.window());
    this.evidence = new EvidenceCodec(values, peers, viewChanges, limits);
    this.clients = new ClientCodec(values);
    this.replies = new ReplyCodec(values);
  }

  /** The body of the message's envelope. */
  public Bytes encode(WireMessage message) {
    // A request travels as the bytes that its client made.
    if (message instanceof ClientMessage.Ask ask) {
      return ask.request().encoded();
    }
    CborWriter out = new CborWriter(USUAL_BYTES);
    write(out, message);
    return out.finish();
  }

  /**
   * The message of an envelope.
   *
   * @throws MalformedMessageException when the body is none of this kind; nothing else is thrown
   */
  public WireMessage decode(MessageKind kind, Bytes body) {
    return CborReader.decode(kind.name(), body, maxBodyBytes(kind), in -> read(in, kind, body));
  }

  /** How long any body may be. */
  public int maxBodyBytes() {
    int max = 0;
    for (MessageKind kind : MessageKind.values()) {
      max = Math.max(max, maxBodyBytes(kind));
    }
    return max;
  }

  /** How long a body of this kind may be; a longer one is refused unread. */
  public int maxBodyBytes(MessageKind kind) {
    return switch (kind) {
      case ORDER_REQ, FETCHED -> fixedAnd(limits.maxBatchBytes());
      case RELAY -> fixedAnd(limits.maxRequestBytes());
      case REQUEST -> limits.maxRequestBytes();
      case STABLE_PROOF, COMMIT_CERTIFICATE -> fixedAnd(n * STATEMENT_BYTES);
      case VIEW_CHANGE -> bounded(ViewChangeCodec.maxBytes(n, limits.window()));
      case NEW_VIEW -> bounded(ViewChangeCodec.maxNewViewBytes(n, limits.window()));
      case STATE_CHUNK -> StateCodec.MAX_CHUNK_BYTES;
      // As long as what it may show, once: longer evidence stays with whoever found it.
      case ACCUSATION ->
          Math.max(maxBodyBytes(MessageKind.ORDER_REQ), maxBodyBytes(MessageKind.NEW_VIEW));
      case SPEC_RESPONSE, READ_REPLY -> fixedAnd(limits.maxResultBytes());
      case STATE_REQUEST -> FIXED_BYTES;
      case PREPARE, COMMIT, CHECKPOINT, NO_CONFIDENCE, FILL_HOLE, FETCH, STATUS, MISBEHAVIOR ->
          FIXED_BYTES;
      case HELLO, RESULT_REQUEST, STATUS_QUERY, LOCAL_COMMIT, REFUSED, STATUS_REPORT -> FIXED_BYTES;
    };
  }

  private static int fixedAnd(int variable) {
    return bounded((long) FIXED_BYTES + variable);
  }

  private static int bounded(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static void write(CborWriter out, WireMessage message) {
    switch (message) {
      case PeerMessage.OrderReq m -> PeerCodec.write(out, m);
      case PeerMessage.Prepare m -> PeerCodec.write(out, m);
      case PeerMessage.Commit m -> PeerCodec.write(out, m);
      case PeerMessage.Checkpoint m -> PeerCodec.write(out, m);
      case PeerMessage.StableProof m -> PeerCodec.write(out, m);
      case PeerMessage.NoConfidence m -> PeerCodec.write(out, m);
      case PeerMessage.FillHole m -> PeerCodec.write(out, m);
      case PeerMessage.Fetch m -> PeerCodec.write(out, m);
      case PeerMessage.Fetched m -> PeerCodec.write(out, m);
      case PeerMessage.Status m -> PeerCodec.write(out, m);
      case PeerMessage.Relay m -> PeerCodec.write(out, m);
      case PeerMessage.Misbehavior m -> PeerCodec.write(out, m);
      case PeerMessage.ViewChange m -> ViewChangeCodec.write(out, m);
      case PeerMessage.NewView m -> ViewChangeCodec.write(out, m);
      case PeerMessage.StateRequest m -> StateCodec.write(out, m);
      case PeerMessage.StateChunk m -> StateCodec.write(out, m);
      case PeerMessage.Accusation m -> EvidenceCodec.write(out, m.evidence());
      case ClientMessage.Hello m -> ClientCodec.write(out, m);
      case ClientMessage.Ask m ->
          throw new IllegalStateException("a request is encoded by its client");
      case ClientMessage.CommitCertificate m -> ClientCodec.write(out, m);
      case ClientMessage.ResultRequest m -> ClientCodec.write(out, m);
      case ClientMessage.StatusQuery m -> ClientCodec.write(out, m);
      case ReplyMessage.SpecResponse m -> ReplyCodec.write(out, m);
      case ReplyMessage.LocalCommit m -> ReplyCodec.write(out, m);
      case ReplyMessage.ReadReply m -> ReplyCodec.write(out, m);
      case ReplyMessage.Refused m -> ReplyCodec.write(out, m);
      case ReplyMessage.StatusReport m -> ReplyCodec.write(out, m);
    }
  }

  private WireMessage read(CborReader in, MessageKind kind, Bytes body) {
    return switch (kind) {
      case ORDER_REQ -> peers.orderReq(in);
      case PREPARE -> peers.prepare(in);
      case COMMIT -> peers.commit(in);
      case CHECKPOINT -> peers.checkpoint(in);
      case STABLE_PROOF -> peers.stableProof(in);
      case NO_CONFIDENCE -> peers.noConfidence(in);
      case FILL_HOLE -> peers.fillHole(in);
      case FETCH -> peers.fetch(in);
      case FETCHED -> peers.fetched(in);
      case STATUS -> peers.status(in);
      case RELAY -> peers.relay(in);
      case MISBEHAVIOR -> peers.misbehavior(in);
      case VIEW_CHANGE -> viewChanges.viewChange(in);
      case NEW_VIEW -> viewChanges.newView(in);
      case STATE_REQUEST -> StateCodec.stateRequest(in);
      case STATE_CHUNK -> StateCodec.stateChunk(in);
      case ACCUSATION -> new PeerMessage.Accusation(evidence.evidence(in));
      case HELLO -> clients.hello(in);
      case REQUEST -> new ClientMessage.Ask(requests.request(in, body));
      case COMMIT_CERTIFICATE -> clients.commitCertificate(in);
      case RESULT_REQUEST -> clients.resultRequest(in);
      case STATUS_QUERY -> clients.statusQuery(in);
      case SPEC_RESPONSE -> replies.specResponse(in);
      case LOCAL_COMMIT -> replies.localCommit(in);
      case READ_REPLY -> replies.readReply(in);
      case REFUSED -> replies.refused(in);
      case STATUS_REPORT -> replies.statusReport(in);
    };
  }
}
