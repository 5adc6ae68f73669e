package io.weevil.engine.message;

import static io.weevil.engine.message.MessageArbitraries.LIMITS;
import static io.weevil.engine.message.MessageArbitraries.N;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One message of every kind and variant, the same for ever: their bytes stand in {@code
 * src/test/resources/golden}. Numbers of every length occur, and bytes by which a reader tells one
 * field from another.
 */
final class GoldenSamples {

  private static final View VIEW = new View(300);
  private static final Slot SLOT = new Slot(70_000);
  private static final long NUMBER = 24;
  private static final Digest HISTORY = digest("history");
  private static final Digest STATE = digest("state");
  private static final Vote VOTE = new Vote(VIEW, SLOT, HISTORY);

  private static final LogReport EMPTY_REPORT = new LogReport(null, View.ZERO, List.of(), null);

  private static final RequestCodec REQUESTS = new RequestCodec(LIMITS, N);
  private static final ClientCertificate CERTIFICATE =
      new ClientCertificate(
          "teller-é",
          digest("signing key").value(),
          digest("agreement key").value(),
          new Timestamp(1_700_000_000_000_000L),
          new Timestamp(1_900_000_000_000_000L),
          signature("authority"));
  private static final ClientId CLIENT = CERTIFICATE.clientId(3);
  static final Request SIGNED =
      request(Request.Kind.ORDERED, new RequestAuthenticator.Signed(signature("client")));
  static final Request WITH_MACS =
      request(
          Request.Kind.READ,
          new RequestAuthenticator.MacVector(
              List.of(
                  digest("mac 0").value(),
                  digest("mac 1").value(),
                  digest("mac 2").value(),
                  digest("mac 3").value())));
  static final Batch BATCH =
      new BatchCodec(LIMITS, N)
          .encode(new Timestamp(1_800_000_000_000_000L), List.of(SIGNED, WITH_MACS));
  static final Batch FILLING = new BatchCodec(LIMITS, N).encode(Timestamp.ZERO, List.of());
  static final Outcomes OUTCOMES =
      new Outcomes(
          List.of(
              new Outcomes.Outcome.Done(Bytes.utf8("balance 17")),
              new Outcomes.Outcome.Failed("no such account: ß"),
              new Outcomes.Outcome.Done(Bytes.EMPTY)));
  private static final Result RESULT = new OutcomesCodec(LIMITS).result(OUTCOMES);

  static final EvidenceDocument DOCUMENT =
      new EvidenceDocument(digest("group"), N, evidence().get("votes"));

  private GoldenSamples() {}

  /** The messages by the name of their file: the kind, and the variant where there are several. */
  static Map<String, WireMessage> messages() {
    Map<String, WireMessage> samples = new TreeMap<>();
    for (MessageKind kind : MessageKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      variants(kind).forEach((variant, message) -> samples.put(name + variant, message));
    }
    return samples;
  }

