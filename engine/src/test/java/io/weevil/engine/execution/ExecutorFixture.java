package io.weevil.engine.execution;

import io.weevil.engine.authentication.RequestFactory;
import io.weevil.engine.authentication.TestClient;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.message.OutcomesCodec;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.Standing;
import io.weevil.engine.state.MerkleTree;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** An executor of a group of four, K = 4, window 8, and a backup's side of the talk with it. */
final class ExecutorFixture {

  static final Limits LIMITS =
      new Limits(4, 8, 4, 3, 16, 200_000, 100_000, 40_000, Duration.ofSeconds(1));
  static final TestGroup GROUP = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, LIMITS, 7);
  static final TestClient ALICE = GROUP.client("alice");
  static final TestClient BOB = GROUP.client("bob");
  static final OutcomesCodec CODEC = new OutcomesCodec(LIMITS);
  private static final RequestFactory ALICES = ALICE.requests();

  final int self;
  final JournalService service = new JournalService();
  final ExecutionCore core;

  View view = View.ZERO;
  Slot slot = Slot.ZERO;
  Digest history = GROUP.digest();

  ExecutorFixture(int self) {
    this.self = self;
    this.core = new ExecutionCore(GROUP.configuration(), new ReplicaId(self), service);
  }

  /** Alice's request. */
  static Request request(long number, String... operations) {
    return ALICES.create(
        number, Request.Kind.ORDERED, List.of(operations).stream().map(Bytes::utf8).toList());
  }

  static Request readRequest(long number, String... operations) {
    return ALICES.create(
        number, Request.Kind.READ, List.of(operations).stream().map(Bytes::utf8).toList());
  }

  /** A batch is told from others by its requests. */
  static Batch batch(Timestamp timestamp, Request... requests) {
    StringBuilder content = new StringBuilder("batch " + timestamp.micros());
    for (Request request : requests) {
      content.append(' ').append(request.digest().value().toHex());
    }
    Bytes encoded = Bytes.utf8(content.toString());
    return new Batch(timestamp, List.of(requests), encoded, Digests.of(encoded));
  }

  List<Output> on(RoleMessage.ToExecutor input) {
    return core.on(input, TestGroup.NOW);
  }

  /** Executes the next slot speculatively, with this replica's vote. */
  List<Output> speculate(Request... requests) {
    return execute(Grade.SPECULATIVE, requests);
  }

  /** Executes the next slot; with this replica's vote when the grade is speculative. */
  List<Output> execute(Grade grade, Request... requests) {
    Batch batch = batch(TestGroup.NOW.plus(Duration.ofSeconds(slot.number())), requests);
    return execute(grade, batch, grade == Grade.SPECULATIVE);
  }

  List<Output> execute(Grade grade, Batch batch, boolean voted) {
    SignedHeader header =
        GROUP.header(view, slot.next(), history, batch.digest(), Track.SPECULATIVE);
    slot = slot.next();
    history = header.header().history();
    SignedVote vote = voted ? GROUP.vote(self, view, slot, history) : null;
    return on(new Execute(view, slot, history, batch, grade, vote, header));
  }

  /** Executes slots without requests up to and including {@code last}. */
  List<Output> executeEmptyUpTo(long last) {
    List<Output> outputs = List.of();
    while (slot.number() < last) {
      outputs = speculate();
    }
    return outputs;
  }

  List<Output> stand(long certified, long committed, long acknowledged) {
    return on(new Standing(view, new Slot(certified), new Slot(committed), new Slot(acknowledged)));
  }

  static List<ReplyMessage> replies(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Reply.class::isInstance)
        .map(o -> ((Output.Reply) o).message())
        .toList();
  }

  static ReplyMessage.SpecResponse onlyReply(List<Output> outputs) {
    return (ReplyMessage.SpecResponse) only(replies(outputs));
  }

  static ReplyMessage.ReadReply onlyReadReply(List<Output> outputs) {
    return (ReplyMessage.ReadReply) only(replies(outputs));
  }

  static List<Event> events(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Report.class::isInstance)
        .map(o -> ((Output.Report) o).event())
        .toList();
  }

  static List<RoleMessage> told(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Tell.class::isInstance)
        .map(o -> ((Output.Tell) o).message())
        .toList();
  }

  /** D. */
  static Digest digestOf(SnapshotTaken taken) {
    return MerkleTree.of(taken.state()).root();
  }

  /** The snapshot that the executor told of last. */
  static SnapshotTaken snapshot(List<Output> outputs) {
    return (SnapshotTaken)
        only(told(outputs).stream().filter(SnapshotTaken.class::isInstance).toList());
  }

  /** The outcomes in a full result, as texts. */
  static List<String> outcomes(Bytes full) {
    return CODEC.decode(Objects.requireNonNull(full)).outcomes().stream()
        .map(
            outcome ->
                switch (outcome) {
                  case Outcome.Done(var result) -> result.toUtf8();
                  case Outcome.Failed(var reason) -> "failed: " + reason;
                })
        .toList();
  }

  private static <T> T only(List<T> list) {
    if (list.size() != 1) {
      throw new AssertionError("expected one, got " + list);
    }
    return list.get(0);
  }
}
