package io.weevil.testkit.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.quorum.Quorums;
import io.weevil.testkit.selection.Outcome.Visited;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * docs/selection.md: every end-of-view state of small instances, over the production rule. Counts
 * are exact: a search that visits fewer states has lost some.
 */
class SelectionSearchTest {

  private static final Quorums FOUR = new Quorums(1, 0);
  private static final long SEED = 20_171_204;
  private static final long RANDOM_STATES = 6_000;

  @Test
  @Rule({"R-SELECT", "R-VOTE", "R-FROZEN"})
  @DisplayName("f = 1, one slot, two values, three views: no commit is lost")
  void oneSlotThreeViews() {
    Outcome outcome = search(new Instance(FOUR, 1, 2, 3, false), Mutant.NONE);
    assertThat(outcome.violations()).isZero();
    assertThat(outcome.views())
        .containsExactly(
            new Visited(77, 24), new Visited(23_556, 450), new Visited(5_974_008, 4_207));
    assertThat(outcome.selections()).isEqualTo(9_987);
  }

  @Test
  @Rule({"R-SELECT", "R-STATE", "R-CHECKPOINT"})
  @DisplayName("the same with checkpoints, and certificates kept while frozen")
  void oneSlotThreeViewsAndWhatIsLearntAside() {
    Outcome outcome = search(new Instance(FOUR, 1, 2, 3, true), Mutant.NONE);
    assertThat(outcome.violations()).isZero();
    assertThat(outcome.views())
        .containsExactly(
            new Visited(307, 48), new Visited(284_952, 1_114), new Visited(211_492_656, 12_675));
    assertThat(outcome.selections()).isEqualTo(23_589);
  }

  @Test
  @Rule({"R-SELECT", "R-VOTE", "R-FROZEN"})
  @DisplayName("f = 1, two slots, two values, two views and every NEW-VIEW after them")
  void twoSlotsTwoViews() {
    Outcome outcome = search(new Instance(FOUR, 2, 2, 2, false), Mutant.NONE);
    assertThat(outcome.violations()).isZero();
    assertThat(outcome.views())
        .containsExactly(new Visited(1_925, 416), new Visited(16_010_892, 30_362));
    assertThat(outcome.selections()).isEqualTo(89_082);
  }

  @Test
  @Rule("R-SELECT")
  @DisplayName("f = 1, c = 1, one slot, two values, two views")
  void fiveOfSixReplicas() {
    Outcome outcome = search(new Instance(new Quorums(1, 1), 1, 2, 2, false), Mutant.NONE);
    assertThat(outcome.violations()).isZero();
    assertThat(outcome.views())
        .containsExactly(new Visited(1_165, 65), new Visited(8_880_468, 2_678));
  }

  /** How long the logs must be, how many views it takes, and whether anything is learnt aside. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "LONGEST_CERTIFICATE, 2, 2, false",
    "ZYZZYVA, 1, 2, false",
    "NO_FLOOR, 2, 2, false",
    "LONGEST_PREFIX_VIEW_ONLY, 2, 2, false",
    "TIES_TO_SUPPORT, 1, 1, false",
    "ANY_CERTIFICATE_WINS, 1, 2, false",
    "LONGEST_SUPPORT_WINS, 1, 1, false",
    "SUPPORT_VIEW_OF_ONE_LOG, 1, 2, false",
    "SUPPORT_LOWERED, 1, 1, false",
    "FROZEN_VOTES, 1, 1, false",
    "OLDER_CERTIFICATE_COUNTS, 1, 2, false",
    "OFF_LOG_CERTIFICATE_HIDDEN, 2, 2, false",
    "BASE_CONTRADICTED, 2, 2, true",
    "TRANSFER_FORGETS, 2, 1, true",
    "SECOND_NEW_VIEW, 1, 2, false",
    "EARLY_LOG_VIEW, 1, 2, false"
  })
  @Rule({"R-SELECT", "R-VOTE", "R-FROZEN", "R-VIEW-CHANGE", "R-INSTALL", "R-STATE"})
  void findsWhatIsLostWhenARuleIsBroken(
      Mutant mutant, int slots, int views, boolean unacknowledged) {
    Outcome outcome = search(new Instance(FOUR, slots, 2, views, unacknowledged), mutant);
    assertThat(outcome.violations()).isPositive();
    assertThat(outcome.views()).hasSize(views);
    assertThat(outcome.schedule()).containsPattern("Lost: .*, which was committed|Both .* and");
  }

  @Test
  @DisplayName("No variant is left out above: one that is added must be caught, too")
  void everyVariantIsAmongThem() throws NoSuchMethodException {
    CsvSource rows =
        SelectionSearchTest.class
            .getDeclaredMethod(
                "findsWhatIsLostWhenARuleIsBroken",
                Mutant.class,
                int.class,
                int.class,
                boolean.class)
            .getAnnotation(CsvSource.class);
    assertThat(Stream.of(rows.value()).map(row -> Mutant.valueOf(row.split(",")[0])))
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Mutant.NONE)));
  }

  @ParameterizedTest(name = "f = {0}, c = {1}, {2} slots, {3} values, {4} views")
  @CsvSource({"1, 0, 3, 2, 5", "1, 1, 2, 3, 4", "2, 0, 2, 2, 4", "2, 1, 3, 2, 5"})
  @Rule({"R-SELECT", "R-VOTE", "R-FROZEN", "R-STATE"})
  void randomStatesOfLargerGroupsLoseNothing(int f, int c, int slots, int values, int views) {
    Instance instance = new Instance(new Quorums(f, c), slots, values, views, true);
    Outcome outcome = new RandomSearch(instance, Mutant.NONE, SEED).run(RANDOM_STATES);
    System.out.printf("%s, seed %d%n%s%n", instance, SEED, outcome.inWords());
    assertThat(outcome.violations()).isZero();
    assertThat(outcome.states()).isEqualTo(RANDOM_STATES);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Mutant.class,
      names = {"ZYZZYVA", "LONGEST_SUPPORT_WINS", "SUPPORT_LOWERED", "SECOND_NEW_VIEW"})
  @DisplayName("Random states of a group of nine show what is lost, so they are not too tame")
  void randomStatesFindWhatIsLostToo(Mutant mutant) {
    Instance instance = new Instance(new Quorums(2, 1), 1, 2, 3, true);
    Outcome outcome = new RandomSearch(instance, mutant, SEED).run(RANDOM_STATES);
    assertThat(outcome.violations()).isPositive();
    assertThat(outcome.schedule()).isNotNull();
  }

  private static Outcome search(Instance instance, Mutant mutant) {
    Outcome outcome = new ExhaustiveSearch(instance, mutant).run();
    System.out.printf("%s; %s%n%s%n", instance, mutant.description(), outcome.inWords());
    return outcome;
  }
}
