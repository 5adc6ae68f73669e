package io.weevil.apps.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.chaos.link.LinkEffect.Corrupt;
import io.weevil.apps.chaos.link.LinkEffect.Delay;
import io.weevil.apps.chaos.link.LinkEffect.Drop;
import io.weevil.apps.chaos.link.LinkEffect.Duplicate;
import io.weevil.apps.chaos.link.LinkEffect.Partition;
import io.weevil.apps.chaos.link.LinkEffect.Reorder;
import io.weevil.apps.chaos.link.LinkEffect.Throttle;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What rules make of messages, without a network and without time. */
class LinkFaultsTest {

  private static final LinkEnd R0 = new LinkEnd.Replica(0);
  private static final LinkEnd R1 = new LinkEnd.Replica(1);
  private static final LinkEnd R2 = new LinkEnd.Replica(2);
  private static final LinkEnd C0 = new LinkEnd.Client(0);
  private static final long MILLI = 1_000_000;

  private final LinkFaults faults = new LinkFaults(R0);
  private long now;

  @Test
  void withoutRulesMessagesGoOutAsTheyAre() {
    Wire wire = wire(MessageKind.PREPARE, 1);
    assertThat(faults.on(R1, wire, 0)).containsExactly(Delivery.now(wire));
  }

  @Test
  void aShareOfMessagesIsLostAndCounted() {
    begin(Set.of(), Set.of(), Set.of(), new Drop(0.2));
    long lost = sent(10_000, R1).stream().filter(List::isEmpty).count();
    assertThat(lost).isBetween(1_800L, 2_200L);
    RuleCounts counts = faults.end("rule").orElseThrow();
    assertThat(counts.met()).isEqualTo(10_000);
    assertThat(counts.done()).containsEntry("drop", lost);
  }

  @Test
  void aRuleIsForItsKindsSendersAndReceiversOnly() {
    begin(Set.of(MessageKind.PREPARE), Set.of(R0), Set.of(R1, C0), new Drop(1));
    assertThat(faults.on(R1, wire(MessageKind.PREPARE, 1), 0)).isEmpty();
    assertThat(faults.on(C0, wire(MessageKind.PREPARE, 1), 0)).isEmpty();
    assertThat(faults.on(R2, wire(MessageKind.PREPARE, 1), 0)).hasSize(1);
    assertThat(faults.on(R1, wire(MessageKind.COMMIT, 1), 0)).hasSize(1);
    assertThat(faults.end("rule").orElseThrow().met()).isEqualTo(2);
  }

  @Test
  void aRuleForOtherSendersDoesNothingHere() {
    begin(Set.of(), Set.of(R1), Set.of(), new Drop(1));
    assertThat(faults.on(R1, wire(MessageKind.PREPARE, 1), 0)).hasSize(1);
  }

  @Test
  void aPartitionCutsItsSidesFromEachOtherAndNobodyElse() {
    begin(Set.of(), Set.of(), Set.of(), new Partition(List.of(Set.of(R0, C0), Set.of(R1))));
    assertThat(faults.on(R1, wire(MessageKind.COMMIT, 1), 0)).isEmpty();
    assertThat(faults.on(C0, wire(MessageKind.COMMIT, 1), 0)).hasSize(1);
    assertThat(faults.on(R2, wire(MessageKind.COMMIT, 1), 0)).hasSize(1);
    faults.end("rule");
    assertThat(faults.on(R1, wire(MessageKind.COMMIT, 1), 0)).hasSize(1);
  }

  @Test
  void delaysKeepTheOrderOfALink() {
    begin(Set.of(), Set.of(), Set.of(), new Delay(Duration.ofMillis(10), Duration.ofMillis(50)));
    List<Long> due = new ArrayList<>();
    for (List<Delivery> deliveries : sent(500, R1)) {
      due.add(now + deliveries.get(0).nanos());
      now += MILLI / 10;
    }
    assertThat(due).isSorted();
    now = 0;
    assertThat(sent(1, R2).get(0).get(0).nanos()).isBetween(10 * MILLI, 60 * MILLI);
  }

  @Test
  void whatFollowsADelayedMessageWaitsForItWhenTheRuleHasEnded() {
    begin(Set.of(), Set.of(), Set.of(), new Delay(Duration.ofMillis(10), Duration.ZERO));
    faults.on(R1, wire(MessageKind.COMMIT, 1), 0);
    faults.end("rule");
    assertThat(faults.on(R1, wire(MessageKind.COMMIT, 2), 4 * MILLI).get(0).nanos())
        .isEqualTo(6 * MILLI);
    assertThat(faults.on(R1, wire(MessageKind.COMMIT, 3), 20 * MILLI).get(0).nanos()).isZero();
  }

