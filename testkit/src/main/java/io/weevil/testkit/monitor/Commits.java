package io.weevil.testkit.monitor;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is committed, whoever knows it: computed from what correct replicas have promised, where
 * faulty ones count as having said whatever is wanted. Invariants 1 and 2.
 */
final class Commits {

  /** The log that a correct replica began a view with. */
  private record Begun(View view, Prefix log) {}

  private final Findings findings;
  private final Histories histories;
  private final List<ReplicaRecord> replicas;

  /** By view, of each replica: the last slot that its votes of that view are for. */
  private final Map<View, Map<ReplicaId, Prefix>> voted = new HashMap<>();

  private final Map<View, Map<ReplicaId, Prefix>> acknowledged = new HashMap<>();

  /** What a client may accept on the fast path, or may be committed at a replica. */
  private final NavigableMap<Slot, Prefix> done = new TreeMap<>();

  /** What may be committed at a replica. */
  private final NavigableMap<Slot, Prefix> committed = new TreeMap<>();

  /** Of each view, the last slot that was done in it. */
  private final NavigableMap<View, Prefix> latest = new TreeMap<>();

  private final Set<Begun> begun = new LinkedHashSet<>();

  Commits(Findings findings, Histories histories, List<ReplicaRecord> replicas) {
    this.findings = findings;
    this.histories = histories;
    this.replicas = replicas;
    done.put(Slot.ZERO, histories.empty());
    committed.put(Slot.ZERO, histories.empty());
  }

  /** A correct replica votes for this log in this view: it has it. */
  void onVoted(ReplicaId replica, View view, Prefix log) {
    Map<ReplicaId, Prefix> of = voted.computeIfAbsent(view, v -> new HashMap<>());
    of.put(replica, log);
    accept(view, of, log);
  }

  private void accept(View view, Map<ReplicaId, Prefix> of, Prefix log) {
    Prefix fast = agreed(of, log, findings.quorums().fast(), latest.get(view));
    if (fast != null) {
      take(done, fast);
      onDone(view, fast);
    }
  }

  /** A correct replica acknowledges a certificate of this view that covers this log. */
  void onAcknowledged(ReplicaId replica, View view, Prefix log) {
    Map<ReplicaId, Prefix> of = acknowledged.computeIfAbsent(view, v -> new HashMap<>());
    of.put(replica, log);
    commit(view, of, log);
  }

  private void commit(View view, Map<ReplicaId, Prefix> of, Prefix log) {
    Prefix slow = agreed(of, log, findings.quorums().certify(), null);
    if (slow != null) {
      take(committed, slow);
      take(done, slow);
      onDone(view, slow);
    }
  }

  /**
   * The longest prefix of {@code log} that so many replicas have, if the faulty ones are among
   * them; null for none beyond {@code known}.
   */
  private @Nullable Prefix agreed(
      Map<ReplicaId, Prefix> logs, Prefix log, int size, @Nullable Prefix known) {
    List<Prefix> shared = new ArrayList<>();
    int count = 0;
    for (ReplicaRecord replica : replicas) {
      Prefix its = logs.get(replica.replica);
      if (!findings.isCorrect(replica.replica)) {
        shared.add(log);
      } else if (its != null && (known == null || its.slot().isAfter(known.slot()))) {
        Prefix common = log.common(its);
        if (common != null) {
          shared.add(common);
        }
      }
      count = shared.size();
    }
    if (count < size) {
      return null;
    }
    shared.sort(Comparator.comparing(Prefix::slot).reversed());
    return shared.get(size - 1);
  }

  /** Invariant 1: what is committed is one log. */
  private void take(NavigableMap<Slot, Prefix> logs, Prefix log) {
    for (Prefix at = log; at != null; at = at.parent()) {
      Prefix before = logs.putIfAbsent(at.slot(), at);
      if (before != null && before.history().equals(at.history())) {
        return;
      }
      if (before != null) {
        findings.report(
            Invariant.ONE_BATCH_A_SLOT, "both are committed: " + at + ", and " + before);
        return;
      }
    }
  }

  private void onDone(View view, Prefix log) {
    Prefix before = latest.get(view);
    if (before == null || log.slot().isAfter(before.slot())) {
      latest.put(view, log);
      for (Begun later : begun) {
        requireContained(view, log, later);
      }
    }
  }

  /** A correct replica begins a view with this log, or one that goes on from it. */
  void onBegun(View view, Prefix log) {
    Begun later = new Begun(view, log);
    if (begun.add(later)) {
      latest.headMap(view, false).forEach((before, what) -> requireContained(before, what, later));
    }
  }

  /** Invariant 2. */
  private void requireContained(View view, Prefix log, Begun later) {
    boolean lacking = later.log().lacks(log.slot(), log.history());
    if (later.view().compareTo(view) > 0 && lacking) {
      findings.report(
          Invariant.COMMITS_STAY,
          "%s was committed in %s, and %s begins with %s"
              .formatted(log, view, later.view(), later.log()));
    }
  }

  /** Whether a correct replica may say that this is committed. */
  boolean isCommitted(Slot slot, Digest history) {
    if (slot.isBefore(histories.forgotten())) {
      return true;
    }
    if (!isIn(committed, slot, history)) {
      recount();
    }
    return isIn(committed, slot, history);
  }

  /** A replica may have become faulty since. */
  private void recount() {
    acknowledged.forEach(
        (view, of) -> List.copyOf(of.values()).forEach(log -> commit(view, of, log)));
    voted.forEach((view, of) -> List.copyOf(of.values()).forEach(log -> accept(view, of, log)));
  }

  private static boolean isIn(NavigableMap<Slot, Prefix> logs, Slot slot, Digest history) {
    Prefix at = logs.get(slot);
    return at != null && at.history().equals(history);
  }

  /** What a client may have accepted at this slot; null where it can have accepted nothing. */
  @Nullable Prefix doneAt(Slot slot) {
    if (!done.containsKey(slot)) {
      recount();
    }
    return done.get(slot);
  }

  /** Whether a correct replica may say that something is committed up to this slot. */
  boolean mayReach(Slot slot) {
    if (slot.isAfter(committed.lastKey())) {
      recount();
    }
    return !slot.isAfter(committed.lastKey());
  }

  Slot lastCommitted() {
    return committed.lastKey();
  }

  void forgetBelow(Slot slot) {
    done.headMap(slot).clear();
    committed.headMap(slot).clear();
    begun.removeIf(b -> b.log().slot().isBefore(slot));
  }
}
