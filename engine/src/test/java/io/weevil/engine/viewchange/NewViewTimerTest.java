package io.weevil.engine.viewchange;

import static io.weevil.engine.viewchange.ManagerHarness.TIMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.Step;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.EnterView;
import io.weevil.engine.role.Stalls;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long a new view may take to start (R-SUSPECT). */
@Rule("R-SUSPECT")
class NewViewTimerTest {

  private final ManagerHarness replica = new ManagerHarness(3);

  @Test
  @DisplayName("\"the new-view timer starts when n - f VIEW-CHANGEs for w are held\", not before")
  void startsWithEnough() {
    replica.hearsViewChange(1, 1);
    replica.hearsViewChange(2, 1);
    assertThat(replica.waitsFor(1)).isFalse();
    replica.freezes(1);
    assertThat(replica.timerOf(1)).isEqualTo(TIMER);
  }

  @Test
  @DisplayName("one more VIEW-CHANGE does not start it anew: a liar could put it off")
  void isNotPutOff() {
    replica.leavesFor(1, 1, 2);
    assertThat(replica.hearsViewChange(0, 1).started()).isEmpty();
  }

  @Test
  @DisplayName("\"or the new view does not start in time\", whether its NEW-VIEW came or not")
  void suspectsAViewThatDoesNotStart() {
    replica.leavesFor(1, 1, 2);
    Step step = replica.runsOut(1);
    assertThat(step.broadcasts(NoConfidence.class))
        .containsExactly(replica.group.signer(3).noConfidence(new View(1)));
    assertThat(step.events(Event.NoConfidenceSigned.class))
        .extracting(Event.NoConfidenceSigned::cause)
        .containsExactly(new Suspicion.ViewNotStarted());
  }

  @Test
  @DisplayName("a view that is installed has not started yet")
  void installedIsNotStarted() {
    replica.hears(1, replica.say.newView(new View(1), 0, 1, 2));
    replica.freezes(1);
    replica.installs(1);
    assertThat(replica.runsOut(1).broadcasts(NoConfidence.class)).hasSize(1);
  }

  @Test
  @DisplayName("\"a view has *started* when |G| is committed in it\": the timer ends")
  void stopsWhenStarted() {
    replica.hears(1, replica.say.newView(new View(1), 0, 1, 2));
    replica.installs(1);
    Step step = replica.starts(1);
    assertThat(step.stopped()).containsExactly(ManagerHarness.key(1));
    assertThat(step.events(Event.ViewStarted.class)).hasSize(1);
    assertThat(replica.hearsViewChange(3, 1).started()).isEmpty();
  }

  @Test
  @DisplayName("a timer that runs out as the view starts, or is left, blames nobody")
  void aTimerThatIsOver() {
    replica.hears(1, replica.say.newView(new View(1), 0, 1, 2));
    replica.installs(1);
    replica.starts(1);
    RoleMessage.TimerFired late = new RoleMessage.TimerFired(ManagerHarness.key(1));
    assertThat(replica.on(late).outputs()).isEmpty();
    replica.hearsViewChange(1, 2);
    assertThat(replica.on(late).outputs()).isEmpty();
  }

  @Test
  @DisplayName("the timer of a view ends with it")
  void endsWithItsView() {
    replica.leavesFor(1, 1, 2);
    assertThat(replica.hearsViewChange(1, 2).stopped()).containsExactly(ManagerHarness.key(1));
  }

  @Test
  @DisplayName("a replica that stood still itself blames nobody, and waits anew")
  void aStallBlamesNobody() {
    replica.leavesFor(1, 1, 2);
    Step step = replica.runsOut(1, TIMER);
    assertThat(step.broadcasts(NoConfidence.class)).isEmpty();
    assertThat(replica.timerOf(1)).isEqualTo(TIMER);
    assertThat(replica.runsOut(1).broadcasts(NoConfidence.class)).hasSize(1);
  }

