package io.weevil.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.View;
import io.weevil.testkit.linearizability.Call;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import io.weevil.testkit.tally.Tally.Operation.Add;
import io.weevil.testkit.tally.Tally.Operation.Get;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SameSeedSameRunTest {

  private record Run(String fingerprint, Duration elapsed, List<Call<Operation, Long>> history) {}

  /** Everything that a test can do, in one. */
  private static Run run(long seed) {
    try (var group = GroupRecipe.of(Tally::new, new Tally.Codec()).withSeed(seed).start()) {
      TestClient<Operation, Long> client = group.newClient();
      ClientProbe<Operation, Long> probe = group.newClientProbe();
      troubleTheNetwork(group);
      probe.hello();
      probe.sayToAll(new Ask(probe.request(1, new Add("x", 100))));
      List<Submission<Long>> many =
          List.of(
              client.submit(new Add("x", 1)),
              client.submit(new Add("y", 1)),
              client.submitRead(new Get("x")));
      many.forEach(Submission::await);
      group.network().partition(Set.of(0, 1), Set.of(2, 3)).lasting(Duration.ofSeconds(2));
      client.execute(new Add("x", 1));
      group.replica(2).slowDown(Duration.ofMillis(5));
      ReplicaProbe liar = group.replica(3).replaceByProbe();
      liar.sayToAll(liar.signer().noConfidence(View.ZERO));
      client.execute(new Add("x", 1));
      group.endWell(Duration.ofMinutes(1));
      return new Run(group.time().fingerprint(), group.time().elapsed(), group.history());
    }
  }

  private static void troubleTheNetwork(ReplicatedGroup<Operation, Long> group) {
    group.network().drop(0.1).of(MessageKind.PREPARE);
    group.network().delay(Duration.ZERO, Duration.ofMillis(30)).from(0);
    group.network().duplicate(0.2);
    group.network().reorder(0.2).toClients();
    group.network().corrupt(0.05);
    group.network().throttle(100_000).from(1);
  }

  @Test
  void theSameSeedIsTheSameRunAndAnotherIsAnother() {
    Run run = run(3);
    assertThat(run(3)).isEqualTo(run);
    assertThat(run(4).fingerprint()).isNotEqualTo(run.fingerprint());
  }
}
