package io.weevil.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeds of every profile, and that a seed is a run. */
@Timeout(600)
class SwarmTest {

  private static final int SEEDS = 75;

  @ParameterizedTest
  @EnumSource
  void noSeedViolatesAnything(Profile profile) throws InterruptedException {
    Total total =
        new Campaign(seed -> Draw.of(seed, profile, 0), outcome -> {})
            .run(1, SEEDS, Duration.ofDays(1), Runtime.getRuntime().availableProcessors());
    assertThat(total.failed()).as("%s", told(total.failed())).isEmpty();
    assertThat(total.seeds()).isEqualTo(SEEDS);
    assertThat(total.calls()).isGreaterThan(SEEDS);
    assertThat(total.tally().counts()).as("what went wrong").isNotEmpty();
  }

  private static String told(List<Outcome> failed) {
    return failed.stream()
        .map(
            o ->
                "seed %d of %s: %s%n./weevil simulate --seeds %d --profile %s"
                    .formatted(
                        o.plan().seed(),
                        o.plan().profile(),
                        o.violations().get(0),
                        o.plan().seed(),
                        o.plan().profile()))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aSeedIsOneRunAndAnotherSeedAnother() {
    List<String> first = TraceOfSeeds.fingerprints(5);
    assertThat(TraceOfSeeds.fingerprints(5)).isEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();
  }

  @Test
  void anotherProcessTakesTheSameSteps() throws Exception {
    assertThat(TraceOfSeeds.inAnotherProcess(5)).isEqualTo(TraceOfSeeds.fingerprints(5));
  }

  @Test
  void tenReplaysAreOneTrace() {
    Plan plan = Draw.of(7, Profile.ALL, 0);
    String first = Run.of(plan).fingerprint();
    for (int i = 0; i < 9; i++) {
      assertThat(Run.of(plan).fingerprint()).isEqualTo(first);
    }
  }
}
