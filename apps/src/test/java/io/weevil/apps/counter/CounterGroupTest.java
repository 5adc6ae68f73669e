package io.weevil.apps.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.counter.Counter.Operation;
import io.weevil.apps.counter.Counter.Operation.Add;
import io.weevil.apps.counter.Counter.Operation.Get;
import io.weevil.testkit.determinism.DeterminismCheck;
import io.weevil.testkit.group.ReplicatedGroup;
import io.weevil.testkit.group.Submission;
import io.weevil.testkit.group.TestClient;
import io.weevil.testkit.junit.WeevilTestKit;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CounterGroupTest {

  @RegisterExtension
  static final WeevilTestKit<Operation, Long> KIT =
      WeevilTestKit.of(Counter::new, new Counter.Codec());

  @Test
  void counts(TestClient<Operation, Long> client) {
    assertThat(client.execute(new Add(2))).isEqualTo(2);
    assertThat(client.execute(new Add(3))).isEqualTo(5);
    assertThat(client.read(new Get())).isEqualTo(5);
  }

  @RepeatedTest(5)
  void outlivesItsPrimaryOverABadNetwork(ReplicatedGroup<Operation, Long> group) {
    TestClient<Operation, Long> client = group.newClient();
    group.network().drop(0.05);
    group.network().delay(Duration.ZERO, Duration.ofMillis(20)).toClients();

    List<Submission<Long>> first =
        Stream.generate(() -> client.submit(new Add(1))).limit(5).toList();
    group.time().runUntil(first.get(0)::isDone, Duration.ofSeconds(30));
    group.primary().crash();
    List<Submission<Long>> second =
        Stream.generate(() -> client.submit(new Add(1))).limit(5).toList();

    group.endWell(Duration.ofSeconds(30));
    assertThat(first).allMatch(Submission::isDone);
    assertThat(second).extracting(Submission::result).contains(10L);
    group.assertLinearizable();
  }

  @Test
  void isDeterministic() {
    DeterminismCheck.of(Counter.class, Counter.Codec.class)
        .operations(100, random -> random.nextBoolean() ? new Get() : new Add(random.nextInt()))
        .run();
  }
}
