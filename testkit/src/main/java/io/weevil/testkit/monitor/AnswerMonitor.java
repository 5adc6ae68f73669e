package io.weevil.testkit.monitor;

import io.weevil.actors.client.Answer;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Result;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.GroupObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What replicas answer and what clients believe. */
final class AnswerMonitor implements GroupObserver {

  private static final int MOST = 16_384;

  private record Question(PeerAddress client, boolean read, long number, Digest history) {}

  private final Records records;
  private final Results results;

  /** What correct replicas said that came of a request. */
  private final Map<Question, Digest> replies =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Digest> eldest) {
          return size() > MOST;
        }
      };

  /** Who speaks from where. */
  private final Map<PeerAddress, Party> speakers = new HashMap<>();

  /**
   * Where several incarnations of a malicious client live: a reply does not say for which it is.
   */
  private final Set<PeerAddress> shared = new HashSet<>();

  AnswerMonitor(Records records, Results results) {
    this.records = records;
    this.results = results;
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {
    if (sender instanceof ClientId client) {
      note(from, client);
    } else if (sender instanceof ReplicaId replica && !shared.contains(to)) {
      if (message instanceof ReplyMessage.SpecResponse m) {
        compare(replica, new Question(to, false, m.number(), m.history()), m.result());
      } else if (message instanceof ReplyMessage.ReadReply m) {
        compare(replica, new Question(to, true, m.number(), m.history()), m.result());
      }
    }
  }

  private void note(PeerAddress from, ClientId client) {
    if (!client.equals(speakers.computeIfAbsent(from, f -> client))) {
      shared.add(from);
    }
  }

  /** Invariant 6. */
  private void compare(ReplicaId replica, Question question, Result result) {
    Digest before = replies.putIfAbsent(question, result.digest());
    records.findings.require(
        before == null || before.equals(result.digest()),
        Invariant.EQUAL_STATES,
        () -> replica + " answers another result than a replica before to " + question);
  }

  @Override
  public void onAnswer(Caller caller, Caller.Made call) {
    if (call.readOnly()) {
      return; // that it is right, the history of all calls shows
    }
    switch (call.answer()) {
      case Answer.Done<Bytes> done -> onDone(caller, call, done.slot(), Optional.of(done.result()));
      case Answer.Failed<Bytes> failed -> onDone(caller, call, failed.slot(), Optional.empty());
      case null, default -> {}
    }
  }

  private void onDone(Caller caller, Caller.Made call, Slot slot, Optional<Bytes> result) {
    if (slot.isBefore(records.histories.forgotten())) {
      return;
    }
    Prefix done = records.commits.doneAt(slot);
    if (done == null) {
      records.findings.report(
          Invariant.ANSWERS,
          caller.name() + " is told that its call is done at " + slot + ", and nothing is");
      return;
    }
    records.findings.require(
        results.contain(done, call.operation(), result),
        Invariant.ANSWERS,
        () ->
            "%s is told that %s came to %s at %s, which is not so"
                .formatted(
                    caller.name(),
                    call.operation().toUtf8(),
                    result.map(Bytes::toUtf8).orElse("a failure"),
                    done));
  }
}
