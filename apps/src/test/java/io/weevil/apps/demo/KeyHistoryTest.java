package io.weevil.apps.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.InMemoryClient;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueOperation.CompareAndSet;
import io.weevil.apps.kv.KeyValueOperation.Put;
import io.weevil.apps.kv.KeyValueOperation.Remove;
import io.weevil.apps.kv.KeyValueOperation.Update;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.apps.kv.RecordFields;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {

  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final KeyHistory history = new KeyHistory("k");

  @Test
  void whatWasPutLastIsWhatMustBeRead() {
    history.learn(new Put("k", A), done(new KeyValueResult.Done()));
    history.learn(new Put("k", B), done(new KeyValueResult.Done()));
    assertThat(history.judge(value(B))).isEmpty();
    assertThat(history.judge(value(A))).isPresent();
    assertThat(history.judge(absent())).isPresent();
  }

  @Test
  void whatIsUnknownMayHaveHappenedOrNot() {
    history.learn(new Put("k", A), done(new KeyValueResult.Done()));
    history.learn(new Put("k", B), new Answer.Unknown(""));
    assertThat(history.judge(value(A))).isEmpty();
    assertThat(history.judge(value(B))).isEmpty();
    assertThat(history.judge(absent())).isPresent();
  }

  @Test
  void aLaterAnswerTellsWhatHadHappened() {
    history.learn(new Put("k", A), new Answer.Unknown(""));
    history.learn(new Remove("k"), done(new KeyValueResult.Absent()));
    history.learn(new Put("k", A), new Answer.Unknown(""));
    history.learn(new CompareAndSet("k", A, B), done(new KeyValueResult.Mismatch(null)));
    assertThat(history.judge(absent())).isEmpty();
    assertThat(history.judge(value(A))).isPresent();
    assertThat(history.contradictions()).isEmpty();
  }

  @Test
  void anUpdateChangesTheFieldsItNames() {
    Bytes before = record(Map.of("x", A, "y", A));
    history.learn(new Put("k", before), done(new KeyValueResult.Done()));
    history.learn(new Update("k", new TreeMap<>(Map.of("y", B))), done(new KeyValueResult.Done()));
    assertThat(history.judge(value(record(Map.of("x", A, "y", B))))).isEmpty();
    assertThat(history.judge(value(before))).isPresent();
  }

  @Test
  void anAnswerThatNoStoreCanHaveGivenIsAContradiction() {
    history.learn(new Remove("k"), done(new KeyValueResult.Done()));
    assertThat(history.contradictions()).singleElement().asString().contains("Remove");
  }

  @Test
  void whatWasRejectedOrFailedHasChangedNothing() {
    history.learn(new Put("k", A), new Answer.Rejected(""));
    history.learn(new Put("k", A), new Answer.Failed(""));
    assertThat(history.judge(absent())).isEmpty();
    assertThat(history.judge(value(A))).isPresent();
  }

  @Test
  void aReadWithoutAResultProvesNothing() {
    assertThat(history.judge(new Answer.Unknown("late")))
        .get()
        .asString()
        .contains("could not be read");
  }

  @Test
  void writesOfOneKeyGoOutOneAfterTheOtherAndThoseOfOthersAtOnce() {
    Deque<KeyValueOperation> sent = new ArrayDeque<>();
    Deque<CompletableFuture<Answer>> pending = new ArrayDeque<>();
    WriteLedger ledger =
        new WriteLedger(
            new InMemoryClient() {
              @Override
              public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
                sent.add(operation);
                pending.add(new CompletableFuture<>());
                return pending.getLast();
              }
            });
    ledger.ask(new Put("k", A));
    CompletionStage<Answer> second = ledger.ask(new Put("k", B));
    ledger.ask(new Put("other", A));
    assertThat(sent).containsExactly(new Put("k", A), new Put("other", A));
    pending.remove().complete(done(new KeyValueResult.Done()));
    assertThat(sent).contains(new Put("k", B));
    assertThat(second.toCompletableFuture()).isNotDone();
    pending.removeLast().complete(done(new KeyValueResult.Done()));
    assertThat(second.toCompletableFuture()).isDone();
    assertThat(ledger.judge("k", value(B))).isEmpty();
    assertThat(ledger.judge("never", absent())).isPresent();
  }

  @Test
  void severalKeysAtOnceAreNotFollowed() {
    WriteLedger ledger = new WriteLedger(new InMemoryClient());
    assertThatThrownBy(
            () -> ledger.ask(new KeyValueOperation.PutAll(new TreeMap<>(Map.of("k", A)))))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Bytes record(Map<String, Bytes> fields) {
    return RecordFields.toValue(new TreeMap<>(fields));
  }

  private static Answer value(Bytes value) {
    return done(new KeyValueResult.Value(value));
  }

  private static Answer absent() {
    return done(new KeyValueResult.Absent());
  }

  private static Answer done(KeyValueResult result) {
    return new Answer.Done(result, Grade.SPECULATIVE, new Slot(1));
  }
}
