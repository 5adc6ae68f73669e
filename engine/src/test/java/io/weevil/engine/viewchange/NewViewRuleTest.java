package io.weevil.engine.viewchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.viewchange.NewViewRule.Certified;
import io.weevil.engine.viewchange.NewViewRule.Prefix;
import io.weevil.engine.viewchange.NewViewRule.Selected;
import io.weevil.engine.viewchange.NewViewRule.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * R-SELECT, clause by clause. A log is written as the values of its slots: "ab" has a in slot 1 and
 * b in slot 2. With f = 1 and c = 0 a new view is computed from three logs, and two support.
 */
class NewViewRuleTest {

  private static final Quorums FOUR = new Quorums(1, 0);

  private static Digest digest(String text) {
    return Digests.of(Bytes.utf8(text));
  }

  private static HistoryChain log(String values) {
    List<Digest> batches = values.chars().mapToObj(v -> digest("batch " + (char) v)).toList();
    return HistoryChain.of(Slot.ZERO, digest("group"), batches);
  }

  /** The part of a log above its first {@code base} slots. */
  private static HistoryChain above(int base, String values) {
    return HistoryChain.of(
        new Slot(base),
        log(values.substring(0, base)).lastHistory(),
        log(values).batches().subList(base, values.length()));
  }

  private static Shown shows(int logView, String values) {
    return new Shown(new View(logView), log(values), null);
  }

  private static Shown shows(int logView, String values, Certified certified) {
    return new Shown(new View(logView), log(values), certified);
  }

  /** With the first {@code base} slots in a stable checkpoint. */
  private static Shown showsAbove(int base, int logView, String values) {
    return new Shown(new View(logView), above(base, values), null);
  }

  private static Certified certificate(int view, String values) {
    return new Certified(new View(view), log(values));
  }

  private static void assertSelected(String expected, Shown... shown) {
    assertSelected(FOUR, expected, shown);
  }

  private static void assertSelected(Quorums quorums, String expected, Shown... shown) {
    for (List<Shown> order : orders(List.of(shown))) {
      Prefix selected = NewViewRule.select(quorums, order).log();
      assertThat(selected.end()).isEqualTo(new Slot(expected.length()));
      assertThat(selected.history()).isEqualTo(log(expected).lastHistory());
    }
  }

  private static List<List<Shown>> orders(List<Shown> shown) {
    if (shown.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Shown>> orders = new ArrayList<>();
    for (int first = 0; first < shown.size(); first++) {
      List<Shown> rest = new ArrayList<>(shown);
      Shown head = rest.remove(first);
      for (List<Shown> tail : orders(rest)) {
        List<Shown> order = new ArrayList<>(List.of(head));
        order.addAll(tail);
        orders.add(order);
      }
    }
    return orders;
  }

  @Test
  @Rule("R-SELECT")
  @DisplayName("\"exactly viewChange valid VIEW-CHANGEs\": no more and no fewer")
  void otherNumbersAreRefused() {
    Shown shown = shows(0, "");
    for (int size : new int[] {0, 2, 4}) {
      List<Shown> set = Collections.nCopies(size, shown);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NewViewRule.select(FOUR, set))
          .withMessage("a new view is computed from 3 logs, not " + size);
    }
  }

  @Nested
  @DisplayName("R-SELECT-1, the base")
  class TheBase {

    @Test
    @Rule("R-SELECT-1")
    void isTheGreatestCheckpointProven() {
      Selected selected =
          NewViewRule.select(
              FOUR, List.of(shows(0, "a"), showsAbove(2, 0, "ab"), showsAbove(1, 0, "abc")));
      assertThat(selected.base().end()).isEqualTo(new Slot(2));
      assertThat(selected.base().history()).isEqualTo(log("ab").lastHistory());
    }

    @Test
    @Rule("R-SELECT-1")
    void isTheNewLogWhenNothingGoesBeyondIt() {
      assertSelected("ab", shows(0, ""), shows(0, "a"), showsAbove(2, 0, "ab"));
    }

    @Test
    @Rule("R-SELECT-1")
    void logsThatBeginBelowItAreComparedAboveIt() {
      assertSelected("abc", shows(0, "abc"), showsAbove(2, 0, "abc"), shows(0, "a"));
    }

    @Test
    @Rule("R-SELECT-1")
    void logsThatContradictItSupportNothing() {
      assertSelected("ab", showsAbove(2, 0, "ab"), shows(1, "xyz"), shows(1, "xyz"));
    }
  }

  @Nested
  @DisplayName("R-SELECT-2, c*")
  class TheGreatestCertificate {

    @Test
    @Rule("R-SELECT-2")
    void hasTheGreatestView() {
      assertSelected(
          "x",
          shows(1, "", certificate(1, "x")),
          shows(0, "", certificate(0, "abc")),
          shows(0, ""));
    }

    @Test
    @Rule("R-SELECT-2")
    void hasTheGreatestSlotOfItsView() {
      assertSelected(
          "abc",
          shows(1, "", certificate(1, "a")),
          shows(1, "", certificate(1, "abc")),
          shows(1, "", certificate(1, "ab")));
    }

    @Test
    @Rule("R-SELECT-2")
    @DisplayName("extends the base: one that contradicts it does not hide a lesser one")
    void extendsTheBase() {
      assertSelected(
          "ab",
          showsAbove(1, 0, "a"),
          shows(0, "", certificate(1, "xyz")),
          shows(0, "", certificate(0, "ab")));
    }

    @Test
    @Rule("R-SELECT-2")
    @DisplayName("extends the base strictly: one for the base itself leaves the supported log")
    void extendsTheBaseStrictly() {
      assertSelected(
          "ab",
          showsAbove(1, 0, "ab"),
          shows(0, "ab", certificate(1, "a")),
          shows(0, "", certificate(1, "a")));
    }

