package io.weevil.engine.viewchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Statements;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.Step;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage.LeaveView;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** VIEW-CHANGE, as replica 3's view-change manager signs, collects and resends it. */
@Rule("R-VIEW-CHANGE")
class ViewChangeRulesTest {

  private static final LogReport ONE_SLOT =
      new LogReport(null, View.ZERO, List.of(Digests.of(Bytes.utf8("a batch"))), null);

  private final ManagerHarness replica = new ManagerHarness(3);

  private ViewChange leaves(long view) {
    replica.hearsNoConfidence(1, view - 1);
    replica.hearsNoConfidence(2, view - 1);
    return replica.freezes(view, ONE_SLOT).broadcasts(ViewChange.class).get(0);
  }

  @Test
  @Rule("R-DURABLE")
  @DisplayName("with proof and what the backup shows, stored and then sent to all")
  void signsStoresAndSends() {
    replica.hearsNoConfidence(1, 0);
    replica.hearsNoConfidence(2, 0);
    Step step = replica.freezes(1, ONE_SLOT);
    ViewChange signed =
        replica
            .group
            .signer(3)
            .viewChange(new View(1), replica.say.noConfidence(View.ZERO, 1, 2), ONE_SLOT);
    assertThat(step.outputs())
        .containsExactly(
            new Output.Persist(new Promise.ViewChangeSigned(signed)), new Output.Broadcast(signed));
  }

  @Test
  @DisplayName("a replica's door takes it")
  void isValid() {
    assertThat(replica.say.opened(3, leaves(1))).isInstanceOf(Opened.Accepted.class);
  }

  @Test
  @DisplayName("\"signed once\": another report for the same view changes nothing")
  void signedOnce() {
    leaves(1);
    assertThat(replica.freezes(1, Statements.NOTHING).outputs()).isEmpty();
  }

  @Test
  @DisplayName("a report for a view that was given up since is not used")
  void aReportForAnAbandonedView() {
    replica.hearsViewChange(1, 1);
    replica.hearsViewChange(2, 2);
    assertThat(replica.freezes(1, ONE_SLOT).outputs()).isEmpty();
    assertThat(replica.freezes(2, ONE_SLOT).broadcasts(ViewChange.class))
        .extracting(ViewChange::view)
        .containsExactly(new View(2));
  }

  @Test
  @DisplayName("\"A replica joins w > its own on any valid VIEW-CHANGE(w)\", with its proof")
  void joins() {
    ViewChange heard = replica.say.viewChange(0, new View(6));
    assertThat(replica.hears(0, heard).tells(LeaveView.class))
        .containsExactly(new LeaveView(new View(6)));
    assertThat(replica.freezes(6).broadcasts(ViewChange.class))
        .extracting(ViewChange::proof)
        .containsExactly(heard.proof());
  }

  @Test
  @DisplayName("it joins no view twice, and none that is behind it")
  void joinsOnce() {
    replica.hearsViewChange(0, 6);
    assertThat(replica.hearsViewChange(1, 6).outputs()).isEmpty();
    assertThat(replica.hearsViewChange(2, 5).ignored()).containsExactly("of an older view");
  }

  @Test
  @DisplayName("the first of a signer's for one view stands, and the other is not counted")
  void theFirstStands() {
    replica.hearsViewChange(0, 1);
    Step second = replica.hears(0, replica.say.viewChange(0, new View(1), ONE_SLOT));
    assertThat(second.ignored()).containsExactly("its signer has signed another for the view");
    replica.freezes(1);
    assertThat(replica.waitsFor(1)).as("two of three").isFalse();
  }

  @Test
  @DisplayName("the same one again changes nothing, and is counted with its reason")
  void theSameAgain() {
    assertThat(replica.hearsViewChange(0, 1).ignored()).isEmpty();
    Step again = replica.hearsViewChange(0, 1);
    assertThat(again.ignored()).containsExactly("known");
    assertThat(again.tells(LeaveView.class)).isEmpty();
    replica.freezes(1);
    assertThat(replica.waitsFor(1)).as("two of three").isFalse();
  }

  @Test
  @DisplayName("what a NEW-VIEW shows of those that were heard is no repetition")
  void shownAgain() {
    replica.hearsViewChange(0, 1);
    Step shown = replica.hears(1, replica.say.newView(new View(1), 0, 1, 2));
    assertThat(shown.ignored()).isEmpty();
    assertThat(replica.hearsViewChange(2, 1).ignored()).as("it was in V").containsExactly("known");
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("\"its OWN latest signed messages included: VIEW-CHANGE\", the same bytes again")
  void resendsItsOwn() {
    ViewChange signed = leaves(1);
    assertThat(replica.hearsStatus(0, 0, 0).sends(0, ViewChange.class)).containsExactly(signed);
    assertThat(replica.hearsStatus(0, 0, 1).sends(0, ViewChange.class))
        .as("it may lack this one")
        .containsExactly(signed);
    assertThat(replica.hearsStatus(0, 1, 1).outputs()).as("one that has entered").isEmpty();
    assertThat(replica.hearsStatus(0, 0, 2).outputs()).as("one that has gone on").isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("once there is a NEW-VIEW, that is what a peer lacks")
  void newViewTakesItsPlace() {
    leaves(1);
    NewView made = replica.say.newView(new View(1), 0, 1, 2);
    replica.hears(1, made);
    Step step = replica.hearsStatus(0, 0, 1);
    assertThat(step.sends(0, NewView.class)).containsExactly(made);
    assertThat(step.sends(0, ViewChange.class)).isEmpty();
  }

  @Test
  @DisplayName("the next view's is another one")
  void theNextViews() {
    leaves(1);
    ViewChange next = leaves(2);
    assertThat(next.view()).isEqualTo(new View(2));
    assertThat(replica.hearsStatus(0, 0, 1).sends(0, ViewChange.class)).containsExactly(next);
  }

  @Test
  @Rule("R-SUSPECT")
  void tellsOperatorsWhoHasLostConfidence() {
    assertThat(replica.hearsViewChange(0, 6).events(Event.ConfidenceLost.class))
        .extracting(Event.ConfidenceLost::view)
        .containsExactly(new View(5));
  }
}
