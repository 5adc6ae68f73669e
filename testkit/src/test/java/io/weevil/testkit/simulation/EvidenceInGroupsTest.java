package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Suspicion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What replicas that contradict themselves leave behind, and that correct ones never do. */
@Rule("R-EVIDENCE")
class EvidenceInGroupsTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");
  private static final Limits SMALL =
      new Limits(4, 16, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  private final SimulatedGroup group =
      new SimulatedGroup(SimulationSettings.of(1, 0).with(SMALL), 11, GOOD, Adder::new);
  private final SimulatedClient client = group.client();

  private void load(int calls) {
    for (int i = 0; i < calls; i++) {
      client.order(ADD);
      group.runUntilDone(Duration.ofSeconds(2), client);
    }
    group.world().run(Duration.ofSeconds(2));
  }

  private List<Event.EvidenceFound> foundBy(int replica) {
    return group.replica(replica).events().stream()
        .filter(Event.EvidenceFound.class::isInstance)
        .map(Event.EvidenceFound.class::cast)
        .toList();
  }

  private boolean suspectsItsPrimaryProven(int replica) {
    return group.replica(replica).events().stream()
        .anyMatch(
            e ->
                e instanceof Event.NoConfidenceSigned signed
                    && signed.cause() instanceof Suspicion.PrimaryFaulty);
  }

  private void assertFound(int accused, Evidence.Kind kind, int... finders) {
    for (int finder : finders) {
      assertThat(foundBy(finder))
          .as("found by r%s", finder)
          .anyMatch(f -> f.accused().equals(new ReplicaId(accused)) && f.evidence().kind() == kind);
    }
  }

  @Test
  @Rule("R-SUSPECT")
  void aPrimaryThatEquivocatesIsProvenFaultyToAllAndLosesTheirConfidence() {
    group.monitor().expectFaulty(group.id(0));
    group.primary().corrupt(new Corruption(group, 0).equivocates());
    load(2);
    assertFound(0, Evidence.Kind.CONFLICTING_HEADERS, 1, 2, 3);
    assertThat(List.of(1, 2, 3)).allMatch(this::suspectsItsPrimaryProven);
  }

  @Test
  @Rule("R-SUSPECT")
  void aPrimaryThatSignsTwoCheckpointsLosesTheConfidenceOfAllAtOnce() {
    group.monitor().expectFaulty(group.id(0));
    group.primary().corrupt(new Corruption(group, 0).signsTwoCheckpoints());
    load(8);
    assertFound(0, Evidence.Kind.CONFLICTING_CHECKPOINTS, 1, 2, 3);
    assertThat(List.of(1, 2, 3)).allMatch(this::suspectsItsPrimaryProven);
  }

  @Test
  @Rule("R-SUSPECT")
  void aBackupThatVotesTwiceIsProvenFaultyAndEndsNoView() {
    group.monitor().expectFaulty(group.id(2));
    group.replica(2).corrupt(new Corruption(group, 2).votesTwice());
    load(8);
    assertFound(2, Evidence.Kind.CONFLICTING_VOTES, 0, 1, 3);
    for (SimulatedReplica replica : group.replicas()) {
      assertThat(replica.events()).noneMatch(Event.NoConfidenceSigned.class::isInstance);
    }
    assertThat(client.ended()).hasSize(8);
  }

  @Test
  void theMonitorEndsARunInWhichACorrectReplicaContradictsItself() {
    group.replica(1).corrupt(new Corruption(group, 1).signsTwoCheckpoints());
    assertThatThrownBy(() -> load(8))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("r1 is correct and has signed conflicting checkpoints");
  }

  @Test
  void theMonitorEndsARunInWhichThePrimaryContradictsItself() {
    group.primary().corrupt(new Corruption(group, 0).equivocates());
    assertThatThrownBy(() -> load(1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("r0 is correct and has signed conflicting headers");
  }

  @Test
  void theMonitorSeesEverythingAndFindsNothingInACorrectGroup() {
    load(8);
    assertThat(group.monitor().messages()).isGreaterThan(50);
    for (SimulatedReplica replica : group.replicas()) {
      assertThat(replica.events()).noneMatch(Event.EvidenceFound.class::isInstance);
    }
  }
}
