package io.weevil.testkit.determinism;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.service.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a service does in this JVM, and whether it does the same when replicas go back and on. */
final class SameJvm<O, R> {

  /** So many operations are done and undone before each. */
  private static final int UNDONE = 3;

  private record Kept(int index, Snapshot snapshot, Digest written) {}

  private final Subject<O, R> subject;
  private final List<Bytes> operations;
  private final List<Observation> usual;

  SameJvm(Subject<O, R> subject, List<Bytes> operations) {
    this.subject = subject;
    this.operations = operations;
    this.usual = new Player<>(subject).playAll(operations);
  }

  /** What it does when nothing is special. */
  List<Observation> usual() {
    return usual;
  }

  /** The first thing that is wrong. */
  Optional<Divergence> find() {
    return compare(Condition.AGAIN, new Player<>(subject).playAll(operations))
        .or(this::readingChanges)
        .or(this::rolledBack)
        .or(this::transferred);
  }

  /** The first operation of which other observations were made. */
  Optional<Divergence> compare(Condition condition, List<Observation> other) {
    for (int i = 0; i < operations.size(); i++) {
      if (!usual.get(i).equals(other.get(i))) {
        return Optional.of(Divergence.between(i, shown(i), condition, usual.get(i), other.get(i)));
      }
    }
    return Optional.empty();
  }

  private String shown(int index) {
    try {
      return String.valueOf(subject.newCodec().decodeOperation(operations.get(index)));
    } catch (RuntimeException none) {
      return operations.get(index).toString();
    }
  }

  private Optional<Divergence> readingChanges() {
    Player<O, R> player = new Player<>(subject);
    for (int i = 0; i < operations.size(); i++) {
      if (player.changesByReading(operations.get(i))) {
        return Optional.of(
            new Divergence(
                i,
                shown(i),
                "when it is read",
                "reading it has changed the state",
                "changes that read makes"));
      }
      player.apply(i, operations.get(i));
    }
    return Optional.empty();
  }

  private Optional<Divergence> rolledBack() {
    Player<O, R> player = new Player<>(subject);
    List<Observation> other = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Snapshot before = player.snapshot();
      kept.add(new Kept(i, before, Digests.of(Player.bytes(before))));
      for (int j = i + 1; j < Math.min(i + 1 + UNDONE, operations.size()); j++) {
        player.apply(j, operations.get(j));
      }
      player.restore(before);
      other.add(player.play(i, operations.get(i)));
    }
    return compare(Condition.ROLLED_BACK, other).or(() -> changed(kept));
  }

  private Optional<Divergence> changed(List<Kept> kept) {
    for (Kept each : kept) {
      Digest now = Digests.of(Player.bytes(each.snapshot()));
      if (!now.equals(each.written())) {
        return Optional.of(
            new Divergence(
                each.index(),
                shown(each.index()),
                "after its snapshot was taken",
                "the snapshot before it writes %s, and wrote %s"
                    .formatted(now.value().toHex(), each.written().value().toHex()),
                "a snapshot that shares what later operations change"));
      }
    }
    return Optional.empty();
  }

  private Optional<Divergence> transferred() {
    Player<O, R> player = new Player<>(subject);
    List<Observation> other = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      byte[] written = Player.bytes(player.snapshot());
      player = new Player<>(subject);
      try {
        player.restoreFrom(written);
      } catch (IOException | RuntimeException refused) {
        return Optional.of(
            new Divergence(
                i,
                shown(i),
                Condition.TRANSFERRED.name(),
                "the snapshot before it cannot be read: " + refused,
                Condition.TRANSFERRED.hint()));
      }
      other.add(player.play(i, operations.get(i)));
    }
    return compare(Condition.TRANSFERRED, other);
  }
}
