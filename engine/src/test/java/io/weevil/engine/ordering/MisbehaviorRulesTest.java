package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Suspicion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-CLIENT-5 and R-EVIDENCE, as replica 1 of four carries them out. */
@Rule({"R-CLIENT-5", "R-EVIDENCE", "R-SUSPECT"})
class MisbehaviorRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Orders others = orders.fork();
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  @BeforeEach
  void thePrimaryEquivocates() {
    orders.next(2, alice);
    others.next(2, bob);
  }

  private Step isShown(SignedHeader first, SignedHeader second) {
    return replica.hears(alice.id(), new Misbehavior(first, second));
  }

  private void provesNothing(Step step) {
    assertThat(step.suspicions()).isEmpty();
    assertThat(step.sentToPeers()).isEmpty();
    assertThat(step.events(Event.PrimaryProvenFaulty.class)).isEmpty();
  }

  @Test
  @DisplayName(
      "\"two authentic ORDER-REQ headers of one view and slot with different h ⇒ proof of"
          + " misbehaviour\"")
  void twoHeadersOfOneSlot() {
    Step step = isShown(orders.at(1).header(), others.at(1).header());
    assertThat(step.suspicions()).hasSize(1);
    assertThat(step.suspicions().get(0)).isInstanceOf(Suspicion.PrimaryFaulty.class);
    assertThat(step.events(Event.PrimaryProvenFaulty.class)).hasSize(1);
  }

  @Test
  @DisplayName("\"It is kept, transferable\": all are told, once")
  void isPassedOnOnce() {
    Step step = isShown(orders.at(1).header(), others.at(1).header());
    assertThat(step.broadcasts(Misbehavior.class))
        .containsExactly(new Misbehavior(orders.at(1).header(), others.at(1).header()));
    provesNothing(isShown(others.at(2).header(), orders.at(2).header()));
  }

  @Test
  @DisplayName("two equal headers prove nothing")
  void equalHeaders() {
    provesNothing(isShown(orders.at(1).header(), orders.at(1).header()));
  }

  @Test
  @DisplayName("headers of different slots prove nothing")
  void differentSlots() {
    provesNothing(isShown(orders.at(1).header(), orders.at(2).header()));
  }

  @Test
  @DisplayName("headers of different views prove nothing")
  void differentViews() {
    provesNothing(isShown(orders.at(1).header(), orders.header(new View(4), 1, group.digest())));
  }

  @Test
  @DisplayName("\"It ends a view only if the *current primary* signed it\"")
  void anotherPrimary() {
    Step step =
        isShown(
            orders.header(new View(1), 1, group.digest()),
            orders.header(new View(1), 1, orders.historyAt(1)));
    provesNothing(step);
    assertThat(step.ignored()).containsExactly("of another view");
  }

  @Test
  @DisplayName("evidence of whatever kind ends the view if the current primary signed it")
  void evidenceAgainstTheCurrentPrimary() {
    assertThat(replica.learnsIsFaulty(0).suspicions())
        .containsExactly(new Suspicion.PrimaryFaulty("conflicting votes"));
  }

  @Test
  @DisplayName("\"… and only then: otherwise a lying backup could end every view\"")
  void evidenceAgainstABackup() {
    Step step = replica.learnsIsFaulty(2);
    assertThat(step.suspicions()).isEmpty();
    assertThat(step.sentToPeers()).isEmpty();
  }

  @Test
  @DisplayName("who is proven faulty already is suspected when its turn comes, and not waited for")
  void evidenceAgainstTheNextPrimary() {
    replica.learnsIsFaulty(2);
    Step step = replica.leavesFor(2);
    RoleMessage.Suspect suspect =
        new RoleMessage.Suspect(new View(2), new Suspicion.PrimaryFaulty("conflicting votes"));
    assertThat(step.tells(RoleMessage.class)).as("VIEW-CHANGE first").last().isEqualTo(suspect);
    assertThat(replica.leavesFor(3).suspicions()).isEmpty();
  }

  @Test
  @DisplayName("the same of evidence that comes while its NEW-VIEW is awaited")
  void evidenceWhileItIsAwaited() {
    replica.leavesFor(2);
    assertThat(replica.learnsIsFaulty(0).suspicions()).as("its view is over").isEmpty();
    assertThat(replica.learnsIsFaulty(2).tells(RoleMessage.Suspect.class))
        .extracting(RoleMessage.Suspect::view)
        .containsExactly(new View(2));
  }

  @Test
  @DisplayName("an ORDER-REQ that contradicts one accepted before")
  void againstTheLog() {
    replica.hears(orders.at(1));
    Step step = replica.hears(3, others.at(1));
    assertThat(step.suspicions()).hasSize(1);
    assertThat(step.broadcasts(Misbehavior.class)).hasSize(1);
    assertThat(replica.accepted()).isEqualTo(1);
  }

  @Test
  @DisplayName("an ORDER-REQ that contradicts one that waits")
  void againstWhatWaits() {
    replica.hears(0, orders.at(2));
    Step step = replica.hears(3, others.at(2));
    assertThat(step.suspicions()).hasSize(1);
    assertThat(step.broadcasts(Misbehavior.class)).hasSize(1);
  }

  @Test
  @DisplayName("of its own primary a replica's own node tells, and suspects nobody")
  void atThePrimary() {
    BackupHarness primary = new BackupHarness(group, 0);
    Step step = primary.hears(3, new Misbehavior(orders.at(1).header(), others.at(1).header()));
    assertThat(step.suspicions()).isEmpty();
    assertThat(step.events(Event.PrimaryProvenFaulty.class)).hasSize(1);
  }
}
