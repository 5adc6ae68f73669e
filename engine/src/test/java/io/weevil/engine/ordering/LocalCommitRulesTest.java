package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.TimerKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-LOCAL-COMMIT, as replica 1 of four carries it out. */
@Rule("R-LOCAL-COMMIT")
class LocalCommitRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  private Step isShown(Orders history, long slot) {
    return isShown(alice, slot, history);
  }

  private Step isShown(Caller client, long slot, Orders history) {
    return replica.hears(
        client.id(), new CommitCertificate(slot, history.certificate(slot, 0, 2, 3)));
  }

  @Test
  @DisplayName(
      "\"valid, of the current view, whose h is in the replica's log [...]: record the certificate,"
          + " answer LOCAL-COMMIT\"")
  void recordsAndAnswers() {
    replica.hears(orders.next(2, alice));
    Step step = isShown(orders, 2);
    assertThat(step.promises(Promise.CertificateAcknowledged.class)).hasSize(1);
    assertThat(step.replies(LocalCommit.class))
        .containsExactly(new LocalCommit(View.ZERO, new Slot(2), orders.historyAt(2), 2));
    assertThat(step.tells(RoleMessage.Standing.class))
        .last()
        .isEqualTo(new RoleMessage.Standing(View.ZERO, new Slot(2), Slot.ZERO, new Slot(2)));
  }

  @Test
  @DisplayName("shown again it is answered again; a greater one is not given up for a smaller")
  void answersAgain() {
    replica.hears(orders.next(2, alice));
    isShown(orders, 2);
    Step smaller = isShown(orders, 1);
    assertThat(smaller.replies(LocalCommit.class)).hasSize(1);
    assertThat(smaller.promises(Promise.class)).isEmpty();
    assertThat(isShown(orders, 2).replies(LocalCommit.class)).hasSize(1);
  }

  @Test
  @DisplayName("a certificate on the agreed track lets what waited for it be executed")
  void letsExecute() {
    replica.hears(orders.agreed(alice.next()));
    Step step = isShown(orders, 1);
    assertThat(step.tells(Execute.class))
        .extracting(Execute::grade)
        .containsExactly(Grade.CERTIFIED);
  }

  @Test
  @DisplayName("never LOCAL-COMMIT for another history: votes for it prove the primary faulty")
  void neverForAnotherHistory() {
    Orders others = orders.fork();
    others.next(bob.next());
    replica.hears(orders.next(alice.next()));
    Step step = isShown(others, 1);
    assertThat(step.replies(LocalCommit.class)).isEmpty();
    assertThat(step.promises(Promise.class)).isEmpty();
    assertThat(step.suspicions()).hasSize(1);
  }

  @Test
  @DisplayName("\"Log too short ⇒ R-HOLE first\": from any replica, and answered when it is filled")
  void logTooShort() {
    orders.next(8, alice);
    for (int slot = 1; slot <= 6; slot++) {
      replica.hears(orders.at(slot));
    }
    Step step = isShown(orders, 8);
    assertThat(step.replies(LocalCommit.class)).isEmpty();
    assertThat(step.sends(0, FillHole.class))
        .containsExactly(new FillHole(View.ZERO, new Slot(7), new Slot(8)));
    assertThat(replica.fires(new TimerKey.Hole()).broadcasts(FillHole.class)).hasSize(1);
    assertThat(replica.hears(2, orders.at(7)).replies(LocalCommit.class)).isEmpty();
    assertThat(replica.hears(3, orders.at(8)).replies(LocalCommit.class))
        .containsExactly(new LocalCommit(View.ZERO, new Slot(8), orders.historyAt(8), 8));
  }

  @Test
  @Rule({"R-LOCAL-COMMIT", "R-STATE"})
  @DisplayName("one that a fetched state passes meanwhile is answered by it, and blames nobody")
  void anEarlyOneThatAStatePasses() {
    orders.next(9, alice);
    isShown(orders, 6);
    replica.restores(orders, 8);
    Step step = replica.hears(0, orders.at(9));
    assertThat(replica.accepted()).isEqualTo(9);
    assertThat(step.suspicions()).isEmpty();
    assertThat(step.tells(RoleMessage.AnswerAgain.class))
        .containsExactly(new RoleMessage.AnswerAgain(alice.id(), 6));
  }

  @Test
  @DisplayName("a log that grows another way is not LOCAL-COMMITted, early or late")
  void anEarlyOneOfAnotherHistory() {
    Orders others = orders.fork();
    others.next(bob.next());
    isShown(others, 1);
    Step step = replica.hears(orders.next(alice.next()));
    assertThat(step.replies(LocalCommit.class)).isEmpty();
    assertThat(step.suspicions()).hasSize(1);
  }

  @Test
  @DisplayName("several clients wait for one slot, each of them is answered")
  void severalClientsWait() {
    orders.next(alice.next(), bob.next());
    isShown(alice, 1, orders);
    isShown(bob, 1, orders);
    assertThat(replica.hears(orders.at(1)).replies(LocalCommit.class)).hasSize(2);
  }

  @Test
  @DisplayName("what waits is bounded: one certificate a client key, for so many keys")
  void whatWaitsIsBounded() {
    orders.next(8, alice);
    isShown(bob, 1, orders);
    Caller again = alice;
    for (int i = 0; i < 2 * LocalCommits.MAX_EARLY; i++) {
      isShown(again, 1, orders);
      again = again.restarted();
    }
    for (int i = 0; i < 2 * LocalCommits.MAX_EARLY; i++) {
      ClientId client = new ClientId(Digests.of(Bytes.utf8("client " + i)), 1);
      replica.hears(client, new CommitCertificate(1, orders.certificate(1, 0, 2, 3)));
    }
    assertThat(replica.hears(orders.at(1)).replies(LocalCommit.class))
        .hasSize(LocalCommits.MAX_EARLY);
  }

  @Test
  @DisplayName("\"At s ≤ stable: answer COMMITTED\"")
  void atOrBelowStable() {
    replica.hears(orders.next(4, alice));
    replica.stabilizes(orders, 4);
    Step step = isShown(orders, 3);
    assertThat(step.replies(LocalCommit.class)).isEmpty();
    assertThat(step.tells(RoleMessage.AnswerAgain.class))
        .containsExactly(new RoleMessage.AnswerAgain(alice.id(), 3));
  }

  @Test
  @DisplayName("\"An older view's certificate is ignored\", and so is any other view's")
  void anotherView() {
    replica.hears(orders.next(alice.next()));
    CommitCertificate ofView1 =
        new CommitCertificate(1, group.certificate(new View(1), new Slot(1), orders.historyAt(1)));
    Step step = replica.hears(alice.id(), ofView1);
    assertThat(step.ignored()).containsExactly("of another view");
    assertThat(step.promises(Promise.class)).isEmpty();
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("a replica whose state is wrong \"stops answering\"")
  void aDivergedReplicaStopsAnswering() {
    replica.hears(orders.next(alice.next()));
    replica.on(new RoleMessage.StopAnswering(new Slot(4)));
    Step step = isShown(orders, 1);
    assertThat(step.replies(LocalCommit.class)).isEmpty();
    assertThat(step.ignored()).containsExactly("this replica's state is wrong");
  }
}
