package io.weevil.apps.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.weevil.apps.chaos.link.LinkEffect;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowMotionTest {

  private static final String TEXT =
      """
      chaos {
        seed = 1, duration = 10s
        group { replica.timers.request = 200ms, limits.window = 256 }
        load { rate = 100, deadline = 5s }
        timeline = [
          { at = 2s, rule { name = a, drop = 0.5, delay = 10ms, jitter = 5ms, throttle = 3 KiB } }
          { at = 3s, rule { name = b, reorder = 0.5, within = 20ms } }
          { at = 4s, action = pause, replica = 1 }
        ]
        expect { calls-end-within = 4s, min-answered = 77 }
      }
      """;

  private final Scenario original =
      ScenarioParser.parse("a", "It shows.", TEXT, ConfigFactory.parseString(TEXT));
  private final Scenario slow = SlowMotion.of(original, 3);

  @Test
  void allTimesAreStretchedAlike() {
    assertThat(slow.duration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(slow.load().deadline()).isEqualTo(Duration.ofSeconds(15));
    assertThat(slow.expect().callsEndWithin()).isEqualTo(Duration.ofSeconds(12));
    assertThat(slow.timeline())
        .extracting(step -> step.at().toSeconds())
        .containsExactly(6L, 9L, 12L);
    assertThat(rule(0).effects())
        .containsExactly(
            new LinkEffect.Drop(0.5),
            new LinkEffect.Delay(Duration.ofMillis(30), Duration.ofMillis(15)),
            new LinkEffect.Throttle(1024));
    assertThat(rule(1).effects())
        .containsExactly(new LinkEffect.Reorder(0.5, Duration.ofMillis(60)));
    assertThat(slow.timeline().get(2).action()).isEqualTo(new Action.Pause(new Action.Number(1)));
  }

  private RulePlan rule(int step) {
    return ((Action.Begin) slow.timeline().get(step).action()).rule();
  }

  @Test
  void timersAreStretchedWhetherTheScenarioStatesThemOrNot() {
    Map<String, String> settings = slow.group().settings();
    assertThat(settings)
        .containsEntry("weevil.replica.timers.request", "600ms")
        .containsEntry("weevil.replica.timers.vote-exchange", "900ms")
        .containsEntry("weevil.client.timers.retransmission-max", "15000ms")
        .containsEntry("weevil.group.limits.window", "256");
  }

  @Test
  void asManyCallsAreMadeInAllAndWhatIsExpectedOfThemStays() {
    assertThat(slow.load().rate()).isEqualTo(34);
    assertThat(slow.expect().minAnswered()).isEqualTo(77);
  }

  @Test
  void itSaysThatItIsSlow() {
    assertThat(slow.comment()).contains("Run 3 times slower");
    assertThat(slow.text()).startsWith("# Run with --slower 3.\n").endsWith(TEXT);
    assertThat(SlowMotion.of(original, 1)).isSameAs(original);
  }
}