  private static Map<String, WireMessage> variants(MessageKind kind) {
    return switch (kind) {
      case ORDER_REQ ->
          Map.of(
              "", new PeerMessage.OrderReq(signedHeader(BATCH, Track.SPECULATIVE), BATCH),
              "-filling", new PeerMessage.OrderReq(signedHeader(FILLING, Track.AGREED), FILLING));
      case PREPARE -> Map.of("", new PeerMessage.Prepare(signedVote()));
      case COMMIT -> Map.of("", new PeerMessage.Commit(VIEW, SLOT, HISTORY));
      case CHECKPOINT -> Map.of("", checkpoint(2));
      case STABLE_PROOF ->
          Map.of(
              "",
              new PeerMessage.StableProof(List.of(checkpoint(0), checkpoint(3), checkpoint(1))));
      case NO_CONFIDENCE ->
          Map.of(
              "", new PeerMessage.NoConfidence(new ReplicaId(1), VIEW, signature("no confidence")));
      case FILL_HOLE -> Map.of("", new PeerMessage.FillHole(VIEW, new Slot(255), new Slot(256)));
      case FETCH -> Map.of("", new PeerMessage.Fetch(BATCH.digest()));
      case FETCHED -> Map.of("", new PeerMessage.Fetched(BATCH));
      case STATUS ->
          Map.of(
              "",
              new PeerMessage.Status(
                  View.ZERO,
                  new View(1),
                  Slot.ZERO,
                  new Slot(23),
                  new Slot(0x1_0000_0000L),
                  new Slot(CborReader.MAX_NUMBER)));
      case RELAY -> Map.of("", new PeerMessage.Relay(SIGNED));
      case MISBEHAVIOR ->
          Map.of(
              "",
              new PeerMessage.Misbehavior(
                  signedHeader(BATCH, Track.AGREED), signedHeader(FILLING, Track.AGREED)));
      case VIEW_CHANGE ->
          Map.of("", viewChange(1, fullReport()), "-empty", viewChange(3, EMPTY_REPORT));
      case STATE_REQUEST -> Map.of("", new PeerMessage.StateRequest(SLOT, STATE, 16_384));
      case STATE_CHUNK ->
          Map.of(
              "", new PeerMessage.StateChunk(SLOT, 1, statePart()),
              "-absent", new PeerMessage.StateChunk(SLOT, 0, null));
      case NEW_VIEW -> Map.of("", newView(fullReport()));
      case ACCUSATION -> accusations();
      case HELLO ->
          Map.of("", new ClientMessage.Hello(CLIENT, CERTIFICATE, "client-7.example:4711"));
      case REQUEST ->
          Map.of(
              "-signed", new ClientMessage.Ask(SIGNED), "-macs", new ClientMessage.Ask(WITH_MACS));
      case COMMIT_CERTIFICATE ->
          Map.of("", new ClientMessage.CommitCertificate(NUMBER, certificate()));
      case RESULT_REQUEST -> Map.of("", new ClientMessage.ResultRequest(NUMBER));
      case STATUS_QUERY -> Map.of("", new ClientMessage.StatusQuery(-2));
      case SPEC_RESPONSE ->
          Map.of(
              "-speculative", specResponse(RESULT, Grade.SPECULATIVE),
              "-certified", specResponse(RESULT.withoutBytes(), Grade.CERTIFIED),
              "-committed", specResponse(RESULT, Grade.COMMITTED));
      case LOCAL_COMMIT -> Map.of("", new ReplyMessage.LocalCommit(VIEW, SLOT, HISTORY, NUMBER));
      case READ_REPLY ->
          Map.of(
              "", new ReplyMessage.ReadReply(VIEW, SLOT, HISTORY, NUMBER, RESULT, Grade.CERTIFIED));
      case REFUSED -> Map.of("", new ReplyMessage.Refused(ReplyMessage.Refusal.TOO_MANY_CLIENTS));
      case STATUS_REPORT -> Map.of("", statusReport());
    };
  }

  private static Map<String, WireMessage> accusations() {
    Map<String, WireMessage> accusations = new TreeMap<>();
    evidence()
        .forEach(
            (variant, evidence) ->
                accusations.put("-" + variant, new PeerMessage.Accusation(evidence)));
    return accusations;
  }

  /** One of each kind. */
  static Map<String, Evidence> evidence() {
    SignedHeader header = signedHeader(BATCH, Track.AGREED);
    SignedHeader other = signedHeader(FILLING, Track.AGREED);
    SignedVote vote = new SignedVote(new ReplicaId(2), VOTE, signature("another vote"));
    return Map.of(
        "headers", new Evidence.ConflictingHeaders(header, other),
        "fork", new Evidence.ForkedHeaders(header, other),
        "votes", new Evidence.ConflictingVotes(signedVote(), vote),
        "checkpoints", new Evidence.ConflictingCheckpoints(checkpoint(2), checkpoint(3)),
        "view-changes",
            new Evidence.ConflictingViewChanges(
                viewChange(1, fullReport()), viewChange(1, EMPTY_REPORT)),
        "new-views", new Evidence.ConflictingNewViews(newView(fullReport()), newView(EMPTY_REPORT)),
        "batch", new Evidence.FaultyBatch(new PeerMessage.OrderReq(header, BATCH), 1));
  }

  /** Bytes that are no message of their own. */
  static Map<String, Bytes> parts() {
    return new TreeMap<>(
        Map.of(
            "part-client-certificate", REQUESTS.encodeCertificate(CERTIFICATE),
            "part-outcomes", new OutcomesCodec(LIMITS).encode(OUTCOMES),
            "part-batch", BATCH.encoded(),
            "part-evidence-document", DOCUMENT.encode(),
            "part-envelope-of-a-replica", Bytes.wrap(WireFormat.toBytes(fromReplica())),
            "part-envelope-of-a-client", Bytes.wrap(WireFormat.toBytes(fromClient()))));
  }

