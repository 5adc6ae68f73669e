package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.Door.assertAccepted;
import static io.weevil.engine.authentication.Door.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ViewChangeCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.View;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** "Valid", of NEW-VIEW: each clause broken one at a time, and refused with its cause. */
@Rule({"R-SELECT", "R-AUTH"})
class NewViewDoorTest {

  private static final View ONE = new View(1);

  private final TestGroup group = TestGroup.of(1, 0);
  private final Statements say = new Statements(group);
  private final Door door = new Door(group, 3);

  private Opened opens(View view, ViewChange... viewChanges) {
    return door.open(1, say.newView(view, List.of(viewChanges)));
  }

  private ViewChange from(int signer) {
    return say.viewChange(signer, ONE);
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("whoever passes it on")
  void fromAnybody() {
    NewView valid = say.newView(ONE, 0, 1, 2);
    assertAccepted(door.open(1, valid), valid);
    assertAccepted(door.open(2, valid), valid);
  }

  @Test
  @DisplayName("\"a set V of exactly `viewChange`\": fewer are too few, and more too many")
  void exactlyViewChange() {
    assertRefused(opens(ONE, from(0), from(1)), Cause.NOT_A_PROOF);
    assertRefused(opens(ONE, from(0), from(1), from(2), from(3)), Cause.NOT_A_PROOF);
  }

  @Test
  @DisplayName("\"by distinct senders\", in one order: there is one form of each V")
  void distinctAndAscending() {
    assertRefused(opens(ONE, from(0), from(1), from(1)), Cause.MALFORMED);
    assertRefused(opens(ONE, from(1), from(0), from(2)), Cause.MALFORMED);
    NewView twice = say.newView(ONE, List.of(from(0), from(1), from(1)));
    assertThat(
            door.content().check(new io.weevil.engine.model.ReplicaId(1), twice).map(Fault::cause))
        .as("behind the decoder, too")
        .contains(Cause.NOT_A_PROOF);
  }

  @Test
  @DisplayName("only of its view's primary")
  void byAnother() {
    List<ViewChange> parts = List.of(from(0), from(1), from(2));
    assertRefused(door.open(2, group.signer(2).newView(ONE, parts)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("of this very V and view")
  void ofAnotherV() {
    NewView valid = say.newView(ONE, 0, 1, 2);
    NewView other = new NewView(ONE, List.of(from(0), from(1), from(3)), valid.signature());
    assertRefused(door.open(1, other), Cause.FORGED_SIGNATURE);
    NewView later = new NewView(new View(5), valid.viewChanges(), valid.signature());
    assertRefused(door.open(1, later), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("each VIEW-CHANGE is \"for w\"")
  void aPartForAnotherView() {
    View five = new View(5);
    assertRefused(
        opens(five, say.viewChange(0, five), say.viewChange(1, five), from(2)), Cause.NOT_A_PROOF);
  }

  @Test
  @DisplayName("each VIEW-CHANGE is valid")
  void aPartThatIsNotValid() {
    ViewChange good = from(2);
    ViewChange forged =
        new ViewChange(
            good.signer(),
            ONE,
            good.proof(),
            new LogReport(null, View.ZERO, List.of(group.digest()), null),
            good.signature());
    assertRefused(opens(ONE, from(0), from(1), forged), Cause.FORGED_SIGNATURE);
    ViewChange ahead = say.viewChange(2, ONE, new LogReport(null, ONE, List.of(), null));
    assertRefused(opens(ONE, from(0), from(1), ahead), Cause.NOT_A_PROOF);
    ViewChange unproven =
        group.signer(2).viewChange(ONE, say.noConfidence(View.ZERO, 2), Statements.NOTHING);
    assertRefused(opens(ONE, from(0), from(1), unproven), Cause.NOT_A_PROOF);
  }

  @Test
  @DisplayName("parts that came before cost nothing; the outer signature is checked each time")
  void rememberedParts() {
    for (int sender = 0; sender < 3; sender++) {
      door.open(sender, from(sender));
    }
    door.verifier.take();
    NewView valid = say.newView(ONE, 0, 1, 2);
    assertAccepted(door.open(1, valid), valid);
    assertThat(door.verifier.take()).isEqualTo(1);
  }

  @Test
  @DisplayName("what is signed can be computed from what was read: decoding loses nothing")
  void canonicalEncoding() {
    NewView valid = say.newView(ONE, 0, 1, 2);
    NewView read = (NewView) ((Opened.Accepted) door.open(1, valid)).verified().message();
    assertThat(ViewChangeCodec.contentOf(read.viewChanges()))
        .isEqualTo(ViewChangeCodec.contentOf(valid.viewChanges()));
    Bytes first = group.sealer(1).seal(valid, door.self).body();
    assertThat(group.sealer(1).seal(read, door.self).body()).isEqualTo(first);
  }
}
