package io.weevil.actors.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.transport.Bundle.Parcel;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Bundle> peer = kit.createTestProbe(Bundle.class);
  private final Queue<Runnable> turns = new ArrayDeque<>();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static Parcel parcel(int number, int size) {
    return new Parcel(
        number,
        new Wire(MessageKind.STATUS, 1, new ReplicaId(0), Bytes.wrap(new byte[size]), Bytes.EMPTY));
  }

  private void takeTurns() {
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
  }

  @Test
  void whatIsSentBeforeItsTurnTravelsTogether() {
    Outbox outbox = new Outbox(peer.ref(), turns::add, 10_000);
    outbox.send(parcel(1, 10));
    outbox.send(parcel(2, 10));
    assertThat(turns).hasSize(1);
    takeTurns();
    assertThat(peer.receiveMessage()).isEqualTo(new Bundle(List.of(parcel(1, 10), parcel(2, 10))));
    outbox.send(parcel(3, 10));
    takeTurns();
    assertThat(peer.receiveMessage()).isEqualTo(new Bundle(List.of(parcel(3, 10))));
  }

  @Test
  void aBundleIsNoLongerThanItMayBe() {
    int room = BundleFormat.COUNT_BYTES + 2 * BundleFormat.size(parcel(1, 100));
    Outbox outbox = new Outbox(peer.ref(), turns::add, room);
    IntStream.range(0, 5).forEach(i -> outbox.send(parcel(i, 100)));
    takeTurns();
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sizes.add(peer.receiveMessage().parcels().size());
    }
    assertThat(sizes).containsExactly(2, 2, 1);
  }

  @Test
  void norHasItMoreMessagesThanItMayHave() {
    Outbox outbox = new Outbox(peer.ref(), turns::add, 1 << 20);
    IntStream.range(0, BundleFormat.MOST + 1).forEach(i -> outbox.send(parcel(i, 1)));
    takeTurns();
    assertThat(peer.receiveMessage().parcels()).hasSize(BundleFormat.MOST);
    assertThat(peer.receiveMessage().parcels()).hasSize(1);
  }

  @Test
  void nothingIsLostAndNothingOvertakesWhatItsSenderSentBefore() throws Exception {
    int senders = 4;
    int each = 5_000;
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ExecutorService sending = Executors.newFixedThreadPool(senders)) {
      Outbox outbox = new Outbox(peer.ref(), threads, 4_000);
      for (int s = 0; s < senders; s++) {
        int endpoint = s;
        sending.submit(
            () -> IntStream.range(0, each).forEach(i -> outbox.send(parcel(endpoint, i % 40))));
      }
      int[] next = new int[senders];
      int got = 0;
      while (got < senders * each) {
        for (Parcel parcel : peer.receiveMessage().parcels()) {
          int expected = next[parcel.endpoint()]++ % 40;
          assertThat(parcel.wire().body().size()).isEqualTo(expected);
          got++;
        }
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
