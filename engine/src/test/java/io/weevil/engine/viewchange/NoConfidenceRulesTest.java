package io.weevil.engine.viewchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.Step;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage.LeaveView;
import io.weevil.engine.role.Suspicion;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R-SUSPECT, as a replica's view-change manager carries it out. */
@Rule("R-SUSPECT")
class NoConfidenceRulesTest {

  private static final LeaveView TO_ONE = new LeaveView(new View(1));

  private final ManagerHarness replica = new ManagerHarness(1);

  private static boolean leaves(Step step) {
    return !step.tells(LeaveView.class).isEmpty();
  }

  @Test
  @Rule("R-DURABLE")
  @DisplayName("\"A replica signs NO-CONFIDENCE(v)\", stores it, and only then sends it to all")
  void signsStoresAndSends() {
    NoConfidence statement = replica.group.signer(1).noConfidence(View.ZERO);
    Suspicion cause = new Suspicion.HoleNotFilled(new Slot(1));
    assertThat(replica.suspects(0, cause).outputs())
        .containsExactly(
            new Output.Persist(new Promise.NoConfidenceSigned(statement)),
            new Output.Broadcast(statement),
            new Output.Report(new Event.NoConfidenceSigned(View.ZERO, cause)));
  }

  @Test
  @DisplayName("once a view, whatever else is suspected; in the next view again")
  void onceAView() {
    replica.suspects(0);
    assertThat(replica.suspects(0).outputs()).isEmpty();
    assertThat(replica.suspects(0, new Suspicion.SlotNotCommitted(new Slot(4))).outputs())
        .isEmpty();
    replica.hears(2, replica.say.newView(new View(2), 0, 2, 3));
    replica.installs(2);
    assertThat(replica.suspects(2).broadcasts(NoConfidence.class))
        .containsExactly(replica.group.signer(1).noConfidence(new View(2)));
  }

  @Test
  @DisplayName("\"It keeps working in v\": one suspicious replica leaves nothing")
  void oneSuspiciousReplica() {
    assertThat(leaves(replica.suspects(0))).isFalse();
  }

  @Test
  @DisplayName("what the backup suspects of a view that it has left says nothing of the next")
  void ofAViewThatIsLeft() {
    replica.hearsViewChange(2, 1);
    assertThat(replica.suspects(0).outputs()).isEmpty();
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1", "3, 2"})
  @DisplayName("\"f faulty replicas alone cannot end a view\"; \"`weak` NO-CONFIDENCEs\" do")
  void weakAreNeeded(int f, int c) {
    ManagerHarness larger = new ManagerHarness(TestGroup.of(f, c), 1);
    for (int liar = 2; liar < 2 + f; liar++) {
      for (int times = 0; times < 5; times++) {
        assertThat(leaves(larger.hearsNoConfidence(liar, 0))).as("f, again and again").isFalse();
      }
    }
    TreeSet<ReplicaId> signers =
        IntStream.rangeClosed(2, 2 + f)
            .mapToObj(ReplicaId::new)
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    assertThat(larger.hearsNoConfidence(2 + f, 0).outputs())
        .containsExactly(
            new Output.Report(new Event.ConfidenceLost(View.ZERO, signers)),
            new Output.Tell(TO_ONE));
  }

  @Test
  @DisplayName("its own word counts, and the view is left once")
  void itsOwnWordCounts() {
    assertThat(leaves(replica.hearsNoConfidence(2, 0))).isFalse();
    assertThat(replica.suspects(0).tells(LeaveView.class)).containsExactly(TO_ONE);
    assertThat(leaves(replica.hearsNoConfidence(3, 0))).isFalse();
  }

  @Test
  @DisplayName("words about different views do not add up")
  void ofDifferentViews() {
    replica.hearsNoConfidence(2, 0);
    assertThat(leaves(replica.hearsNoConfidence(3, 1))).isFalse();
    assertThat(leaves(replica.hearsNoConfidence(2, 2))).isFalse();
    assertThat(leaves(replica.hearsNoConfidence(3, 0))).as("2 has gone on").isFalse();
  }

  @Test
  @DisplayName("`weak` words about a later view end that one, and all before")
  void ofALaterView() {
    replica.hearsNoConfidence(2, 4);
    assertThat(replica.hearsNoConfidence(3, 4).tells(LeaveView.class))
        .containsExactly(new LeaveView(new View(5)));
    assertThat(replica.hearsNoConfidence(0, 4).ignored()).containsExactly("of an older view");
  }

  @Test
  @DisplayName("a primary does not suspect itself, not even when its own view does not start")
  void aPrimaryDoesNotSuspectItself() {
    replica.leavesFor(1, 2, 3);
    assertThat(replica.runsOut(1).broadcasts(NoConfidence.class)).isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("\"its OWN latest signed messages included: NO-CONFIDENCE\", the same bytes again")
  void resendsItsOwn() {
    assertThat(replica.hearsStatus(3, 0, 0).outputs()).isEmpty();
    NoConfidence signed = replica.suspects(0).broadcasts(NoConfidence.class).get(0);
    assertThat(replica.hearsStatus(3, 0, 0).sends(3, NoConfidence.class)).containsExactly(signed);
    assertThat(replica.hearsStatus(3, 0, 1).outputs()).as("to one that has left").isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("one that is still in an older view gets it, too; one of a view that is over is not")
  void resendsToOneThatIsBehind() {
    replica.hears(2, replica.say.newView(new View(2), 0, 2, 3));
    replica.suspects(2);
    assertThat(replica.hearsStatus(3, 0, 0).sends(3, NoConfidence.class)).hasSize(1);
    replica.hearsNoConfidence(3, 2);
    assertThat(replica.hearsStatus(3, 0, 0).sends(3, NoConfidence.class)).isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("a STATUS that a client sends is answered by others")
  void aClientGetsNothing() {
    replica.suspects(0);
    Slot zero = Slot.ZERO;
    var status =
        new io.weevil.engine.message.PeerMessage.Status(
            View.ZERO, View.ZERO, zero, zero, zero, zero);
    var client = replica.group.client("alice").requests().client();
    assertThat(
            replica
                .on(
                    new io.weevil.engine.role.RoleMessage.Received(
                        io.weevil.engine.authentication.VerifiedForTests.of(client, status)))
                .outputs())
        .isEmpty();
  }
}
