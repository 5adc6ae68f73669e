package io.weevil.engine.viewchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ConfidenceLost;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R-SUSPECT, as replica 1's view-change manager carries it out. */
@Rule("R-SUSPECT")
class SuspicionCoreTest {

  private static final RoleMessage.Suspect CAUSE =
      new RoleMessage.Suspect(View.ZERO, new Suspicion.HoleNotFilled(new Slot(1)));

  private TestGroup group = TestGroup.of(1, 0);
  private SuspicionCore core = new SuspicionCore(group.configuration(), group.signer(1));

  private List<Output> on(RoleMessage.ToViewChangeManager input) {
    return core.on(input, TestGroup.NOW);
  }

  private List<Output> hears(int signer) {
    return hears(signer, View.ZERO);
  }

  private List<Output> hears(int signer, View view) {
    return on(
        new RoleMessage.Received(
            VerifiedForTests.of(new ReplicaId(signer), group.signer(signer).noConfidence(view))));
  }

  private List<Output> hearsStatus(int peer, View view) {
    Status status = new Status(view, view, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);
    return on(new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(peer), status)));
  }

  private static boolean saysConfidenceIsLost(List<Output> outputs) {
    return outputs.contains(new Output.Tell(new ConfidenceLost(View.ZERO)));
  }

  @Test
  @Rule("R-DURABLE")
  @DisplayName("\"A replica signs NO-CONFIDENCE(v)\", stores it, and only then sends it to all")
  void signsStoresAndSends() {
    NoConfidence statement = group.signer(1).noConfidence(View.ZERO);
    assertThat(on(CAUSE))
        .containsExactly(
            new Output.Persist(new Promise.NoConfidenceSigned(statement)),
            new Output.Broadcast(statement),
            new Output.Report(new Event.NoConfidenceSigned(View.ZERO, CAUSE.cause())));
  }

  @Test
  @DisplayName("once a view, whatever else is suspected")
  void onceAView() {
    on(CAUSE);
    assertThat(on(CAUSE)).isEmpty();
    assertThat(on(new RoleMessage.Suspect(View.ZERO, new Suspicion.SlotNotCommitted(new Slot(4)))))
        .isEmpty();
  }

  @Test
  @DisplayName("no confidence in another view is none in this one")
  void ofAnotherView() {
    assertThat(on(new RoleMessage.Suspect(new View(1), CAUSE.cause()))).isEmpty();
    assertThat(hears(2, new View(1)))
        .singleElement()
        .isInstanceOfSatisfying(
            Output.Report.class, r -> assertThat(r.event()).isInstanceOf(Event.Ignored.class));
    hears(2);
    assertThat(saysConfidenceIsLost(hears(3, new View(1)))).isFalse();
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1", "3, 2"})
  @DisplayName("\"f faulty replicas alone cannot end a view\"; \"`weak` NO-CONFIDENCEs\" do")
  void weakAreNeeded(int f, int c) {
    group = TestGroup.of(f, c);
    core = new SuspicionCore(group.configuration(), group.signer(1));
    TreeSet<ReplicaId> signers = new TreeSet<>();
    for (int liar = 2; liar < 2 + f; liar++) {
      signers.add(new ReplicaId(liar));
      for (int times = 0; times < 5; times++) {
        assertThat(saysConfidenceIsLost(hears(liar))).as("f of them, again and again").isFalse();
      }
    }
    signers.add(new ReplicaId(2 + f));
    assertThat(hears(2 + f))
        .containsExactly(
            new Output.Report(new Event.ConfidenceLost(View.ZERO, signers)),
            new Output.Tell(new ConfidenceLost(View.ZERO)));
  }

  @Test
  @DisplayName("its own word counts, and the loss is told once")
  void itsOwnWordCounts() {
    assertThat(saysConfidenceIsLost(hears(2))).isFalse();
    assertThat(saysConfidenceIsLost(on(CAUSE))).isTrue();
    assertThat(saysConfidenceIsLost(hears(3))).isFalse();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("\"its OWN latest signed messages included: NO-CONFIDENCE\", the same bytes again")
  void resendsItsOwn() {
    assertThat(hearsStatus(3, View.ZERO)).isEmpty();
    on(CAUSE);
    assertThat(hearsStatus(3, View.ZERO))
        .containsExactly(
            new Output.Send(new ReplicaId(3), group.signer(1).noConfidence(View.ZERO)));
    assertThat(hearsStatus(3, new View(1))).as("to one that has left the view").isEmpty();
  }

  @Test
  void hasNoTimers() {
    assertThatThrownBy(() -> on(new RoleMessage.TimerFired(new TimerKey.StatusPeriod())))
        .hasMessageContaining("suspicion has no timer");
    assertThat(on(new RoleMessage.Started())).isEmpty();
  }
}
