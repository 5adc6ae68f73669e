package io.weevil.apps.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.message.MessageKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlLineTest {

  private static final LinkEnd R0 = new LinkEnd.Replica(0);
  private static final LinkEnd R3 = new LinkEnd.Replica(3);
  private static final LinkEnd C1 = new LinkEnd.Client(1);

  @Test
  void whatIsWrittenIsReadAsItWas() {
    LinkRule rule =
        new LinkRule(
            "all-of.it",
            -7,
            Set.of(MessageKind.PREPARE, MessageKind.ORDER_REQ),
            Set.of(R0),
            Set.of(R3, C1),
            List.of(
                new LinkEffect.Partition(List.of(Set.of(R0, C1), Set.of(R3))),
                new LinkEffect.Drop(0.125),
                new LinkEffect.Corrupt(0.01),
                new LinkEffect.Duplicate(1),
                new LinkEffect.Delay(Duration.ofMillis(3), Duration.ZERO),
                new LinkEffect.Reorder(0.5, Duration.ofNanos(17)),
                new LinkEffect.Throttle(4096)));
    assertThat(ControlLine.parse(new ControlLine.Begin(rule).toString()))
        .isEqualTo(new ControlLine.Begin(rule));
  }

  @Test
  void aRuleForEverythingIsShort() {
    LinkRule rule =
        new LinkRule("lossy", 5, Set.of(), Set.of(), Set.of(), List.of(new LinkEffect.Drop(0.1)));
    assertThat(new ControlLine.Begin(rule)).hasToString("begin lossy seed=5 drop=0.1");
    assertThat(ControlLine.parse("begin lossy seed=5 drop=0.1"))
        .isEqualTo(new ControlLine.Begin(rule));
    assertThat(ControlLine.parse("end lossy")).isEqualTo(new ControlLine.End("lossy"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "begin",
        "end",
        "begin lossy",
        "begin lossy seed=1",
        "begin lossy drop",
        "begin lossy drop=0",
        "begin lossy drop=1.5",
        "begin lossy drop=NaN",
        "begin lossy drop=0.1 drop=0.2",
        "begin lossy dorp=0.1",
        "begin lossy kinds=PREPARED drop=0.1",
        "begin lossy from=client drop=0.1",
        "begin lossy delay=5",
        "begin lossy throttle=0",
        "start lossy drop=0.1"
      })
  void whatIsNoLineIsRefused(String line) {
    assertThatThrownBy(() -> ControlLine.parse(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsAreReadAsTheyWereWritten() {
    RuleCounts counts = new RuleCounts(120, Map.of("drop", 11L, "delay", 3L));
    assertThat(counts).hasToString("met=120 delay=3 drop=11");
    assertThat(RuleCounts.parse(counts.toString())).isEqualTo(counts);
    assertThat(counts.plus(RuleCounts.parse("met=1 drop=1 corrupt=2")))
        .isEqualTo(new RuleCounts(121, Map.of("drop", 12L, "delay", 3L, "corrupt", 2L)));
    assertThat(counts.harmed()).isEqualTo(14);
    assertThatThrownBy(() -> RuleCounts.parse("many")).isInstanceOf(IllegalArgumentException.class);
  }
}
