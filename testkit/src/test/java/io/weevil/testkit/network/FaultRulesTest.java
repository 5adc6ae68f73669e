package io.weevil.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.world.Link.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What each rule does to messages, without a group. */
class FaultRulesTest {

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofMillis(4);
  private static final PeerAddress CLIENT = new PeerAddress("client-0", 1);
  private static final List<PeerAddress> REPLICAS =
      IntStream.range(0, 4).mapToObj(i -> new PeerAddress("replica-" + i, 1)).toList();

  private Duration now = Duration.ZERO;
  private final TestNetwork network = network(5);

  private TestNetwork network(long seed) {
    return new TestNetwork(seed, REPLICAS, () -> now, LEAST, MOST);
  }

  private static Wire wire(MessageKind kind, int content) {
    return new Wire(
        kind, 1, new ReplicaId(0), Bytes.wrap(new byte[] {(byte) content, 7, 7}), Bytes.EMPTY);
  }

  private List<Delivery> send(int from, int to) {
    return network.carry(REPLICAS.get(from), REPLICAS.get(to), wire(MessageKind.PREPARE, 1));
  }

  private List<Delivery> send(int from, int to, MessageKind kind) {
    return network.carry(REPLICAS.get(from), REPLICAS.get(to), wire(kind, 1));
  }

