package io.weevil.engine.viewchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.Step;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage.EnterView;
import io.weevil.engine.role.RoleMessage.LeaveView;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NEW-VIEW: who sends it, from what, and what every replica makes of it. */
@Rule({"R-SELECT", "R-INSTALL"})
class NewViewRulesTest {

  private static final View ONE = new View(1);
  private static final Digest BATCH = Digests.of(Bytes.utf8("a batch"));

  private final ManagerHarness backup = new ManagerHarness(3);
  private final ManagerHarness primary = new ManagerHarness(1);

  private static LogReport report(Digest... batches) {
    return new LogReport(null, View.ZERO, List.of(batches), null);
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1", "3, 2"})
  @Rule("R-DURABLE")
  @DisplayName("\"a set V of exactly `viewChange` valid VIEW-CHANGEs\": never fewer, never more")
  void fromExactlyViewChange(int f, int c) {
    TestGroup group = TestGroup.of(f, c);
    ManagerHarness leader = new ManagerHarness(group, 1);
    int n = group.quorums().n();
    int enough = group.quorums().viewChange();
    for (int other = n - enough + 1; other < n; other++) {
      Step step = leader.hearsViewChange(other, 1);
      assertThat(step.broadcasts(NewView.class)).as("fewer").isEmpty();
      leader.hearsViewChange(other, 1); // one replica counts once
    }
    Step step = leader.freezes(1);
    NewView made = step.broadcasts(NewView.class).get(0);
    assertThat(made.viewChanges()).hasSize(enough);
    assertThat(made.viewChanges())
        .extracting(ViewChange::signer)
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(step.promises(Promise.NewViewSigned.class))
        .containsExactly(new Promise.NewViewSigned(made));
    assertThat(leader.say.opened(1, made)).isInstanceOf(Opened.Accepted.class);
    assertThat(leader.hearsViewChange(0, 1).broadcasts(NewView.class)).as("once").isEmpty();
  }

  @Test
  @DisplayName("only by the primary of the view")
  void onlyByThePrimary() {
    backup.hearsViewChange(1, 1);
    backup.hearsViewChange(2, 1);
    assertThat(backup.freezes(1).broadcasts(NewView.class)).isEmpty();
  }

  @Test
  @DisplayName("VIEW-CHANGEs of another view do not count")
  void ofAnotherView() {
    primary.hearsViewChange(2, 1);
    primary.hearsViewChange(3, 5);
    assertThat(primary.freezes(5).broadcasts(NewView.class)).isEmpty();
  }

  @Test
  @DisplayName("a primary that has got its NEW-VIEW from another makes no second one")
  void neverASecondOne() {
    primary.hears(2, primary.say.newView(ONE, 0, 2, 3));
    assertThat(primary.freezes(1).broadcasts(NewView.class)).isEmpty();
    assertThat(primary.hearsViewChange(0, 1).broadcasts(NewView.class)).isEmpty();
  }

  @Test
  @DisplayName("\"every replica computes the result itself\", and the backup is told once")
  void entersOnce() {
    List<ViewChange> shown =
        List.of(
            backup.say.viewChange(0, ONE, report()),
            backup.say.viewChange(1, ONE, report(BATCH)),
            backup.say.viewChange(2, ONE, report(BATCH)));
    NewView made = backup.say.newView(ONE, shown);
    Step step = backup.hears(1, made);
    EnterView entered = step.tells(EnterView.class).get(0);
    assertThat(entered.view()).isEqualTo(ONE);
    assertThat(entered.base()).isEqualTo(Slot.ZERO);
    assertThat(entered.end()).isEqualTo(new Slot(1));
    assertThat(entered.log().batchAt(new Slot(1))).isEqualTo(BATCH);
    assertThat(entered.log().historyAt(Slot.ZERO)).isEqualTo(backup.group.digest());

    Step again = backup.hears(2, made);
    assertThat(again.ignored()).containsExactly("known");
    assertThat(again.tells(EnterView.class)).isEmpty();
    backup.installs(1);
    assertThat(backup.hears(2, made).tells(EnterView.class)).as("never twice for one w").isEmpty();
  }

  @Test
  @DisplayName("the primary enters by its own NEW-VIEW, like everybody else")
  void thePrimaryToo() {
    primary.hearsViewChange(2, 1);
    primary.hearsViewChange(3, 1);
    assertThat(primary.freezes(1).tells(EnterView.class)).hasSize(1);
  }

  @Test
  @DisplayName("\"not frozen in a view < w\": who comes late leaves first, and then enters")
  void aLateJoiner() {
    NewView made = backup.say.newView(new View(6), 0, 1, 2);
    List<Output> outputs = backup.hears(0, made).outputs();
    Output leave = new Output.Tell(new LeaveView(new View(6)));
    assertThat(outputs).contains(leave);
    Output enter =
        outputs.stream()
            .filter(o -> o instanceof Output.Tell t && t.message() instanceof EnterView)
            .findFirst()
            .orElseThrow();
    assertThat(outputs.indexOf(leave)).isLessThan(outputs.indexOf(enter));
    assertThat(backup.freezes(6).broadcasts(ViewChange.class)).hasSize(1);
  }

  @Test
  @DisplayName("\"frozen for some u ≤ w\": it need not be frozen for exactly w")
  void frozenForAnEarlierView() {
    backup.hearsViewChange(0, 1);
    backup.freezes(1);
    Step step = backup.hears(2, backup.say.newView(new View(2), 0, 1, 2));
    assertThat(step.tells(LeaveView.class)).containsExactly(new LeaveView(new View(2)));
    assertThat(step.tells(EnterView.class)).hasSize(1);
  }

  @Test
  void aNewViewOfAViewThatWasGivenUpIsNotEntered() {
    backup.hearsViewChange(0, 2);
    Step step = backup.hears(1, backup.say.newView(ONE, 0, 1, 2));
    assertThat(step.tells(EnterView.class)).isEmpty();
    assertThat(step.ignored()).containsExactly("of an older view");
  }

  @Test
  @Rule("R-EVIDENCE")
  @DisplayName("\"a second one that differs in V is evidence\": reported, and its view suspected")
  void aSecondNewView() {
    backup.hears(1, backup.say.newView(ONE, 0, 1, 2));
    Step step = backup.hears(1, backup.say.newView(ONE, 1, 2, 3));
    assertThat(step.events(Event.SecondNewView.class))
        .containsExactly(new Event.SecondNewView(ONE));
    assertThat(step.tells(EnterView.class)).isEmpty();
    assertThat(step.broadcasts(NoConfidence.class))
        .containsExactly(backup.group.signer(3).noConfidence(ONE));
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("NEW-VIEW is sent again by whoever has it, not by its primary alone")
  void resends() {
    NewView made = backup.say.newView(ONE, 0, 1, 2);
    backup.hears(2, made);
    assertThat(backup.hearsStatus(0, 0, 0).sends(0, NewView.class)).containsExactly(made);
    assertThat(backup.hearsStatus(0, 0, 1).sends(0, NewView.class)).containsExactly(made);
    assertThat(backup.hearsStatus(0, 1, 1).outputs()).as("one that works in it").isEmpty();
    assertThat(backup.hearsStatus(0, 0, 2).outputs()).as("one that has given it up").isEmpty();
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("its VIEW-CHANGEs are n - f that are held: the view has to start from now on")
  void itsViewChangesCount() {
    backup.hears(1, backup.say.newView(ONE, 0, 1, 2));
    assertThat(backup.waitsFor(1)).isTrue();
  }
}
