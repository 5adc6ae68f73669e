package io.weevil.testkit.monitor;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a correct replica has bound itself to, as its promises say. */
final class ReplicaRecord {

  /** A certificate that it has acknowledged. */
  record Held(View view, Prefix log) {
    boolean isGreaterThan(Held other) {
      int byView = view.compareTo(other.view);
      return byView > 0 || (byView == 0 && log.slot().isAfter(other.log.slot()));
    }
  }

  /**
   * What it had when it froze: a VIEW-CHANGE shows this, also one that is signed a little later.
   */
  record Left(View logView, @Nullable Prefix log, @Nullable Held held) {}

  /** View and slot of a vote. */
  record Place(View view, Slot slot) {}

  final ReplicaId replica;

  /** Its log; null while it is not known. */
  @Nullable Prefix log;

  /** The log's view, lv. */
  View view = View.ZERO;

  /** The view that it is frozen for; null while it is not frozen. */
  @Nullable View target;

  /** By the view that it froze for. */
  final NavigableMap<View, Left> left = new TreeMap<>();

  /** Whether it only follows (R-LEARN). */
  boolean learner;

  /** |G| of each view that it has installed. */
  final NavigableMap<View, Slot> installed = new TreeMap<>();

  /** The greatest certificate that it has acknowledged since it started; null for none. */
  @Nullable Held held;

  /** By view: the last slot of its log that a certificate which it acknowledged covers. */
  final Map<View, Prefix> acknowledged = new HashMap<>();

  /** By slot, all logs that ended there and were this replica's at some time. */
  final NavigableMap<Slot, Set<Prefix>> accepted = new TreeMap<>();

  /** All votes that it ever promised. */
  final Map<Place, Digest> votes = new HashMap<>();

  /** All other statements that it ever promised. */
  final Set<Object> statements = new HashSet<>();

  ReplicaRecord(ReplicaId replica, Prefix empty) {
    this.replica = replica;
    this.log = empty;
    installed.put(View.ZERO, Slot.ZERO);
  }

  /** Another process, that knows nothing of the one before. */
  void restart(Prefix empty) {
    log = empty;
    view = View.ZERO;
    target = null;
    left.clear();
    learner = false;
    installed.clear();
    installed.put(View.ZERO, Slot.ZERO);
    held = null;
    acknowledged.clear();
  }

  /** Its log ends here now. */
  void growTo(Prefix next) {
    log = next;
    accepted.computeIfAbsent(next.slot(), s -> new HashSet<>()).add(next);
  }

  /** Logs that were this replica's, and go on from {@code before} by one slot. */
  List<Prefix> acceptedAfter(Prefix before) {
    return accepted.getOrDefault(before.slot().next(), Set.of()).stream()
        .filter(log -> log.parent() == before)
        .toList();
  }

  /** R-VIEW-CHANGE: from here on this is its report for that view, whatever comes to it. */
  void leaveFor(View next) {
    target = next;
    left.put(next, new Left(view, log, held));
  }

  boolean isFrozen() {
    return target != null;
  }

  boolean hasPromised(Vote vote) {
    return vote.history().equals(votes.get(new Place(vote.view(), vote.slot())));
  }

  /** Whether a certificate of this view that it acknowledged covers this slot on this history. */
  boolean hasAcknowledged(View of, Slot slot, Digest history) {
    Prefix covered = acknowledged.get(of);
    return covered != null && !covered.lacks(slot, history);
  }

  @Override
  public String toString() {
    return replica.toString();
  }
}
