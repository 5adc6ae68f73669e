package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.message.Result;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/**
 * Tells clients other results than there were, results of other requests, grades that nothing
 * stands behind, commits of what it does not hold, and that it does not serve them.
 */
final class FalseReplier extends Mischief {

  private final Conspiracy.Recent<Result> results = new Conspiracy.Recent<>(32);

  FalseReplier(Means means) {
    super(means);
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    note(message);
    if (!strikes()) {
      return List.of(message);
    }
    if (random().nextInt(12) == 0) {
      return also("refused a client", message, new Refused(any(List.of(Refusal.values()))));
    }
    return switch (message) {
      case SpecResponse m -> response(m);
      case ReadReply m -> instead("a false read", falsified(m));
      case LocalCommit m ->
          instead(
              "a false LOCAL-COMMIT",
              new LocalCommit(m.view(), m.slot(), conspiracy().anyDigest(random()), m.number()));
      case Refused m -> List.of(m);
      case StatusReport m -> instead("a false report", falsified(m));
    };
  }

  private void note(ReplyMessage message) {
    switch (message) {
      case SpecResponse m -> results.add(m.result());
      case ReadReply m -> results.add(m.result());
      case LocalCommit m -> {}
      case Refused m -> {}
      case StatusReport m -> {}
    }
  }

  private List<? extends ReplyMessage> response(SpecResponse m) {
    Grade promised = random().nextBoolean() ? Grade.CERTIFIED : Grade.COMMITTED;
    return switch (random().nextInt(5)) {
      case 0 -> instead("another result", with(m, result(m.result()), m.grade()));
      case 1 -> instead("another grade", with(m, m.result(), promised));
      case 2 -> instead("another result and grade", with(m, result(m.result()), promised));
      case 3 ->
          also(
              "a LOCAL-COMMIT of its own accord",
              m,
              new LocalCommit(m.view(), m.slot(), m.history(), m.number()));
      default -> also("two results", with(m, result(m.result()), m.grade()), m);
    };
  }

  private static SpecResponse with(SpecResponse m, Result result, Grade grade) {
    return new SpecResponse(
        m.view(),
        m.slot(),
        m.history(),
        m.number(),
        result,
        grade,
        grade == Grade.SPECULATIVE ? m.vote() : null,
        m.header());
  }

  /** Nonsense, a digest with other bytes, or what another request resulted in. */
  private Result result(Result genuine) {
    return switch (random().nextInt(3)) {
      case 0 -> new Result(conspiracy().anyDigest(random()), null);
      case 1 -> new Result(genuine.digest(), results.any(random()).full());
      default -> results.any(random());
    };
  }

  private ReadReply falsified(ReadReply m) {
    boolean stale = random().nextBoolean();
    return new ReadReply(
        m.view(),
        stale && m.slot().number() > 0 ? new Slot(random().nextLong(m.slot().number())) : m.slot(),
        random().nextBoolean() ? m.history() : conspiracy().anyDigest(random()),
        m.number(),
        result(m.result()),
        any(List.of(Grade.values())));
  }

  private StatusReport falsified(StatusReport m) {
    return new StatusReport(
        m.nonce(),
        new View(random().nextLong(Long.MAX_VALUE)),
        m.track(),
        new Slot(random().nextLong(Long.MAX_VALUE)),
        m.committed(),
        m.executed(),
        m.accepted(),
        m.checkpoint(),
        conspiracy().anyDigest(random()),
        any(List.of(ReplyMessage.Health.values())));
  }
}
