package io.weevil.apps.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientProxy;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class BundlingTest {

  private final List<List<Bytes>> sent = new ArrayList<>();
  private final TestInbox<Answer<Bytes>> caller = TestInbox.create();
  private final BehaviorTestKit<Object> client =
      BehaviorTestKit.create(
          Bundling.create(
              (number, operations, self) -> sent.add(operations), new Bundling.Policy(2, 8, 3)));

  @Test
  void anIdleWayGetsOperationsAtOnceAndABusyOneFullBundles() {
    call(1, 2, 3, 4);
    assertThat(sizes()).containsExactly(1, 1);
    call(5);
    assertThat(sizes()).containsExactly(1, 1, 3);
    call(6);
    assertThat(sizes()).containsExactly(1, 1, 3);
    answer(1, 1);
    answer(2, 1);
    assertThat(sizes()).containsExactly(1, 1, 3, 1);
  }

  @Test
  void eachCallerGetsItsOwnResult() {
    call(7);
    client.run(new BundleResults(1, 5, List.of(bytes(70))));
    Answer.Done<Bytes> done = (Answer.Done<Bytes>) caller.receiveMessage();
    assertThat(done.result()).isEqualTo(bytes(70));
    assertThat(done.slot().number()).isEqualTo(5);
    client.run(new BundleResults(1, 5, List.of(bytes(70))));
    assertThat(caller.hasMessages()).isFalse();
  }

  @Test
  void whatIsLostHasAnUnknownEnd() {
    call(7);
    client.run(new Bundling.Lost(1, "gone"));
    assertThat(caller.receiveMessage()).isEqualTo(new Answer.Unknown<Bytes>("gone"));
  }

  @Test
  void bundlesAndResultsAreReadAsTheyWereWritten() {
    Bundle bundle = new Bundle(3, 9, "127.0.0.1:80", List.of(Bytes.EMPTY, bytes(200)));
    assertThat(Bundle.decode(bundle.encode())).isEqualTo(bundle);
    BundleResults results = new BundleResults(9, 4, List.of(bytes(1), Bytes.EMPTY));
    assertThat(BundleResults.decode(results.encode())).isEqualTo(results);
  }

  private void call(int... operations) {
    for (int operation : operations) {
      client.run(
          new ClientProxy.Call(bytes(operation), false, Duration.ofSeconds(1), caller.getRef()));
    }
  }

  private void answer(long number, int operations) {
    List<Bytes> results = new ArrayList<>();
    for (int i = 0; i < operations; i++) {
      results.add(Bytes.EMPTY);
    }
    client.run(new BundleResults(number, number, results));
  }

  private List<Integer> sizes() {
    return sent.stream().map(List::size).toList();
  }

  private static Bytes bytes(int value) {
    return Bytes.wrap(new byte[] {(byte) value});
  }
}
