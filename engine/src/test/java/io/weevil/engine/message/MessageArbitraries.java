package io.weevil.engine.message;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Admission;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Any message of a group of {@link #N} replicas with {@link #LIMITS}, and what messages are made
 * of.
 */
public final class MessageArbitraries {

  public static final int N = 4;

  /** Small, so that generated messages come near every bound. */
  public static final Limits LIMITS =
      new Limits(4, 8, 16, 10, 4, 8_192, 2_048, 1_024, Duration.ofSeconds(2));

  private static final RequestCodec REQUESTS = new RequestCodec(LIMITS, N);
  private static final BatchCodec BATCHES = new BatchCodec(LIMITS, N);
  private static final OutcomesCodec OUTCOMES = new OutcomesCodec(LIMITS);

  private MessageArbitraries() {}

  /** Any message of {@code kind}. */
  public static Arbitrary<? extends WireMessage> message(MessageKind kind) {
    return switch (kind) {
      case ORDER_REQ -> Combinators.combine(signedHeader(), batch()).as(PeerMessage.OrderReq::new);
      case PREPARE -> signedVote().map(PeerMessage.Prepare::new);
      case COMMIT -> Combinators.combine(view(), slot(), digest()).as(PeerMessage.Commit::new);
      case CHECKPOINT -> replica().flatMap(MessageArbitraries::checkpoint);
      case STABLE_PROOF -> stableProof();
      case NO_CONFIDENCE ->
          Combinators.combine(replica(), view(), signature()).as(PeerMessage.NoConfidence::new);
      case FILL_HOLE -> fillHole();
      case FETCH -> digest().map(PeerMessage.Fetch::new);
      case FETCHED -> batch().map(PeerMessage.Fetched::new);
      case STATUS ->
          Combinators.combine(view(), view(), slot(), slot(), slot(), slot())
              .as(
                  (one, other, stable, accepted, committed, executed) ->
                      new PeerMessage.Status(
                          one.compareTo(other) < 0 ? one : other,
                          one.compareTo(other) < 0 ? other : one,
                          stable,
                          accepted,
                          committed,
                          executed));
      case RELAY -> request().map(PeerMessage.Relay::new);
      case MISBEHAVIOR ->
          Combinators.combine(signedHeader(), signedHeader()).as(PeerMessage.Misbehavior::new);
      case VIEW_CHANGE ->
          replica().flatMap(signer -> positiveView().flatMap(view -> viewChange(signer, view)));
      case NEW_VIEW -> newView();
      case STATE_REQUEST ->
          Combinators.combine(slot(), digest(), index()).as(PeerMessage.StateRequest::new);
      case STATE_CHUNK ->
          Combinators.combine(slot(), index(), statePart().injectNull(0.2))
              .as(PeerMessage.StateChunk::new);
      case ACCUSATION -> evidence().map(PeerMessage.Accusation::new);
      case HELLO ->
          Combinators.combine(client(), clientCertificate(), address())
              .as(ClientMessage.Hello::new);
      case REQUEST -> request().map(ClientMessage.Ask::new);
      case COMMIT_CERTIFICATE ->
          Combinators.combine(positive(), certificate()).as(ClientMessage.CommitCertificate::new);
      case RESULT_REQUEST -> positive().map(ClientMessage.ResultRequest::new);
      case STATUS_QUERY -> Arbitraries.longs().map(ClientMessage.StatusQuery::new);
      case SPEC_RESPONSE -> specResponse();
      case LOCAL_COMMIT ->
          Combinators.combine(view(), slot(), digest(), positive())
              .as(ReplyMessage.LocalCommit::new);
      case READ_REPLY ->
          Combinators.combine(view(), slot(), digest(), positive(), result(), grade())
              .as(ReplyMessage.ReadReply::new);
      case REFUSED -> Arbitraries.of(ReplyMessage.Refusal.values()).map(ReplyMessage.Refused::new);
      case STATUS_REPORT -> statusReport();
    };
  }

  /** Any message at all. */
  public static Arbitrary<WireMessage> message() {
    return Arbitraries.of(MessageKind.values()).flatMap(kind -> message(kind).map(m -> m));
  }

  /** Any envelope; what it holds need not be a message. */
  public static Arbitrary<Wire> wire() {
    Arbitrary<Bytes> authenticator =
        Arbitraries.oneOf(Arbitraries.just(Bytes.EMPTY), bytes(32, 32));
    return Combinators.combine(
            Arbitraries.of(MessageKind.values()),
            Arbitraries.longs(),
            party(),
            bytes(0, 300),
            authenticator)
        .as(Wire::new);
  }

  public static Arbitrary<Party> party() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 0xffff).map(ReplicaId::new),
        client().map(client -> client));
  }

  public static Arbitrary<Outcomes> outcomes() {
    Arbitrary<Outcomes.Outcome> done = bytes(0, 40).map(Outcomes.Outcome.Done::new);
    Arbitrary<Outcomes.Outcome> failed = characters(0, 20).map(Outcomes.Outcome.Failed::new);
    return Arbitraries.oneOf(done, failed).list().ofMinSize(1).ofMaxSize(6).map(Outcomes::new);
  }

  public static Arbitrary<Batch> batch() {
    return Combinators.combine(timestamp(), request().list().ofMaxSize(LIMITS.maxBatchRequests()))
        .as(BATCHES::encode);
  }

  public static Arbitrary<Request> request() {
    return Combinators.combine(
            clientCertificate(),
            positive(),
            positive(),
            Arbitraries.of(Request.Kind.values()),
            bytes(0, 60).list().ofMinSize(1).ofMaxSize(4),
            requestAuthenticator())
        .as(MessageArbitraries::request);
  }

  private static Request request(
      ClientCertificate certificate,
      long incarnation,
      long number,
      Request.Kind kind,
      List<Bytes> operations,
      RequestAuthenticator authenticator) {
    Bytes body = REQUESTS.encodeBody(incarnation, number, kind, operations);
    Bytes encoded = REQUESTS.encode(REQUESTS.encodeCertificate(certificate), body, authenticator);
    Admission admission = new Admission(certificate.notBefore(), certificate.notAfter());
    ClientId client = certificate.clientId(incarnation);
    return new Request(client, number, kind, operations, admission, encoded, Digests.of(encoded));
  }

  public static Arbitrary<RequestAuthenticator> requestAuthenticator() {
    return Arbitraries.oneOf(
        signature().map(RequestAuthenticator.Signed::new),
        bytes(32, 32).list().ofSize(N).map(RequestAuthenticator.MacVector::new));
  }

  public static Arbitrary<ClientCertificate> clientCertificate() {
    return Combinators.combine(
            characters(1, 32), bytes(32, 32), bytes(32, 32), timestamp(), timestamp(), signature())
        .as(
            (name, signing, agreement, one, other, signature) ->
                new ClientCertificate(
                    name,
                    signing,
                    agreement,
                    one.isBefore(other) ? one : other,
                    Timestamp.max(one, other),
                    signature));
  }

  /** Evidence of any kind, most of which proves nothing. */
  public static Arbitrary<Evidence> evidence() {
    return Arbitraries.of(Evidence.Kind.values()).flatMap(kind -> evidence(kind).map(e -> e));
  }

  private static Arbitrary<? extends Evidence> evidence(Evidence.Kind kind) {
    return switch (kind) {
      case CONFLICTING_HEADERS ->
          Combinators.combine(signedHeader(), signedHeader()).as(Evidence.ConflictingHeaders::new);
      case FORKED_HEADERS ->
          Combinators.combine(signedHeader(), signedHeader()).as(Evidence.ForkedHeaders::new);
      case CONFLICTING_VOTES ->
          Combinators.combine(signedVote(), signedVote()).as(Evidence.ConflictingVotes::new);
      case CONFLICTING_CHECKPOINTS ->
          Combinators.combine(anyCheckpoint(), anyCheckpoint())
              .as(Evidence.ConflictingCheckpoints::new);
      case CONFLICTING_VIEW_CHANGES ->
          Combinators.combine(anyViewChange(), anyViewChange())
              .as(Evidence.ConflictingViewChanges::new);
      case CONFLICTING_NEW_VIEWS ->
          Combinators.combine(newView(), newView()).as(Evidence.ConflictingNewViews::new);
      case FAULTY_BATCH ->
          Combinators.combine(signedHeader(), batch().filter(b -> !b.requests().isEmpty()))
              .flatAs(
                  (header, batch) ->
                      Arbitraries.integers()
                          .between(0, batch.requests().size() - 1)
                          .map(
                              request ->
                                  new Evidence.FaultyBatch(
                                      new PeerMessage.OrderReq(header, batch), request)));
    };
  }

  private static Arbitrary<PeerMessage.Checkpoint> anyCheckpoint() {
    return replica().flatMap(MessageArbitraries::checkpoint);
  }

  private static Arbitrary<PeerMessage.ViewChange> anyViewChange() {
    return replica().flatMap(signer -> positiveView().flatMap(view -> viewChange(signer, view)));
  }

  private static Arbitrary<PeerMessage.NewView> newView() {
    return Combinators.combine(positiveView(), replica().set().ofMinSize(1))
        .flatAs(
            (view, signers) -> {
              List<Arbitrary<PeerMessage.ViewChange>> each =
                  new TreeSet<>(signers).stream().map(s -> viewChange(s, view)).toList();
              return Combinators.combine(Combinators.combine(each).as(list -> list), signature())
                  .as((list, signature) -> new PeerMessage.NewView(view, list, signature));
            });
  }

  private static Arbitrary<PeerMessage.ViewChange> viewChange(ReplicaId signer, View view) {
    Arbitrary<NoConfidenceProof> proof =
        Arbitraries.maps(replica(), signature())
            .ofMinSize(1)
            .map(signatures -> new NoConfidenceProof(new TreeMap<>(signatures)));
    return Combinators.combine(proof, logReport(), signature())
        .as((p, report, s) -> new PeerMessage.ViewChange(signer, view, p, report, s));
  }

  private static Arbitrary<LogReport> logReport() {
    Arbitrary<List<Digest>> digests = digest().list().ofMaxSize(LIMITS.window());
    Arbitrary<LogReport.CertifiedLog> certified =
        Combinators.combine(certificate(), digests).as(LogReport.CertifiedLog::new);
    return Combinators.combine(
            stableProof().injectNull(0.5), view(), digests, certified.injectNull(0.5))
        .as(LogReport::new);
  }

  private static Arbitrary<View> positiveView() {
    return positive().map(View::new);
  }

  public static Arbitrary<Certificate> certificate() {
    return Combinators.combine(vote(), Arbitraries.maps(replica(), signature()).ofMinSize(1))
        .as((vote, signatures) -> new Certificate(vote, new TreeMap<>(signatures)));
  }

  public static Arbitrary<SignedVote> signedVote() {
    return Combinators.combine(replica(), vote(), signature()).as(SignedVote::new);
  }

  public static Arbitrary<SignedHeader> signedHeader() {
    return Combinators.combine(header(), signature()).as(SignedHeader::new);
  }

  private static Arbitrary<OrderHeader> header() {
    return Combinators.combine(
            view(), positive().map(Slot::new), digest(), digest(), Arbitraries.of(Track.values()))
        .as(OrderHeader::new);
  }

  private static Arbitrary<Vote> vote() {
    return Combinators.combine(view(), slot(), digest()).as(Vote::new);
  }

  private static Arbitrary<PeerMessage.Checkpoint> checkpoint(ReplicaId signer) {
    return Combinators.combine(slot(), digest(), digest(), signature())
        .as(
            (slot, history, state, signature) ->
                new PeerMessage.Checkpoint(signer, slot, history, state, signature));
  }

  private static Arbitrary<PeerMessage.StableProof> stableProof() {
    return Arbitraries.shuffle(0, 1, 2, 3)
        .flatMap(order -> Arbitraries.integers().between(1, N).map(size -> order.subList(0, size)))
        .flatMap(
            signers ->
                Combinators.combine(
                        signers.stream().map(i -> checkpoint(new ReplicaId(i))).toList())
                    .as(PeerMessage.StableProof::new));
  }

  private static Arbitrary<PeerMessage.FillHole> fillHole() {
    return Combinators.combine(view(), slot(), slot())
        .as(
            (view, one, other) ->
                new PeerMessage.FillHole(view, Slot.min(one, other), Slot.max(one, other)));
  }

  private static Arbitrary<ReplyMessage.SpecResponse> specResponse() {
    return Combinators.combine(
            view(),
            slot(),
            digest(),
            positive(),
            result(),
            grade(),
            signedVote(),
            signedHeader().injectNull(0.3))
        .as(
            (view, slot, history, number, result, grade, vote, header) ->
                new ReplyMessage.SpecResponse(
                    view,
                    slot,
                    history,
                    number,
                    result,
                    grade,
                    grade == Grade.SPECULATIVE ? vote : null,
                    header));
  }

  private static Arbitrary<ReplyMessage.StatusReport> statusReport() {
    Arbitrary<List<Slot>> slots = slot().list().ofSize(5);
    return Combinators.combine(
            Arbitraries.longs(),
            view(),
            Arbitraries.of(Track.values()),
            slots,
            digest(),
            Arbitraries.of(ReplyMessage.Health.values()))
        .as(
            (nonce, view, track, s, state, health) ->
                new ReplyMessage.StatusReport(
                    nonce, view, track, s.get(0), s.get(1), s.get(2), s.get(3), s.get(4), state,
                    health));
  }

  public static Arbitrary<Result> result() {
    return Combinators.combine(outcomes().map(OUTCOMES::result), Arbitraries.of(true, false))
        .as((result, full) -> full ? result : result.withoutBytes());
  }

  public static Arbitrary<ClientId> client() {
    return Combinators.combine(digest(), positive()).as(ClientId::new);
  }

  private static Arbitrary<Grade> grade() {
    return Arbitraries.of(Grade.values());
  }

  private static Arbitrary<ReplicaId> replica() {
    return Arbitraries.integers().between(0, N - 1).map(ReplicaId::new);
  }

  private static Arbitrary<View> view() {
    return natural().map(View::new);
  }

  private static Arbitrary<Slot> slot() {
    return natural().map(Slot::new);
  }

  private static Arbitrary<Timestamp> timestamp() {
    return natural().map(Timestamp::new);
  }

  /** {@code 0 … 2^62-1}, each length of number equally often: that is where encodings differ. */
  private static Arbitrary<Long> natural() {
    Arbitrary<Long> ofAnyLength =
        Combinators.combine(
                Arbitraries.longs().greaterOrEqual(0), Arbitraries.integers().between(1, 62))
            .as((number, shift) -> number >>> shift);
    Arbitrary<Long> edge =
        Arbitraries.of(
            0L,
            23L,
            24L,
            255L,
            256L,
            65_535L,
            65_536L,
            0xffff_ffffL,
            0x1_0000_0000L,
            CborReader.MAX_NUMBER);
    return Arbitraries.frequencyOf(Tuple.of(9, ofAnyLength), Tuple.of(1, edge));
  }

  private static Arbitrary<Long> index() {
    return natural();
  }

  private static Arbitrary<PeerMessage.StatePart> statePart() {
    return Combinators.combine(natural(), bytes(0, 300), digest().list().ofMaxSize(4))
        .as(PeerMessage.StatePart::new);
  }

  private static Arbitrary<Long> positive() {
    return natural().map(number -> Math.max(1, number));
  }

  public static Arbitrary<Digest> digest() {
    return bytes(Digest.SIZE, Digest.SIZE).map(Digest::new);
  }

  private static Arbitrary<Bytes> signature() {
    return bytes(64, 64);
  }

  private static Arbitrary<Bytes> bytes(int min, int max) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max).map(Bytes::copyOf);
  }

  /** Characters of one to four bytes each. */
  private static Arbitrary<String> characters(int min, int max) {
    return Arbitraries.of("a", "Z", "7", "-", "é", "ß", "漢", "\uffff", "\u0000", "😀")
        .list()
        .ofMinSize(min)
        .ofMaxSize(max)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<String> address() {
    return Arbitraries.integers()
        .between(1, 65_535)
        .map(port -> "client-" + port + ".example:" + port);
  }
}