  static Wire fromReplica() {
    return new Wire(
        MessageKind.COMMIT, -2, new ReplicaId(258), Bytes.utf8("body"), digest("mac").value());
  }

  static Wire fromClient() {
    return new Wire(MessageKind.REQUEST, 1, CLIENT, SIGNED.encoded(), Bytes.EMPTY);
  }

  private static Request request(Request.Kind kind, RequestAuthenticator authenticator) {
    Bytes body = REQUESTS.encodeBody(3, 1_000, kind, List.of(Bytes.utf8("debit 5"), Bytes.EMPTY));
    return REQUESTS.decode(
        REQUESTS.encode(REQUESTS.encodeCertificate(CERTIFICATE), body, authenticator));
  }

  private static ReplyMessage.SpecResponse specResponse(Result result, Grade grade) {
    boolean speculative = grade == Grade.SPECULATIVE;
    SignedHeader header = grade == Grade.COMMITTED ? null : signedHeader(BATCH, Track.SPECULATIVE);
    return new ReplyMessage.SpecResponse(
        VIEW, SLOT, HISTORY, NUMBER, result, grade, speculative ? signedVote() : null, header);
  }

  private static ReplyMessage.StatusReport statusReport() {
    return new ReplyMessage.StatusReport(
        0x0102_0304_0506_0708L,
        VIEW,
        Track.AGREED,
        new Slot(128),
        new Slot(140),
        new Slot(150),
        new Slot(151),
        new Slot(128),
        STATE,
        ReplyMessage.Health.LEARNER);
  }

  private static PeerMessage.NewView newView(LogReport middle) {
    return new PeerMessage.NewView(
        VIEW.next(),
        List.of(viewChange(0, EMPTY_REPORT), viewChange(1, middle), viewChange(3, EMPTY_REPORT)),
        signature("new view"));
  }

  private static PeerMessage.ViewChange viewChange(int signer, LogReport report) {
    TreeMap<ReplicaId, Bytes> suspicious = new TreeMap<>();
    suspicious.put(new ReplicaId(0), signature("no confidence 0"));
    suspicious.put(new ReplicaId(2), signature("no confidence 2"));
    return new PeerMessage.ViewChange(
        new ReplicaId(signer),
        VIEW.next(),
        new NoConfidenceProof(suspicious),
        report,
        signature("view change " + signer));
  }

  private static LogReport fullReport() {
    return new LogReport(
        new PeerMessage.StableProof(List.of(checkpoint(0), checkpoint(1), checkpoint(3))),
        VIEW,
        List.of(digest("batch 1"), digest("batch 2")),
        new LogReport.CertifiedLog(certificate(), List.of(digest("batch 3"))));
  }

  private static PeerMessage.StatePart statePart() {
    return new PeerMessage.StatePart(
        3 * 65_536L - 10,
        Bytes.utf8("a chunk of a state"),
        List.of(digest("left"), digest("right")));
  }

  private static SignedVote signedVote() {
    return new SignedVote(new ReplicaId(2), VOTE, signature("vote"));
  }

  private static SignedHeader signedHeader(Batch batch, Track track) {
    return new SignedHeader(
        new OrderHeader(VIEW, SLOT, batch.digest(), HISTORY, track), signature("primary"));
  }

  private static PeerMessage.Checkpoint checkpoint(int signer) {
    return new PeerMessage.Checkpoint(
        new ReplicaId(signer), new Slot(128), HISTORY, STATE, signature("checkpoint " + signer));
  }

  private static Certificate certificate() {
    TreeMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int voter : new int[] {0, 1, 3}) {
      signatures.put(new ReplicaId(voter), signature("vote " + voter));
    }
    return new Certificate(VOTE, signatures);
  }

  private static Digest digest(String of) {
    return Digests.of(Bytes.utf8(of));
  }

  /** 64 bytes that only look like a signature. */
  private static Bytes signature(String of) {
    byte[] twice = Arrays.copyOf(digest(of).value().toArray(), 64);
    System.arraycopy(digest(of + "'").value().unsafeArray(), 0, twice, 32, 32);
    return Bytes.wrap(twice);
  }
}