  @Test
  void aShareOfMessagesIsOvertaken() {
    begin(Set.of(), Set.of(), Set.of(), new Reorder(0.3, Duration.ofMillis(20)));
    List<List<Delivery>> all = sent(1_000, R1);
    long held = all.stream().filter(d -> d.get(0).nanos() > 0).count();
    assertThat(held).isBetween(230L, 370L);
    assertThat(all).allSatisfy(d -> assertThat(d.get(0).nanos()).isBetween(0L, 20 * MILLI));
  }

  @Test
  void aShareOfMessagesComesTwice() {
    begin(Set.of(), Set.of(), Set.of(), new Duplicate(0.5));
    List<List<Delivery>> all = sent(1_000, R1);
    assertThat(all).allMatch(d -> d.size() == 1 || d.get(0).equals(d.get(1)));
    assertThat(all.stream().filter(d -> d.size() == 2).count()).isBetween(430L, 570L);
  }

  @Test
  void corruptedMessagesAreOthersAndStillFrames() {
    begin(Set.of(), Set.of(), Set.of(), new Corrupt(1));
    for (int i = 0; i < 2_000; i++) {
      Wire wire = wire(MessageKind.COMMIT, i);
      Wire corrupted = faults.on(R1, wire, 0).get(0).wire();
      assertThat(corrupted).isNotEqualTo(wire);
      assertThat(WireFormat.fromBytes(WireFormat.toBytes(corrupted))).isEqualTo(corrupted);
    }
  }

  @Test
  void aThinLinkDelaysAndLosesWhatWaitsTooLong() {
    Wire wire = wire(MessageKind.COMMIT, 1);
    int size = WireFormat.size(wire);
    begin(Set.of(), Set.of(), Set.of(), new Throttle(10 * size));
    List<List<Delivery>> all = sent(40, R1);
    assertThat(all.get(0).get(0).nanos()).isEqualTo(100 * MILLI);
    assertThat(all.get(5).get(0).nanos()).isEqualTo(600 * MILLI);
    assertThat(all.get(39)).isEmpty();
    // Another link is as wide as this one.
    assertThat(faults.on(R2, wire, 0).get(0).nanos()).isEqualTo(100 * MILLI);
  }

  @Test
  void theSameSeedDoesTheSameAndEachSenderItsOwn() {
    assertThat(lossesOf(R0, 7)).isEqualTo(lossesOf(R0, 7));
    assertThat(lossesOf(R0, 7)).isNotEqualTo(lossesOf(R0, 8));
    assertThat(lossesOf(R0, 7)).isNotEqualTo(lossesOf(R1, 7));
  }

  @Test
  void rulesWorkOneAfterTheOther() {
    faults.begin(rule("late", new Delay(Duration.ofMillis(5), Duration.ZERO)));
    faults.begin(rule("later", new Delay(Duration.ofMillis(7), Duration.ZERO)));
    assertThat(faults.on(R1, wire(MessageKind.COMMIT, 1), 0).get(0).nanos()).isEqualTo(12 * MILLI);
    assertThat(faults.end("late").orElseThrow().done()).containsEntry("delay", 1L);
    assertThat(faults.end("late")).isEmpty();
  }

  private List<Boolean> lossesOf(LinkEnd self, long seed) {
    LinkFaults other = new LinkFaults(self);
    other.begin(new LinkRule("rule", seed, Set.of(), Set.of(), Set.of(), List.of(new Drop(0.5))));
    List<Boolean> lost = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lost.add(other.on(R2, wire(MessageKind.COMMIT, i), 0).isEmpty());
    }
    return lost;
  }

  private List<List<Delivery>> sent(int count, LinkEnd to) {
    List<List<Delivery>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(faults.on(to, wire(MessageKind.COMMIT, i), now));
    }
    return all;
  }

  private void begin(
      Set<MessageKind> kinds, Set<LinkEnd> from, Set<LinkEnd> to, LinkEffect effect) {
    faults.begin(new LinkRule("rule", 7, kinds, from, to, List.of(effect)));
  }

  private static LinkRule rule(String name, LinkEffect effect) {
    return new LinkRule(name, 7, Set.of(), Set.of(), Set.of(), List.of(effect));
  }

  static Wire wire(MessageKind kind, int number) {
    return new Wire(
        kind,
        42,
        new ReplicaId(0),
        Bytes.utf8("message %06d".formatted(number)),
        Bytes.wrap(new byte[32]));
  }
}