    @Test
    @Rule("R-SELECT-2")
    @DisplayName("is the base at view -1 when there is none: support of view 0 is enough")
    void isTheBaseWhenThereIsNone() {
      assertSelected("ab", shows(0, "ab"), shows(0, "ab"), shows(0, "xy"));
    }
  }

  @Nested
  @DisplayName("R-SELECT-3, support")
  class Support {

    @Test
    @Rule("R-SELECT-3")
    void takesSupportManyLogs() {
      assertSelected("", shows(1, "a"), shows(1, "b"), shows(1, ""));
    }

    @Test
    @Rule("R-SELECT-3")
    void comesFromLongerLogsToo() {
      assertSelected("ab", shows(0, "abx"), shows(0, "aby"), shows(0, ""));
    }

    @Test
    @Rule("R-SELECT-3")
    void takesMoreLogsWhereSlowReplicasAreTolerated() {
      Quorums six = new Quorums(1, 1);
      Shown b = shows(0, "b");
      assertSelected(six, "", shows(0, "a"), shows(0, "a"), b, b, shows(0, ""));
      assertSelected(six, "a", shows(0, "a"), shows(0, "a"), b, b, shows(0, "ax"));
    }
  }

  @Nested
  @DisplayName("R-SELECT-4, the support view")
  class TheSupportView {

    @Test
    @Rule("R-SELECT-4")
    void aboveTheCertificatesOverrulesIt() {
      assertSelected("b", shows(1, "b"), shows(1, "b"), shows(0, "", certificate(0, "a")));
    }

    @Test
    @Rule("R-SELECT-4")
    void equalToTheCertificatesDoesNot() {
      assertSelected("a", shows(1, "b"), shows(1, "b"), shows(1, "", certificate(1, "a")));
    }

    @Test
    @Rule("R-SELECT-4")
    void isNotThatOfOneLog() {
      assertSelected("a", shows(2, "b"), shows(1, "b"), shows(1, "", certificate(1, "a")));
    }

    @Test
    @Rule("R-SELECT-4")
    void isTheGreatestThatSupportManyLogsReach() {
      assertSelected("b", shows(2, "b"), shows(2, "b"), shows(0, "b", certificate(1, "a")));
    }

    @Test
    @Rule("R-SELECT-4")
    @DisplayName("of a shorter supported prefix counts, where the longest one's is too low")
    void ofAShorterPrefixCounts() {
      assertSelected("bc", shows(0, "bc"), shows(2, "bc"), shows(2, "b", certificate(1, "a")));
    }
  }

  @Nested
  @DisplayName("R-SELECT-5, the new log")
  class TheNewLog {

    @Test
    @Rule("R-SELECT-5")
    void isTheLongestSupportedWhereSupportOverrules() {
      assertSelected("bcd", shows(2, "bcd"), shows(0, "bcd"), shows(2, "b", certificate(1, "a")));
    }

    @Test
    @Rule("R-SELECT-5")
    void isTheLongestSupportedWhereThatExtendsTheCertificate() {
      assertSelected("abc", shows(0, "abc"), shows(0, "abc", certificate(0, "a")), shows(0, ""));
    }

    @Test
    @Rule("R-SELECT-5")
    void isTheCertificateWhereThatExtendsAllSupport() {
      assertSelected("abc", shows(1, "ab"), shows(1, "ab"), shows(0, "", certificate(0, "abc")));
    }

    @Test
    @Rule("R-SELECT-5")
    @DisplayName("is the certificate where q agrees with it and only what goes beyond q conflicts")
    void isTheCertificateWhereOnlyWeakSupportConflicts() {
      assertSelected("ab", shows(2, "ac"), shows(0, "ac"), shows(2, "a", certificate(1, "ab")));
    }

    @Test
    @Rule("R-SELECT-5")
    void isTheCertificateWhereNothingIsSupported() {
      assertSelected("a", shows(0, "b"), shows(0, "c"), shows(0, "", certificate(0, "a")));
    }
  }

  /** Sets that a replica must not draw the wrong log from; docs/protocol.md, section 7. */
  @Nested
  @DisplayName("Published schedules")
  class Schedules {

    @Test
    @Rule("R-SELECT")
    @DisplayName("Abraham et al. 2017: a fast commit of view 1 against a certificate of view 0")
    void aFastCommitOutlivesAnOlderCertificate() {
      Shown liar = shows(0, "b");
      assertSelected("b", liar, shows(0, "b"), shows(0, "a"));
      assertSelected("b", shows(0, "", certificate(0, "a")), shows(1, "b"), shows(1, "b"));
      assertSelected("b", shows(1, "b", certificate(0, "a")), shows(1, "b"), shows(1, "b"));
    }

    @Test
    @Rule("R-SELECT")
    @DisplayName("its mirror image: a slow commit of view 1 against support of view 0")
    void aSlowCommitOutlivesOlderSupport() {
      Certified committed = certificate(1, "b");
      assertSelected("b", shows(0, "a"), shows(0, "a"), shows(1, "b", committed));
      assertSelected("b", shows(1, "a"), shows(0, "a"), shows(1, "b", committed));
    }

    @Test
    @Rule("R-SELECT")
    @DisplayName("a slow commit against a longer certificate of an older view")
    void aSlowCommitOutlivesALongerOlderCertificate() {
      Certified committed = certificate(1, "b");
      assertSelected(
          "b",
          shows(0, "", certificate(0, "ac")),
          shows(1, "b", committed),
          shows(1, "b", committed));
    }
  }
}
