package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Track;
import io.weevil.engine.ordering.TrackGovernor.Mode;
import io.weevil.engine.ordering.TrackGovernor.Settings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-TRACK. A window is eight slots; the share is a half, of at least two misses. */
@Rule("R-TRACK")
class TrackGovernorTest {

  private static final int WINDOW = 8;

  private final TrackGovernor governor = governor(Mode.ADAPTIVE, 0);

  private static TrackGovernor governor(Mode mode, int c) {
    return new TrackGovernor(new Settings(mode, WINDOW, 0.5, 2), c);
  }

  private static ClientId client(int i) {
    return new ClientId(Digests.of(Bytes.utf8("client " + i)), 1);
  }

  private static Set<ClientId> clients(int count) {
    return IntStream.range(0, count)
        .mapToObj(TrackGovernorTest::client)
        .collect(Collectors.toSet());
  }

  private void orders(int slots, int clients) {
    for (int i = 0; i < slots; i++) {
      governor.onOrdered(clients(clients));
    }
  }

  /** Slots ordered until the track changes. */
  private int slotsUntilTheTrackChanges(int clients) {
    Track before = governor.track();
    int slots = 0;
    while (governor.track() == before && slots < 100_000) {
      orders(1, clients);
      slots++;
    }
    return slots;
  }

  private void misses(int client, int times) {
    for (int i = 0; i < times; i++) {
      governor.onMissed(client(client));
    }
  }

  /** As many as there were requests in a window where all had one in each slot. */
  private void allMiss(int clients) {
    for (int i = 0; i < clients; i++) {
      misses(i, WINDOW);
    }
  }

  /** Two each. */
  private void missesByAll(int clients) {
    for (int i = 0; i < clients; i++) {
      misses(i, 2);
    }
  }

  @Test
  @DisplayName("\"Adaptive: start speculative\"")
  void startsSpeculative() {
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
    orders(5 * WINDOW, 3);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
    assertThat(governor.takeSwitch()).isNull();
  }

  @Test
  @DisplayName(
      "\"when more than a set share [...] needed the client's second phase [...] order on AGREED\"")
  void agreesWhenSpeculationFails() {
    orders(WINDOW, 4);
    misses(0, 2 * WINDOW);
    misses(1, 2 * WINDOW);
    assertThat(governor.track())
        .as("two of four is no more than half")
        .isEqualTo(Track.SPECULATIVE);
    misses(2, 1);
    assertThat(governor.track()).isEqualTo(Track.AGREED);
    assertThat(governor.takeSwitch())
        .isEqualTo(
            new TrackGovernor.Switch(Track.AGREED, "3 of 4 active clients missed the fast path"));
    assertThat(governor.takeSwitch()).as("told once").isNull();
  }

  @Test
  @DisplayName("a hiccup costs nothing: fewer misses than the least number")
  void aHiccupCostsNothing() {
    TrackGovernor patient = new TrackGovernor(new Settings(Mode.ADAPTIVE, WINDOW, 0.5, 6), 0);
    for (int i = 0; i < WINDOW; i++) {
      patient.onOrdered(List.of(client(0)));
    }
    for (int i = 0; i < 5; i++) {
      patient.onMissed(client(0));
    }
    assertThat(patient.track()).as("five of eight, but six at least").isEqualTo(Track.SPECULATIVE);
    patient.onMissed(client(0));
    assertThat(patient.track()).isEqualTo(Track.AGREED);
  }

  @Test
  @DisplayName("nor does a pause in which all that is under way misses")
  void aPauseCostsNothing() {
    orders(WINDOW, 4);
    missesByAll(4);
    assertThat(governor.track()).as("8 of 32 requests").isEqualTo(Track.SPECULATIVE);
    orders(1, 4);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
  }

  @Test
  @DisplayName("\"a set share of recent requests\": a few misses among many are none")
  void fewMissesAmongManyRequests() {
    orders(WINDOW, 1);
    orders(5, 1);
    misses(0, 4);
    assertThat(governor.track())
        .as("four of eight, the window before")
        .isEqualTo(Track.SPECULATIVE);
    misses(0, 1);
    assertThat(governor.track()).as("five of eight").isEqualTo(Track.AGREED);
  }

  @Test
  @DisplayName("where there is more to do than before, the more are counted")
  void aBusierWindow() {
    orders(WINDOW, 1);
    orders(5, 3);
    for (int i = 0; i < 3; i++) {
      misses(i, 2);
    }
    assertThat(governor.track()).as("six of fifteen").isEqualTo(Track.SPECULATIVE);
    misses(0, 2);
    assertThat(governor.track()).as("eight of fifteen").isEqualTo(Track.AGREED);
  }

  @Test
  @DisplayName("\"counted over distinct clients, so that one lying client cannot steer it\"")
  void oneLyingClientCannotSteer() {
    orders(WINDOW, 3);
    for (int slot = 0; slot < 5 * WINDOW; slot++) {
      for (int i = 0; i < 100; i++) {
        governor.onMissed(client(0));
      }
      orders(1, 3);
      assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
    }
  }

