package io.weevil.apps.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class FaultyTransportTest {

  private static final PeerAddress HERE = new PeerAddress("127.0.0.1", 1);
  private static final PeerAddress R1 = new PeerAddress("127.0.0.1", 2);
  private static final PeerAddress OBSERVER = new PeerAddress("127.0.0.1", 3);

  private final List<Wire> sent = new CopyOnWriteArrayList<>();
  private final LinkFaults faults = new LinkFaults(new LinkEnd.Replica(0));
  private final Transport transport =
      FaultyTransport.around(
              (address, bind, receiver, threads) -> new Noted(),
              Map.of(R1, new LinkEnd.Replica(1)),
              faults)
          .start(HERE, HERE, wire -> {}, Runnable::run);

  @Test
  void rulesHoldForWhomTheyMayNameAndForNobodyElse() {
    begin(new LinkEffect.Drop(1));
    transport.send(R1, LinkFaultsTest.wire(MessageKind.COMMIT, 1));
    transport.send(OBSERVER, LinkFaultsTest.wire(MessageKind.COMMIT, 2));
    assertThat(sent).containsExactly(LinkFaultsTest.wire(MessageKind.COMMIT, 2));
  }

  @Test
  void whatIsDelayedGoesOutLaterAndInOrder() {
    begin(new LinkEffect.Delay(Duration.ofMillis(1), Duration.ofMillis(5)));
    List<Wire> wires =
        java.util.stream.IntStream.range(0, 200)
            .mapToObj(i -> LinkFaultsTest.wire(MessageKind.COMMIT, i))
            .toList();
    wires.forEach(wire -> transport.send(R1, wire));
    await().atMost(Duration.ofSeconds(20)).until(() -> sent.size() == wires.size());
    assertThat(sent).containsExactlyElementsOf(wires);
  }

  private void begin(LinkEffect effect) {
    faults.begin(new LinkRule("rule", 1, Set.of(), Set.of(), Set.of(), List.of(effect)));
  }

  /** Notes what goes out. */
  private final class Noted implements Transport {
    @Override
    public void send(PeerAddress to, Wire wire) {
      sent.add(wire);
    }

    @Override
    public PeerAddress address() {
      return HERE;
    }

    @Override
    public TransportStatistics statistics() {
      return new TransportStatistics(sent.size(), 0, 0, 0, 0);
    }

    @Override
    public CompletionStage<Void> stop() {
      return stopped();
    }

    @Override
    public CompletionStage<Void> stopped() {
      return CompletableFuture.completedFuture(null);
    }
  }
}
