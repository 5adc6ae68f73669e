package io.weevil.testkit.monitor;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that {@code certify} replicas may have signed, whoever knows it: computed from what
 * correct replicas have signed, where faulty ones count as having signed whatever is wanted.
 */
final class StableCheckpoints {

  private record State(Slot slot, Digest history) {}

  private final Findings findings;
  private final Histories histories;

  /** By slot and history, the state that correct replicas have signed, and who has. */
  private final Map<State, Map<Digest, Set<ReplicaId>>> signed = new HashMap<>();

  private final NavigableMap<Slot, Prefix> stable = new TreeMap<>();

  /** How many replicas were faulty at the last count. */
  private long faulty;

  StableCheckpoints(Findings findings, Histories histories) {
    this.findings = findings;
    this.histories = histories;
    stable.put(Slot.ZERO, histories.empty());
  }

  /** A correct replica signs this checkpoint. */
  void onSigned(ReplicaId replica, PeerMessage.Checkpoint c) {
    State at = new State(c.slot(), c.history());
    Map<Digest, Set<ReplicaId>> states = signed.computeIfAbsent(at, s -> new HashMap<>());
    states.computeIfAbsent(c.state(), s -> new HashSet<>()).add(replica);
    findings.require(
        states.size() == 1,
        Invariant.EQUAL_STATES,
        () -> "different states at " + c.slot() + " of one history: " + states);
    count(at);
  }

  private void count(State at) {
    Prefix log = histories.find(at.history());
    if (log != null
        && signed.getOrDefault(at, Map.of()).values().stream().anyMatch(this::areEnough)) {
      stable.putIfAbsent(at.slot(), log);
    }
  }

  private boolean areEnough(Set<ReplicaId> signers) {
    long correct = signers.stream().filter(findings::isCorrect).count();
    return correct + findings.faulty() >= findings.quorums().certify();
  }

  /** A replica may have become faulty since. */
  private void recount() {
    if (findings.faulty() != faulty) {
      faulty = findings.faulty();
      List.copyOf(signed.keySet()).forEach(this::count);
    }
  }

  /** The last one. */
  Slot last() {
    recount();
    return stable.lastKey();
  }

  @Nullable Prefix at(Slot slot) {
    recount();
    return stable.get(slot);
  }

  void forgetBelow(Slot slot) {
    signed.keySet().removeIf(s -> s.slot().isBefore(slot));
    stable.headMap(slot).clear();
  }
}
