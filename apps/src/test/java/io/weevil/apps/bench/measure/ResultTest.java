package io.weevil.apps.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.engine.model.Grade;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResultTest {

  @Test
  void figuresAreMediansOverTheRuns() {
    assertThat(perSecond(3_000, 1_000, 2_000)).isEqualTo(2_000);
    assertThat(perSecond(3_000, 1_000)).isEqualTo(2_000);
  }

  @Test
  void cpuIsToldForAnOperation() {
    Run run = run(1_000, Map.of("replica-0", 0.3, "client", 0.2));
    assertThat(run.cpuMicrosPerOperation()).isEqualTo(500);
    assertThat(run.cpuMicrosPerOperation("replica-0")).isEqualTo(300);
    assertThat(run(0, Map.of("client", 1.0)).cpuMicrosPerOperation()).isZero();
  }

  @Test
  void statesThatDifferOrAreMissingAreNotEqual() {
    assertThat(result(ending("a", "a", "a", "a")).verified()).isTrue();
    assertThat(result(ending("a", "a", "b", "a")).verified()).isFalse();
    assertThat(result(ending("a", "a", "a")).verified()).isFalse();
    assertThat(result(ending("a", "a", "a", "a"), "a fault").verified()).isFalse();
  }

  static Result result(Ending ending, String... faults) {
    return new Result(
        4,
        "replica-0",
        List.of(run(1_000, Map.of("replica-0", 0.3, "client", 0.2))),
        new TreeMap<>(Map.of("client", 1L << 20)),
        List.of(ending),
        List.of(faults));
  }

  static Ending ending(String... digests) {
    SortedMap<Integer, String> states = new TreeMap<>();
    for (int i = 0; i < digests.length; i++) {
      states.put(i, digests[i]);
    }
    return new Ending(1_000, 0, 1_000, 1_000, 0, 0, 128, states, List.of());
  }

  private static double perSecond(long... operations) {
    List<Run> runs = Arrays.stream(operations).mapToObj(o -> run(o, Map.of())).toList();
    return new Result(4, "replica-0", runs, new TreeMap<>(), List.of(), List.of())
        .median(run -> run.window().operationsPerSecond());
  }

  private static Run run(long operations, Map<String, Double> cpu) {
    Window window =
        new Window(
            1,
            operations,
            0,
            Map.of(Grade.SPECULATIVE, operations),
            new Latencies(1, 1, 2, 3, 4),
            List.of((double) operations),
            Costs.NONE);
    Run.WarmUp warmUp = new Run.WarmUp(20, true, 0.01, List.of(1.0, 1.0));
    return new Run(warmUp, window, new TreeMap<>(cpu), new TreeMap<>(), new TreeMap<>());
  }
}
