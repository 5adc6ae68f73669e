package io.weevil.engine.message;

import io.weevil.engine.group.Limits;
import io.weevil.engine.message.Evidence.ConflictingCheckpoints;
import io.weevil.engine.message.Evidence.ConflictingHeaders;
import io.weevil.engine.message.Evidence.ConflictingNewViews;
import io.weevil.engine.message.Evidence.ConflictingViewChanges;
import io.weevil.engine.message.Evidence.ConflictingVotes;
import io.weevil.engine.message.Evidence.FaultyBatch;
import io.weevil.engine.message.Evidence.ForkedHeaders;
import io.weevil.engine.model.Bytes;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Evidence in bytes.
 *
 * <pre>
 * evidence = [kind, first, second]     two statements
 *          | [kind, ORDER_REQ, request]  a faulty batch
 * </pre>
 *
 * Each statement is a byte string that holds it as messages do: a signed header, a signed vote, a
 * CHECKPOINT, a VIEW_CHANGE, a NEW_VIEW. Nothing decoded is verified.
 */
final class EvidenceCodec {

  private static final int EXPECTED_BYTES = 512;

  private final ValueCodec values;
  private final PeerCodec peers;
  private final ViewChangeCodec viewChanges;
  private final int maxBatchRequests;

  /** With the codecs of the same group. */
  EvidenceCodec(ValueCodec values, PeerCodec peers, ViewChangeCodec viewChanges, Limits limits) {
    this.values = values;
    this.peers = peers;
    this.viewChanges = viewChanges;
    this.maxBatchRequests = limits.maxBatchRequests();
  }

  /**
   * @param n how many replicas there are
   */
  static EvidenceCodec of(Limits limits, int n) {
    ValueCodec values = new ValueCodec(n, limits.maxResultBytes());
    PeerCodec peers =
        new PeerCodec(values, new BatchCodec(limits, n), new RequestCodec(limits, n), n);
    return new EvidenceCodec(
        values, peers, new ViewChangeCodec(values, peers, n, limits.window()), limits);
  }

  static void write(CborWriter out, Evidence evidence) {
    out.array(3).number(evidence.kind().code());
    switch (evidence) {
      case ConflictingHeaders(var first, var second) ->
          EvidenceCodec.<SignedHeader>writeBoth(out, first, second, ValueCodec::write);
      case ForkedHeaders(var first, var second) ->
          EvidenceCodec.<SignedHeader>writeBoth(out, first, second, ValueCodec::write);
      case ConflictingVotes(var first, var second) ->
          writeBoth(out, first, second, ValueCodec::write);
      case ConflictingCheckpoints(var first, var second) ->
          writeBoth(out, first, second, PeerCodec::write);
      case ConflictingViewChanges(var first, var second) ->
          writeBoth(out, first, second, ViewChangeCodec::write);
      case ConflictingNewViews(var first, var second) ->
          writeBoth(out, first, second, ViewChangeCodec::write);
      case FaultyBatch(var orderReq, int request) ->
          out.bytes(encoded(orderReq, PeerCodec::write)).number(request);
    }
    out.end();
  }

  private static <S> void writeBoth(
      CborWriter out, S first, S second, BiConsumer<CborWriter, S> writing) {
    out.bytes(encoded(first, writing)).bytes(encoded(second, writing));
  }

  private static <S> Bytes encoded(S statement, BiConsumer<CborWriter, S> writing) {
    CborWriter out = new CborWriter(EXPECTED_BYTES);
    writing.accept(out, statement);
    return out.finish();
  }

  Evidence evidence(CborReader in) {
    in.array("evidence", 3);
    Evidence evidence =
        switch (ValueCodec.coded(
            in, "kind of evidence", Evidence.Kind.values(), Evidence.Kind::code)) {
          case CONFLICTING_HEADERS -> both(in, values::signedHeader, ConflictingHeaders::new);
          case FORKED_HEADERS -> both(in, values::signedHeader, ForkedHeaders::new);
          case CONFLICTING_VOTES -> both(in, values::signedVote, ConflictingVotes::new);
          case CONFLICTING_CHECKPOINTS -> both(in, peers::checkpoint, ConflictingCheckpoints::new);
          case CONFLICTING_VIEW_CHANGES ->
              both(in, viewChanges::viewChange, ConflictingViewChanges::new);
          case CONFLICTING_NEW_VIEWS -> both(in, viewChanges::newView, ConflictingNewViews::new);
          case FAULTY_BATCH -> faultyBatch(in);
        };
    in.end();
    return evidence;
  }

  private FaultyBatch faultyBatch(CborReader in) {
    PeerMessage.OrderReq orderReq = statement(in, peers::orderReq);
    int request = (int) in.number("request", 0, maxBatchRequests - 1);
    if (request >= orderReq.batch().requests().size()) {
      throw in.malformed(
          "request " + request + " of a batch of " + orderReq.batch().requests().size());
    }
    return new FaultyBatch(orderReq, request);
  }

  private static <S, E extends Evidence> E both(
      CborReader in, Function<CborReader, S> reading, BiFunction<S, S, E> evidence) {
    S first = statement(in, reading);
    return evidence.apply(first, statement(in, reading));
  }

  /** Its length is bounded by that of the whole; its own reader bounds what is in it. */
  private static <S> S statement(CborReader in, Function<CborReader, S> reading) {
    return in.decodeInside(in.bytes("statement", 1, Integer.MAX_VALUE), reading);
  }
}
