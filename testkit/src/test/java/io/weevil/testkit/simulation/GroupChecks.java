package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of every run of an {@link Adder} group (protocol.md, section 10). */
final class GroupChecks {

  private GroupChecks() {}

  /**
   * Invariant 1: no two replicas executed different histories at one slot. One that crashed does
   * not count: what it had executed speculatively was not rolled back.
   */
  static void assertOneHistory(SimulatedGroup group) {
    Map<Slot, Digest> agreed = new TreeMap<>();
    for (SimulatedReplica replica : group.replicas()) {
      if (!replica.isRunning()) {
        continue;
      }
      replica
          .executed()
          .forEach(
              (slot, history) ->
                  assertThat(agreed.merge(slot, history, (a, b) -> a))
                      .as("history at %s of %s", slot, replica.id())
                      .isEqualTo(history));
    }
  }

  /** Invariants 6 and 9: nobody diverged, nobody was proven faulty, nobody lost confidence. */
  static void assertNoAlarm(SimulatedGroup group) {
    assertNoAlarm(group, Set.of());
  }

  /** The same, but replicas that were cut off may have lost confidence, each for itself. */
  static void assertNoAlarm(SimulatedGroup group, Set<ReplicaId> cutOff) {
    for (SimulatedReplica replica : group.replicas()) {
      assertThat(replica.events())
          .as("alarms of %s", replica.id())
          .noneMatch(
              e ->
                  e instanceof Event.StateDiverged
                      || e instanceof Event.HistoryDiverged
                      || e instanceof Event.PrimaryProvenFaulty
                      || e instanceof Event.BatchProvenFaulty
                      || (e instanceof Event.NoConfidenceSigned && !cutOff.contains(replica.id()))
                      || e instanceof Event.ConfidenceLost);
    }
  }

  /**
   * Invariant 7 for calls that all added 1: results are 1 … n without a gap, and a call that was
   * answered before another was asked has the smaller result.
   */
  static void assertLinearizable(SimulatedClient... clients) {
    List<SimulatedClient.Ended> calls = new ArrayList<>();
    for (SimulatedClient client : clients) {
      calls.addAll(client.ended());
    }
    calls.sort(Comparator.comparingLong(GroupChecks::result));
    for (int i = 0; i < calls.size(); i++) {
      assertThat(result(calls.get(i))).isEqualTo(i + 1);
    }
    long latestQuestion = Long.MIN_VALUE;
    for (SimulatedClient.Ended call : calls) {
      assertThat(call.answered().micros())
          .as("answered before a smaller result was asked for")
          .isGreaterThanOrEqualTo(latestQuestion);
      latestQuestion = Math.max(latestQuestion, call.asked().micros());
    }
  }

  static long result(SimulatedClient.Ended call) {
    if (call.outcome() instanceof CallOutcome.Done done
        && done.outcome() instanceof Outcome.Done value) {
      return Long.parseLong(value.result().toUtf8());
    }
    throw new AssertionError("not done: " + call);
  }
}
