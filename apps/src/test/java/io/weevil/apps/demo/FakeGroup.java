package io.weevil.apps.demo;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.apps.kv.KeyValueStore;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** A group as the demonstration should find it, in this process; subclasses are not as good. */
class FakeGroup implements DemoGroup, KeyValueClient {

  static final int CHECKPOINT_INTERVAL = 64;

  private final Quorums quorums;
  private final KeyValueStore store = new KeyValueStore();
  private final SortedSet<ReplicaId> paused = new TreeSet<>();
  private final SortedSet<ReplicaId> killed = new TreeSet<>();
  final List<String> deeds = new ArrayList<>();
  private long slot;

  FakeGroup(Quorums quorums) {
    this.quorums = quorums;
  }

  @Override
  public CompletionStage<Answer> ask(KeyValueOperation operation) {
    return CompletableFuture.completedFuture(answer(operation));
  }

  @Override
  public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
    return ask(operation);
  }

  synchronized Answer answer(KeyValueOperation operation) {
    slot++;
    return new Answer.Done(execute(operation), grade(), new Slot(slot));
  }

  KeyValueResult execute(KeyValueOperation operation) {
    return store.apply(operation);
  }

  private Grade grade() {
    return isFast() ? Grade.SPECULATIVE : Grade.CERTIFIED;
  }

  private boolean isFast() {
    return quorums.n() - paused.size() - killed.size() >= quorums.fast();
  }

  @Override
  public synchronized CompletionStage<SortedMap<ReplicaId, StatusReport>> status(
      Duration patience) {
    return CompletableFuture.completedFuture(
        living().stream()
            .filter(replica -> !paused.contains(replica))
            .collect(Collectors.toMap(r -> r, this::report, (a, b) -> a, TreeMap::new)));
  }

  private StatusReport report(ReplicaId replica) {
    Slot now = new Slot(slot);
    Slot checkpoint = new Slot(slot - slot % CHECKPOINT_INTERVAL);
    return new StatusReport(
        1,
        view(),
        track(),
        checkpoint,
        now,
        now,
        now,
        checkpoint,
        digest(replica, checkpoint),
        Health.WELL);
  }

  /** The first whose primary lives. */
  View view() {
    View view = View.ZERO;
    while (killed.contains(view.primary(quorums.n()))) {
      view = view.next();
    }
    return view;
  }

  Track track() {
    return isFast() ? Track.SPECULATIVE : Track.AGREED;
  }

  Digest digest(ReplicaId replica, Slot checkpoint) {
    return Digests.of(Bytes.utf8("state at " + checkpoint));
  }

  @Override
  public synchronized void pause(ReplicaId replica) {
    paused.add(replica);
    deeds.add("pause " + replica);
  }

  @Override
  public synchronized void resume(ReplicaId replica) {
    paused.remove(replica);
    deeds.add("resume " + replica);
  }

  @Override
  public synchronized void kill(ReplicaId replica) {
    killed.add(replica);
    deeds.add("kill " + replica);
  }

  @Override
  public synchronized SortedSet<ReplicaId> living() {
    SortedSet<ReplicaId> living = quorums.members().collect(Collectors.toCollection(TreeSet::new));
    living.removeAll(killed);
    return living;
  }

  @Override
  public SortedSet<ReplicaId> fallen() {
    return new TreeSet<>();
  }

  @Override
  public List<Path> evidence() {
    return List.of();
  }

  @Override
  public void close() {}
}
