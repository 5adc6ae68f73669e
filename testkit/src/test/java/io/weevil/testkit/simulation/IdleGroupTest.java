package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups that nobody calls any more. */
@Rule("R-STATUS")
class IdleGroupTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");

  @ParameterizedTest
  @CsvSource({"1, 0, 3", "1, 0, 200", "2, 1, 3"})
  void whoWasCutOffDuringTheLastSlotsHasThemSoonAfter(int f, int c, int calls) {
    SimulatedGroup group = new SimulatedGroup(SimulationSettings.of(f, c), 5, GOOD, Adder::new);
    SimulatedClient client = group.client();
    client.order(ADD);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();

    int last = group.replicas().size() - 1;
    group.network().use(GOOD.without(group.id(last)));
    for (int i = 0; i < calls; i++) {
      client.order(ADD);
      assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    }
    group.world().run(Duration.ofSeconds(3));
    group.network().use(GOOD);
    group.world().run(Duration.ofSeconds(4));

    assertThat(group.replica(last).executed().lastEntry())
        .isEqualTo(group.replica(0).executed().lastEntry());
    GroupChecks.assertOneHistory(group);
  }
}
