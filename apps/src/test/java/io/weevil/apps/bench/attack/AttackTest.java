package io.weevil.apps.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each attack does what it says, and no more. */
class AttackTest {

  private static final PeerAddress ADDRESS = new PeerAddress("localhost", 1);
  private static final PeerAddress VICTIM = new PeerAddress("localhost", 2);

  private record Sent(PeerAddress to, Wire wire, long nanos) {}

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private Transport attacking;

  private final class Recording implements Transport {
    @Override
    public void send(PeerAddress to, Wire wire) {
      sent.add(new Sent(to, wire, System.nanoTime()));
    }

    @Override
    public PeerAddress address() {
      return ADDRESS;
    }

    @Override
    public TransportStatistics statistics() {
      return new TransportStatistics(0, 0, 0, 0, 0);
    }

    @Override
    public CompletionStage<Void> stop() {
      return stopped();
    }

    @Override
    public CompletionStage<Void> stopped() {
      return CompletableFuture.completedStage(null);
    }
  }

  private void start(Attack attack) {
    attacking =
        AttackingTransport.around(
                (address, bind, receiver, threads) -> new Recording(), attack, List.of(VICTIM))
            .start(ADDRESS, ADDRESS, wire -> {}, Runnable::run);
  }

  @AfterEach
  void stop() {
    if (attacking != null) {
      attacking.stop();
    }
  }

  private static Wire wire(MessageKind kind) {
    return new Wire(kind, 1, new ReplicaId(3), Bytes.wrap(new byte[200]), Bytes.wrap(new byte[32]));
  }

  @Test
  void theLastReplicaAttacksAndTheFirstDelays() {
    assertThat(Attack.SLOW_BACKUP.replica(7)).contains(new ReplicaId(6));
    assertThat(Attack.DELAYING_PRIMARY.replica(7)).contains(new ReplicaId(0));
    assertThat(Attack.FLOODING_CLIENT.replica(7)).isEqualTo(Optional.empty());
    assertThat(Attack.DELAYING_PRIMARY.label()).isEqualTo("delaying-primary");
  }

  @Test
  void aSilentBackupSaysNothing() {
    start(Attack.SILENT_BACKUP);
    attacking.send(VICTIM, wire(MessageKind.STATUS));
    assertThat(sent).isEmpty();
  }

  @Test
  void aSlowBackupIsLateWithEverything() {
    start(Attack.SLOW_BACKUP);
    long begin = System.nanoTime();
    attacking.send(VICTIM, wire(MessageKind.STATUS));
    assertThat(sent).isEmpty();
    await().until(() -> !sent.isEmpty());
    assertThat(Duration.ofNanos(sent.element().nanos() - begin))
        .isGreaterThanOrEqualTo(AttackingTransport.SLOWNESS);
  }

  @Test
  void aDelayingPrimaryIsLateWithItsOrdersOnly() {
    start(Attack.DELAYING_PRIMARY);
    attacking.send(VICTIM, wire(MessageKind.ORDER_REQ));
    attacking.send(VICTIM, wire(MessageKind.STATUS));
    assertThat(sent).extracting(s -> s.wire().kind()).containsExactly(MessageKind.STATUS);
    await()
        .untilAsserted(
            () ->
                assertThat(sent)
                    .extracting(s -> s.wire().kind())
                    .containsExactly(MessageKind.STATUS, MessageKind.ORDER_REQ));
  }

  @Test
  void aFloodIsSpoiltAndGoesToAll() {
    start(Attack.FLOODING_REPLICA);
    Wire genuine = wire(MessageKind.PREPARE);
    attacking.send(VICTIM, genuine);
    await().until(() -> sent.size() > 100);
    assertThat(sent.poll().wire()).isEqualTo(genuine);
    assertThat(sent)
        .allSatisfy(
            s -> {
              assertThat(s.to()).isEqualTo(VICTIM);
              assertThat(s.wire().body()).isEqualTo(genuine.body());
              assertThat(s.wire().authenticator()).isNotEqualTo(genuine.authenticator());
            });
    attacking.stop();
  }

  @Test
  void everyMacOfARequestIsSpoilt() {
    byte[] body = new byte[200];
    Wire request =
        new Wire(MessageKind.REQUEST, 1, new ReplicaId(3), Bytes.wrap(body.clone()), Bytes.EMPTY);
    Bytes spoilt = Flood.spoil(request, 4).body();
    for (int mac = 0; mac < 4; mac++) {
      int from = 200 - 32 - 34 * mac;
      assertThat(spoilt.slice(from, 32)).isNotEqualTo(Bytes.wrap(new byte[32]));
    }
    assertThat(spoilt.slice(0, 60)).isEqualTo(Bytes.wrap(new byte[60]));
  }
}