  @Test
  @DisplayName("one that is late every time has to give the view up some day")
  void alwaysLate() {
    replica.leavesFor(1, 1, 2);
    for (int i = 0; i < Stalls.MAX; i++) {
      assertThat(replica.runsOut(1, TIMER).broadcasts(NoConfidence.class)).isEmpty();
    }
    assertThat(replica.runsOut(1, TIMER).broadcasts(NoConfidence.class)).hasSize(1);
  }

  @Test
  @DisplayName("a view that was said to have started before it was installed starts once")
  void startsOnce() {
    replica.hears(1, replica.say.newView(new View(1), 0, 1, 2));
    assertThat(replica.starts(1).stopped()).containsExactly(ManagerHarness.key(1));
    replica.installs(1);
    assertThat(replica.starts(1).outputs()).isEmpty();
  }

  @Test
  @DisplayName("\"time-outs double with each view without a commit\"")
  void doubles() {
    for (int view = 1; view <= 4; view++) {
      replica.leavesFor(view, 1, 2);
      assertThat(replica.timerOf(view)).isEqualTo(TIMER.multipliedBy(1L << (view - 1)));
    }
  }

  @Test
  @DisplayName("the backup's own time-outs double with them")
  void tellsTheBackup() {
    replica.leavesFor(1, 1, 2);
    replica.leavesFor(2, 1, 2);
    Step step = replica.hears(1, replica.say.newView(new View(2), 0, 1, 2));
    assertThat(step.tells(EnterView.class)).extracting(EnterView::doublings).containsExactly(1);
  }

  @Test
  @DisplayName("not for ever: an hour's wait helps nobody")
  void doublesBoundedly() {
    for (int view = 1; view <= ViewChangeCore.MAX_DOUBLINGS + 4; view++) {
      replica.leavesFor(view, 1, 2);
    }
    assertThat(replica.timerOf(ViewChangeCore.MAX_DOUBLINGS + 4))
        .isEqualTo(TIMER.multipliedBy(1L << ViewChangeCore.MAX_DOUBLINGS));
  }

  @Test
  @DisplayName("a view that comes after one that started waits no longer than that")
  void noDoublingAfterACommit() {
    replica.leavesFor(1, 1, 2);
    replica.starts(1);
    replica.leavesFor(2, 1, 2);
    assertThat(replica.timerOf(2)).isEqualTo(TIMER);
  }

  @Test
  @DisplayName("\"and halve with progress\": with the start, and with each checkpoint after it")
  void halves() {
    for (int view = 1; view <= 4; view++) {
      replica.leavesFor(view, 1, 2);
    }
    replica.starts(4);
    replica.on(new RoleMessage.Progressed());
    replica.leavesFor(5, 1, 2);
    assertThat(replica.timerOf(5)).as("3 doublings, 2 halvings").isEqualTo(TIMER.multipliedBy(2));
  }

  @Test
  @DisplayName("the configured time is the least")
  void neverLessThanConfigured() {
    replica.leavesFor(1, 1, 2);
    replica.starts(1);
    for (int i = 0; i < 5; i++) {
      replica.on(new RoleMessage.Progressed());
    }
    replica.leavesFor(2, 1, 2);
    assertThat(replica.timerOf(2)).isEqualTo(TIMER);
  }

  @Test
  @DisplayName("a view started that is not the one wanted changes nothing")
  void theStartOfAnAbandonedView() {
    replica.leavesFor(1, 1, 2);
    replica.leavesFor(2, 1, 2);
    assertThat(replica.starts(1).outputs()).isEmpty();
    assertThat(replica.timerOf(2)).isEqualTo(TIMER.plus(Duration.ofSeconds(1)));
  }

  @Test
  void hasNoOtherTimer() {
    assertThatThrownBy(() -> replica.on(new RoleMessage.TimerFired(new TimerKey.StatusPeriod())))
        .hasMessageContaining("the view-change manager has no timer");
  }
}