  /** A hundred messages from 0 to 1, in the order in which they arrive. */
  private List<Integer> arrivals() {
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      List<Delivery> some =
          network.carry(REPLICAS.get(0), REPLICAS.get(1), wire(MessageKind.PREPARE, i));
      for (Delivery each : some) {
        deliveries.add(
            new Delivery(each.to(), each.wire(), each.after().plus(Duration.ofMillis(5L * i))));
      }
    }
    return deliveries.stream()
        .sorted(Comparator.comparing(Delivery::after))
        .map(d -> (int) d.wire().body().unsafeArray()[0])
        .toList();
  }

  @Test
  void withoutRulesEveryMessageArrivesInItsTime() {
    for (int i = 0; i < 100; i++) {
      assertThat(send(0, 1))
          .singleElement()
          .satisfies(d -> assertThat(d.after()).isBetween(LEAST, MOST));
    }
    assertThat(arrivals()).isSorted().hasSize(100);
  }

  @Test
  void dropLosesItsShare() {
    FaultRule rule = network.drop(0.3);
    assertThat(arrivals()).hasSizeBetween(55, 85).hasSize(100 - (int) rule.hits());
    network.drop(1);
    assertThat(arrivals()).isEmpty();
  }

  @Test
  void delayMakesMessagesLate() {
    FaultRule rule = network.delay(Duration.ofMillis(50));
    assertThat(send(0, 1).get(0).after()).isBetween(LEAST.plusMillis(50), MOST.plusMillis(50));
    rule.end();
    network.delay(Duration.ofMillis(100), Duration.ofMillis(900));
    List<Duration> late =
        IntStream.range(0, 50).mapToObj(i -> send(0, 1).get(0).after()).sorted().toList();
    assertThat(late.get(0)).isBetween(Duration.ofMillis(101), Duration.ofMillis(300));
    assertThat(late.get(49)).isBetween(Duration.ofMillis(700), Duration.ofMillis(904));
  }

  @Test
  void duplicateLetsMessagesArriveTwice() {
    FaultRule rule = network.duplicate(0.5);
    List<Integer> arrived = arrivals();
    assertThat(arrived).hasSize(100 + (int) rule.hits()).hasSizeBetween(130, 170);
    assertThat(Set.copyOf(arrived)).hasSize(100);
  }

  @Test
  void reorderLetsLaterMessagesOvertake() {
    FaultRule rule = network.reorder(0.3);
    List<Integer> arrived = arrivals();
    assertThat(arrived).hasSize(100).isNotEqualTo(arrived.stream().sorted().toList());
    assertThat(rule.hits()).isBetween(15L, 45L);
  }

  @Test
  void corruptChangesOneBit() {
    network.corrupt(1);
    Bytes sent = wire(MessageKind.PREPARE, 1).body();
    for (int i = 0; i < 20; i++) {
      byte[] arrived = send(0, 1).get(0).wire().body().unsafeArray();
      int changed = 0;
      for (int j = 0; j < arrived.length; j++) {
        changed += Integer.bitCount((arrived[j] ^ sent.unsafeArray()[j]) & 0xff);
      }
      assertThat(changed).isEqualTo(1);
    }
  }

  @Test
  void throttleLetsMessagesQueueOnEachLinkAlone() {
    network.throttle(1_000); // these messages have 22 bytes
    Duration first = send(0, 1).get(0).after();
    assertThat(first).isGreaterThan(Duration.ofMillis(20));
    Duration second = send(0, 1).get(0).after();
    assertThat(second.minus(first)).isGreaterThan(Duration.ofMillis(15));
    assertThat(send(0, 2).get(0).after()).isLessThan(second);
    now = Duration.ofSeconds(1);
    assertThat(send(0, 1).get(0).after()).isLessThan(second);
  }

  @Test
  void partitionSeparatesSidesInBothDirectionsAndNobodyElse() {
    network.partition(Set.of(0, 1), Set.of(2));
    assertThat(send(0, 1)).hasSize(1);
    assertThat(send(0, 2)).isEmpty();
    assertThat(send(2, 1)).isEmpty();
    assertThat(send(3, 2)).hasSize(1);
    assertThat(send(0, 3)).hasSize(1);
    assertThat(network.carry(CLIENT, REPLICAS.get(2), wire(MessageKind.HELLO, 1))).hasSize(1);
  }

  @Test
  void partitionMayHaveManySides() {
    network.partition(Set.of(0), Set.of(1), Set.of(2, 3));
    assertThat(send(0, 1)).isEmpty();
    assertThat(send(1, 2)).isEmpty();
    assertThat(send(2, 3)).hasSize(1);
  }

  @Test
  void cutWorksOneWay() {
    network.cut(0, 1);
    assertThat(send(0, 1)).isEmpty();
    assertThat(send(1, 0)).hasSize(1);
    assertThat(send(0, 2)).hasSize(1);
  }

  @Test
  void isolateCutsAReplicaFromClientsToo() {
    network.isolate(3);
    assertThat(send(3, 1)).isEmpty();
    assertThat(send(1, 3)).isEmpty();
    assertThat(send(1, 2)).hasSize(1);
    assertThat(network.carry(CLIENT, REPLICAS.get(3), wire(MessageKind.HELLO, 1))).isEmpty();
    assertThat(network.carry(REPLICAS.get(3), CLIENT, wire(MessageKind.REFUSED, 1))).isEmpty();
  }

  @Test
  void aRuleIsForTheKindsSendersAndReceiversThatItNames() {
    FaultRule rule = network.drop(1).of(MessageKind.PREPARE, MessageKind.COMMIT).from(0).to(1, 2);
    assertThat(send(0, 1, MessageKind.PREPARE)).isEmpty();
    assertThat(send(0, 2, MessageKind.COMMIT)).isEmpty();
    assertThat(send(0, 1, MessageKind.STATUS)).hasSize(1);
    assertThat(send(3, 1, MessageKind.PREPARE)).hasSize(1);
    assertThat(send(0, 3, MessageKind.PREPARE)).hasSize(1);
    assertThat(rule.hits()).isEqualTo(2);
    assertThatThrownBy(() -> network.drop(1).from(4)).hasMessageContaining("0 … 3, not 4");
  }

  @Test
  void aRuleMayBeForClientsOrForOneMachine() {
    network.drop(1).toClients();
    network.drop(1).fromClients().to(1);
    assertThat(network.carry(REPLICAS.get(0), CLIENT, wire(MessageKind.REFUSED, 1))).isEmpty();
    assertThat(network.carry(CLIENT, REPLICAS.get(1), wire(MessageKind.HELLO, 1))).isEmpty();
    assertThat(network.carry(CLIENT, REPLICAS.get(2), wire(MessageKind.HELLO, 1))).hasSize(1);
    assertThat(send(0, 1)).hasSize(1);
    network.drop(1).from(CLIENT);
    assertThat(network.carry(CLIENT, REPLICAS.get(2), wire(MessageKind.HELLO, 1))).isEmpty();
  }

  @Test
  void aRuleMayLookAtTheMessage() {
    network.drop(1).matching(m -> m.wire().body().unsafeArray()[0] % 2 == 1);
    assertThat(arrivals()).hasSize(50).allMatch(i -> i % 2 == 0);
  }

  @Test
  void aRuleEndsWhenItIsTold() {
    FaultRule told = network.drop(1).from(0);
    FaultRule counted = network.drop(1).from(1).times(2);
    FaultRule timed = network.drop(1).from(2).lasting(Duration.ofSeconds(1));
    assertThat(send(0, 3)).isEmpty();
    told.end();
    assertThat(send(0, 3)).hasSize(1);
    assertThat(send(1, 3)).isEmpty();
    assertThat(send(1, 3)).isEmpty();
    assertThat(send(1, 3)).hasSize(1);
    assertThat(send(2, 3)).isEmpty();
    now = Duration.ofSeconds(1);
    assertThat(send(2, 3)).hasSize(1);
    assertThat(List.of(told, counted, timed)).noneMatch(FaultRule::isActive);
  }

  @Test
  void healEndsAll() {
    network.partition(Set.of(0), Set.of(1));
    network.drop(1);
    network.heal();
    assertThat(send(0, 1)).hasSize(1);
    assertThat(network.rules()).isEmpty();
  }

  @Test
  void theSeedDecides() {
    List<List<Integer>> runs = new ArrayList<>();
    for (long seed : new long[] {5, 6}) {
      TestNetwork other = network(seed);
      other.drop(0.3);
      runs.add(
          IntStream.range(0, 100)
              .map(i -> other.carry(CLIENT, REPLICAS.get(1), wire(MessageKind.HELLO, i)).size())
              .boxed()
              .toList());
    }
    network.drop(0.3);
    List<Integer> again =
        IntStream.range(0, 100)
            .map(i -> network.carry(CLIENT, REPLICAS.get(1), wire(MessageKind.HELLO, i)).size())
            .boxed()
            .toList();
    assertThat(again).isEqualTo(runs.get(0)).isNotEqualTo(runs.get(1));
  }

  @Test
  void whatOneRuleDoesDoesNotDependOnOthers() {
    FaultRule active = network.delay(Duration.ZERO, Duration.ofMillis(1));
    network.drop(0.3);
    List<Integer> beside = arrivals();
    TestNetwork other = network(5);
    FaultRule ended = other.delay(Duration.ZERO, Duration.ofMillis(1));
    other.drop(0.3);
    ended.end();
    List<Integer> alone =
        IntStream.range(0, 100)
            .filter(
                i ->
                    !other
                        .carry(REPLICAS.get(0), REPLICAS.get(1), wire(MessageKind.PREPARE, i))
                        .isEmpty())
            .boxed()
            .toList();
    assertThat(beside).isEqualTo(alone);
    assertThat(active.hits()).isPositive();
  }

  @Test
  void aShareIsAShare() {
    assertThatThrownBy(() -> network.drop(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.duplicate(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.throttle(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
