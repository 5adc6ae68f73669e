package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.ordering.TrackGovernor.Mode;
import io.weevil.engine.role.CallOutcome;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One-way delays from call to answer, counted as messages that follow one from another. */
class MessageDelaysTest {

  private static final LinkRule EQUAL = LinkRule.delay(Duration.ofMillis(10));

  private static SimulatedGroup group(int f, int c, Mode mode) {
    return new SimulatedGroup(SimulationSettings.of(f, c).with(mode), 1, EQUAL, Adder::new);
  }

  private static SimulatedClient introduced(SimulatedGroup group) {
    SimulatedClient client = group.client();
    group.world().run(Duration.ofMillis(50));
    return client;
  }

  private static SimulatedClient.Ended end(
      SimulatedGroup group, SimulatedClient client, long ticket) {
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    SimulatedClient.Ended ended = client.ended(ticket);
    assertThat(ended).isNotNull();
    return ended;
  }

  private static void assertDone(SimulatedClient.Ended ended, String result, Grade grade) {
    assertThat(ended.outcome())
        .isInstanceOfSatisfying(
            CallOutcome.Done.class,
            done -> {
              assertThat(done.outcome()).isEqualTo(new Outcomes.Outcome.Done(Bytes.utf8(result)));
              assertThat(done.grade()).isEqualTo(grade);
            });
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-SPECULATE", "R-CLIENT-1"})
  void aSpeculativeRequestTakesThree(int f, int c) {
    SimulatedGroup group = group(f, c, Mode.SPECULATIVE);
    SimulatedClient client = introduced(group);

    SimulatedClient.Ended ended = end(group, client, client.order(Bytes.utf8("add 5")));

    assertDone(ended, "5", Grade.SPECULATIVE);
    assertThat(ended.delays()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-LOCAL-COMMIT", "R-CLIENT-2", "R-LATE"})
  void theClientsSecondPhaseTakesFiveAndTheFirstTimeTwoMoreForTheSignatures(int f, int c) {
    SimulatedGroup group = group(f, c, Mode.SPECULATIVE);
    SimulatedClient client = introduced(group);
    LinkRule rule = EQUAL;
    for (int i = 0; i <= c; i++) { // one more than the fast path bears
      rule = rule.without(group.id(group.replicas().size() - 1 - i));
    }
    group.network().use(rule);

    SimulatedClient.Ended first = end(group, client, client.order(Bytes.utf8("add 5")));
    SimulatedClient.Ended second = end(group, client, client.order(Bytes.utf8("add 5")));

    assertDone(first, "5", Grade.CERTIFIED);
    assertThat(first.delays()).isEqualTo(7);
    assertDone(second, "10", Grade.CERTIFIED);
    assertThat(second.delays()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule("R-AGREE")
  void anAgreedRequestTakesFour(int f, int c) {
    SimulatedGroup group = group(f, c, Mode.AGREED);
    SimulatedClient client = introduced(group);

    SimulatedClient.Ended ended = end(group, client, client.order(Bytes.utf8("add 5")));

    assertDone(ended, "5", Grade.CERTIFIED);
    assertThat(ended.delays()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule("R-READ")
  void aReadTakesTwo(int f, int c) {
    SimulatedGroup group = group(f, c, Mode.SPECULATIVE);
    SimulatedClient client = introduced(group);
    end(group, client, client.order(Bytes.utf8("add 5")));

    SimulatedClient.Ended ended = end(group, client, client.read(Bytes.utf8("get")));

    assertDone(ended, "5", Grade.SPECULATIVE);
    assertThat(ended.delays()).isEqualTo(2);
  }
}
