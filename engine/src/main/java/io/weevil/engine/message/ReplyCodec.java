package io.weevil.engine.message;

import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.ReplyMessage.StatusReport;

/**
 * What replicas say to clients, in bytes. For each message a pair: {@code write}, and a reader of
 * its name.
 *
 * <pre>
 * SPEC_RESPONSE = [view, slot, history, number, result, grade, signed vote / null, signed header / null]
 * LOCAL_COMMIT  = [view, slot, history, number]
 * READ_REPLY    = [view, slot, history, number, result, grade]
 * REFUSED       = [why]
 * STATUS_REPORT = [nonce, view, track, stable, committed, executed, accepted, checkpoint, its state, confidence]
 * </pre>
 */
final class ReplyCodec {

  private final ValueCodec values;

  ReplyCodec(ValueCodec values) {
    this.values = values;
  }

  static void write(CborWriter out, SpecResponse m) {
    out.array(8);
    ValueCodec.write(out, m.view(), m.slot(), m.history());
    out.number(m.number());
    ValueCodec.write(out, m.result());
    out.number(m.grade().code());
    ValueCodec.writeOptional(out, m.vote(), ValueCodec::write);
    ValueCodec.writeOptional(out, m.header(), ValueCodec::write);
    out.end();
  }

  SpecResponse specResponse(CborReader in) {
    in.array("SPEC_RESPONSE", 8);
    SpecResponse m =
        new SpecResponse(
            ValueCodec.view(in),
            ValueCodec.slot(in, "slot"),
            ValueCodec.digest(in, "history"),
            ValueCodec.requestNumber(in),
            values.result(in),
            ValueCodec.grade(in),
            ValueCodec.optional(in, values::signedVote),
            ValueCodec.optional(in, values::signedHeader));
    in.end();
    return m;
  }

  static void write(CborWriter out, LocalCommit m) {
    out.array(4);
    ValueCodec.write(out, m.view(), m.slot(), m.history());
    out.number(m.number()).end();
  }

  LocalCommit localCommit(CborReader in) {
    in.array("LOCAL_COMMIT", 4);
    LocalCommit m =
        new LocalCommit(
            ValueCodec.view(in),
            ValueCodec.slot(in, "slot"),
            ValueCodec.digest(in, "history"),
            ValueCodec.requestNumber(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, ReadReply m) {
    out.array(6);
    ValueCodec.write(out, m.view(), m.slot(), m.history());
    out.number(m.number());
    ValueCodec.write(out, m.result());
    out.number(m.grade().code()).end();
  }

  ReadReply readReply(CborReader in) {
    in.array("READ_REPLY", 6);
    ReadReply m =
        new ReadReply(
            ValueCodec.view(in),
            ValueCodec.slot(in, "slot"),
            ValueCodec.digest(in, "history"),
            ValueCodec.requestNumber(in),
            values.result(in),
            ValueCodec.grade(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, Refused m) {
    out.array(1).number(m.why().code()).end();
  }

  Refused refused(CborReader in) {
    in.array("REFUSED", 1);
    Refused m = new Refused(ValueCodec.coded(in, "refusal", Refusal.values(), Refusal::code));
    in.end();
    return m;
  }

  static void write(CborWriter out, StatusReport m) {
    out.array(10);
    ClientCodec.writeNonce(out, m.nonce());
    out.number(m.view().number())
        .number(m.track().code())
        .number(m.stable().number())
        .number(m.committed().number())
        .number(m.executed().number())
        .number(m.accepted().number())
        .number(m.checkpoint().number())
        .bytes(m.checkpointState().value())
        .number(m.health().code())
        .end();
  }

  StatusReport statusReport(CborReader in) {
    in.array("STATUS_REPORT", 10);
    StatusReport m =
        new StatusReport(
            ClientCodec.nonce(in),
            ValueCodec.view(in),
            ValueCodec.track(in),
            ValueCodec.slot(in, "stable"),
            ValueCodec.slot(in, "committed"),
            ValueCodec.slot(in, "executed"),
            ValueCodec.slot(in, "accepted"),
            ValueCodec.slot(in, "checkpoint"),
            ValueCodec.digest(in, "checkpoint's state"),
            ValueCodec.coded(in, "health", Health.values(), Health::code));
    in.end();
    return m;
  }
}