  @Test
  @DisplayName("not even by being the first to speak in a window, or in the very first one")
  void noLyingClientIsQuickEnough() {
    missesByAll(1);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
    orders(WINDOW, 3);
    missesByAll(1);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
    orders(WINDOW, 3);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
  }

  @Test
  @DisplayName("not even under a thousand incarnations")
  void incarnationsAreOneClient() {
    orders(WINDOW, 3);
    for (int i = 1; i <= 1_000; i++) {
      governor.onMissed(new ClientId(client(0).key(), i));
    }
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
  }

  @Test
  @DisplayName("the misses of the very first window are judged at its end")
  void theFirstWindowIsJudgedAtItsEnd() {
    allMiss(3);
    orders(WINDOW - 1, 3);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
    orders(1, 3);
    assertThat(governor.track()).isEqualTo(Track.AGREED);
  }

  @Test
  @DisplayName("misses of one window do not count in the next")
  void missesDoNotPileUp() {
    orders(WINDOW, 4);
    for (int i = 0; i < 3; i++) {
      governor.onMissed(client(i));
      orders(WINDOW, 4);
    }
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
  }

  @Test
  @DisplayName("\"for 2^k windows, then try speculation again; k grows with each failure\"")
  void theStretchDoublesWithEachFailure() {
    orders(WINDOW, 1);
    for (int k = 0; k < 5; k++) {
      allMiss(1);
      assertThat(governor.track()).isEqualTo(Track.AGREED);
      assertThat(slotsUntilTheTrackChanges(1)).isEqualTo(WINDOW << k);
      assertThat(governor.takeSwitch().track()).isEqualTo(Track.SPECULATIVE);
    }
  }

  @Test
  @DisplayName("k has an end: 2^10 windows")
  void kHasAnEnd() {
    orders(WINDOW, 1);
    int stretch = 0;
    for (int k = 0; k < 13; k++) {
      allMiss(1);
      stretch = slotsUntilTheTrackChanges(1);
    }
    assertThat(stretch).isEqualTo(WINDOW << 10);
  }

  @Test
  @DisplayName("\"and shrinks with success\"")
  void kShrinksWithSuccess() {
    orders(WINDOW, 1);
    for (int k = 0; k < 3; k++) {
      allMiss(1);
      slotsUntilTheTrackChanges(1);
    }
    orders(2 * WINDOW, 1);
    allMiss(1);
    assertThat(slotsUntilTheTrackChanges(1)).as("2^(3 - 2) windows").isEqualTo(WINDOW << 1);
  }

  @Test
  @DisplayName("\"or a replica is known silent\": more than c of them")
  void aSilentReplica() {
    governor.onSilent(1);
    assertThat(governor.track()).isEqualTo(Track.AGREED);
    assertThat(governor.takeSwitch().reason()).isEqualTo("1 replica is silent");

    TrackGovernor bearing = governor(Mode.ADAPTIVE, 1);
    bearing.onSilent(1);
    assertThat(bearing.track()).isEqualTo(Track.SPECULATIVE);
    bearing.onSilent(2);
    assertThat(bearing.track()).isEqualTo(Track.AGREED);
  }

  @Test
  @DisplayName("while it is silent, speculation is not tried again")
  void whileItIsSilent() {
    governor.onSilent(1);
    orders(20 * WINDOW, 2);
    assertThat(governor.track()).isEqualTo(Track.AGREED);
    governor.onSilent(0);
    assertThat(slotsUntilTheTrackChanges(2)).isLessThanOrEqualTo(WINDOW);
    assertThat(governor.track()).isEqualTo(Track.SPECULATIVE);
  }

  @Test
  @DisplayName("\"track = speculative | agreed\": fixed")
  void fixedTracks() {
    for (Mode mode : new Mode[] {Mode.SPECULATIVE, Mode.AGREED}) {
      TrackGovernor fixed = governor(mode, 0);
      Track track = fixed.track();
      for (int i = 0; i < 3 * WINDOW; i++) {
        fixed.onOrdered(clients(1));
        fixed.onMissed(client(0));
        fixed.onSilent(3);
      }
      assertThat(fixed.track()).isEqualTo(track);
      assertThat(fixed.takeSwitch()).isNull();
    }
    assertThat(governor(Mode.AGREED, 0).track()).isEqualTo(Track.AGREED);
    assertThat(governor(Mode.SPECULATIVE, 0).track()).isEqualTo(Track.SPECULATIVE);
  }

  @Test
  void settingsSayWhatIsWrong() {
    assertThatThrownBy(() -> new Settings(Mode.ADAPTIVE, 0, 0.5, 1))
        .hasMessageContaining("track.window-slots");
    assertThatThrownBy(() -> new Settings(Mode.ADAPTIVE, 1, 1.0, 1))
        .hasMessageContaining("track.missed-share");
    assertThatThrownBy(() -> new Settings(Mode.ADAPTIVE, 1, Double.NaN, 1))
        .hasMessageContaining("track.missed-share");
  }
}
