package io.weevil.testkit.adversary;

import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.message.Result;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.FaultyReplica;
import org.jspecify.annotations.Nullable;

/** Changes one thing in a reply, and signs it again where it is signed. */
final class ReplyMutator {

  private final Mutations m;

  ReplyMutator(Means means) {
    this.m = new Mutations(means);
  }

  ReplyMessage mutate(FaultyReplica self, ReplyMessage message) {
    return switch (message) {
      case SpecResponse r -> response(self, r);
      case LocalCommit c -> localCommit(c);
      case ReadReply r -> readReply(r);
      case Refused r -> r;
      case StatusReport r -> statusReport(r);
    };
  }

  private SpecResponse response(FaultyReplica self, SpecResponse r) {
    return switch (m.choose(6)) {
      case 0 -> placed(self, r, m.view(r.view()), r.slot(), r.history());
      case 1 -> placed(self, r, r.view(), m.slot(r.slot()), r.history());
      case 2 -> placed(self, r, r.view(), r.slot(), m.digest());
      case 3 -> with(r, request(r.number()), r.result(), r.grade(), r.vote());
      case 4 -> with(r, r.number(), result(r.result()), r.grade(), r.vote());
      default -> graded(r);
    };
  }

  /** Numbers of requests count from 1. */
  private long request(long number) {
    return Math.max(1, m.number(number));
  }

  private static SpecResponse placed(
      FaultyReplica self, SpecResponse r, View view, Slot slot, Digest history) {
    SignedVote vote = r.vote() == null ? null : self.signer().vote(new Vote(view, slot, history));
    return new SpecResponse(
        view, slot, history, r.number(), r.result(), r.grade(), vote, r.header());
  }

  private static SpecResponse with(
      SpecResponse r, long number, Result result, Grade grade, @Nullable SignedVote vote) {
    return new SpecResponse(
        r.view(), r.slot(), r.history(), number, result, grade, vote, r.header());
  }

  private SpecResponse graded(SpecResponse r) {
    Grade grade = m.choose(2) == 0 ? Grade.CERTIFIED : Grade.COMMITTED;
    return with(r, r.number(), r.result(), grade, null);
  }

  private Result result(Result r) {
    Bytes full = r.full();
    return full == null || m.choose(2) == 0
        ? new Result(m.digest(), full)
        : new Result(r.digest(), m.choose(2) == 0 ? null : m.bytes(full));
  }

  private LocalCommit localCommit(LocalCommit c) {
    return switch (m.choose(4)) {
      case 0 -> new LocalCommit(m.view(c.view()), c.slot(), c.history(), c.number());
      case 1 -> new LocalCommit(c.view(), m.slot(c.slot()), c.history(), c.number());
      case 2 -> new LocalCommit(c.view(), c.slot(), m.digest(), c.number());
      default -> new LocalCommit(c.view(), c.slot(), c.history(), request(c.number()));
    };
  }

  private ReadReply readReply(ReadReply r) {
    return switch (m.choose(5)) {
      case 0 -> read(r, m.view(r.view()), r.slot(), r.history(), r.result());
      case 1 -> read(r, r.view(), m.slot(r.slot()), r.history(), r.result());
      case 2 -> read(r, r.view(), r.slot(), m.digest(), r.result());
      case 3 -> read(r, r.view(), r.slot(), r.history(), result(r.result()));
      default ->
          new ReadReply(
              r.view(), r.slot(), r.history(), r.number(), r.result(), Grade.values()[m.choose(3)]);
    };
  }

  private static ReadReply read(ReadReply r, View view, Slot slot, Digest history, Result result) {
    return new ReadReply(view, slot, history, r.number(), result, r.grade());
  }

  private StatusReport statusReport(StatusReport r) {
    return new StatusReport(
        r.nonce(),
        m.view(r.view()),
        r.track(),
        m.slot(r.stable()),
        m.slot(r.committed()),
        r.executed(),
        r.accepted(),
        r.checkpoint(),
        m.digest(),
        r.health());
  }
}
