package io.weevil.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.testkit.monitor.Invariant;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Monitors find what is wrong, and nothing where nothing is. */
@Timeout(600)
class BrokenEnginesTest {

  private static Workshop workshop;

  @BeforeAll
  static void open() {
    workshop = new Workshop();
  }

  @AfterAll
  static void close() throws IOException {
    workshop.close();
  }

  static Stream<BrokenEngine> engines() {
    return BrokenEngines.all().stream();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void itIsFoundOut(BrokenEngine engine) {
    Trial trial = Trial.of(engine, workshop);
    for (long seed = 1; seed <= engine.seeds(); seed++) {
      Trial.Outcome outcome = trial.run(engine.schedule(), seed);
      if (!outcome.invariants().isEmpty()) {
        assertThat(outcome.invariants().get(0))
            .as("what is found first with seed %d: %s", seed, outcome.words())
            .isIn(engine.caughtAs());
        return;
      }
    }
    throw new AssertionError(
        "%s: not found out by %d seeds of %s".formatted(engine, engine.seeds(), engine.schedule()));
  }

  /** The seeds that any broken engine is played with. */
  @ParameterizedTest
  @EnumSource(Schedule.class)
  void theEngineAsItIsPassesTheSameSeeds(Schedule schedule) {
    int seeds =
        engines()
            .filter(e -> e.schedule() == schedule)
            .mapToInt(BrokenEngine::seeds)
            .max()
            .orElse(1);
    Trial sound = Trial.ofSound();
    for (long seed = 1; seed <= seeds; seed++) {
      assertThat(sound.run(schedule, seed).words()).as("%s, seed %d", schedule, seed).isEmpty();
    }
  }

  @Test
  void thereAreEnoughOfThem() {
    assertThat(BrokenEngines.all()).hasSizeGreaterThanOrEqualTo(25);
    assertThat(BrokenEngines.all()).extracting(BrokenEngine::name).doesNotHaveDuplicates();
    assertThat(engines().flatMap(e -> e.caughtAs().stream()).distinct())
        .as("monitors that are proven")
        .hasSizeGreaterThanOrEqualTo(12);
  }

  @Test
  void aChangeThatNoLongerFitsTheSourceIsSaidToBeSo() {
    BrokenEngine engine =
        BrokenEngine.of("old", "R-VOTE", Schedule.CALM, 1, Invariant.VOTES)
            .edit("engine.quorum.Quorums", "return 4 * f + c;", "return 0;");
    assertThatThrownBy(() -> workshop.build(engine))
        .hasMessageContaining("io.weevil.engine.quorum.Quorums")
        .hasMessageContaining("return 4 * f + c;")
        .hasMessageContaining("no more");
    BrokenEngine ambiguous =
        BrokenEngine.of("vague", "R-VOTE", Schedule.CALM, 1, Invariant.VOTES)
            .edit("engine.quorum.Quorums", "return", "return 1 +");
    assertThatThrownBy(() -> workshop.build(ambiguous)).hasMessageContaining("more than once");
  }

  @Test
  void aBrokenEngineSharesNoStateWithTheSoundOne() {
    BrokenEngine engine = BrokenEngines.all().get(0);
    BrokenClasses classes = new BrokenClasses(workshop.build(engine));
    List<String> names =
        List.of("io.weevil.engine.quorum.VoteCollector", "io.weevil.testkit.world.VirtualTime");
    TreeMap<String, ClassLoader> loaders = new TreeMap<>();
    for (String name : names) {
      try {
        loaders.put(name, classes.loadClass(name).getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(loaders.values()).containsOnly(classes);
  }
}
