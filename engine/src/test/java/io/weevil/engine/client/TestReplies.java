package io.weevil.engine.client;

import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Result;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.Arrays;

/**
 * What replicas may say to a client. Signed statements are a tag of their own that the verifier
 * here knows.
 */
class TestReplies {

  static final Digest A = Digests.of(Bytes.utf8("history a"));
  static final Digest B = Digests.of(Bytes.utf8("history b"));
  static final View V0 = View.ZERO;
  static final View V1 = new View(1);
  static final Slot S1 = new Slot(1);

  private static final Bytes GOOD = Bytes.utf8("good");
  private static final Bytes FORGED = Bytes.utf8("forged");

  final Quorums quorums;

  TestReplies(Quorums quorums) {
    this.quorums = quorums;
  }

  /** Knows good signatures of {@code group} from forged ones. */
  static Signatures signatures(TestGroup group) {
    return new Signatures(
        group.configuration(), (key, statement, signature) -> signature.equals(GOOD));
  }

  // results

  /** Outcomes in brief: separated by "|", a failure has "!" before it. */
  static Outcomes readOutcomes(Bytes full) {
    String text = full.toUtf8();
    if (text.startsWith("?")) {
      throw new MalformedMessageException("outcomes", 0, "is nonsense");
    }
    return new Outcomes(Arrays.stream(text.split("\\|")).map(TestReplies::readOutcome).toList());
  }

  private static Outcome readOutcome(String text) {
    return text.startsWith("!")
        ? new Outcome.Failed(text.substring(1))
        : new Outcome.Done(Bytes.utf8(text));
  }

  static Result digestOf(String result) {
    return fullOf(result).withoutBytes();
  }

  static Result fullOf(String result) {
    Bytes full = Bytes.utf8(result);
    return new Result(Digests.of(full), full);
  }

  /** In full when it is the replica's turn. */
  Result resultFrom(int replica, long number, String result) {
    return number % quorums.n() == replica ? fullOf(result) : digestOf(result);
  }

  // replies

  ReplyMessage.SpecResponse speculative(
      int replica, View view, Digest history, long number, String result) {
    return speculative(
        replica,
        view,
        new Slot(number),
        history,
        number,
        resultFrom(replica, number, result),
        GOOD);
  }

  ReplyMessage.SpecResponse speculative(
      int replica, View view, Digest history, long number, Result result) {
    return speculative(replica, view, new Slot(number), history, number, result, GOOD);
  }

  ReplyMessage.SpecResponse withForgedVote(
      int replica, View view, Digest history, long number, String result) {
    return speculative(
        replica,
        view,
        new Slot(number),
        history,
        number,
        resultFrom(replica, number, result),
        FORGED);
  }

  private static ReplyMessage.SpecResponse speculative(
      int replica,
      View view,
      Slot slot,
      Digest history,
      long number,
      Result result,
      Bytes signature) {
    SignedVote vote =
        new SignedVote(new ReplicaId(replica), new Vote(view, slot, history), signature);
    SignedHeader header = header(view, slot, history, true);
    return new ReplyMessage.SpecResponse(
        view, slot, history, number, result, Grade.SPECULATIVE, vote, header);
  }

  static SignedHeader header(View view, Slot slot, Digest history, boolean isAuthentic) {
    return new SignedHeader(
        new OrderHeader(view, slot, history, history, Track.SPECULATIVE),
        isAuthentic ? GOOD : FORGED);
  }

  ReplyMessage.SpecResponse graded(
      Grade grade, int replica, View view, Digest history, long number, String result) {
    return new ReplyMessage.SpecResponse(
        view,
        new Slot(number),
        history,
        number,
        resultFrom(replica, number, result),
        grade,
        null,
        null);
  }

  ReplyMessage.LocalCommit localCommit(View view, Digest history, long number) {
    return new ReplyMessage.LocalCommit(view, new Slot(number), history, number);
  }

  ReplyMessage.ReadReply readReply(
      int replica, View view, Slot slot, long number, String result, Grade grade) {
    return new ReplyMessage.ReadReply(
        view, slot, A, number, resultFrom(replica, number, result), grade);
  }
}
