package io.weevil.actors.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.actors.role.Doors.Arrival;
import io.weevil.actors.role.Doors.Door;
import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class DoorsTest {

  private final List<TestInbox<Arrival>> ofReplicas = inboxes();
  private final List<TestInbox<Arrival>> ofClients = inboxes();
  private final List<Credits> credits = new ArrayList<>();
  private final EventCounters counters = new EventCounters();
  private final Doors doors = new Doors(counters);

  @Test
  void beforeTheyOpenNobodyComesIn() {
    doors.receive(from(new ReplicaId(1), 1));

    assertThat(counters.counts()).containsEntry("overflow", 1L);
  }

  @Test
  void messagesOfOneSenderGoThroughOneDoorInOrder() {
    open(100);
    for (int n = 0; n < 20; n++) {
      for (int sender = 0; sender < 7; sender++) {
        doors.receive(from(new ReplicaId(sender), n));
        doors.receive(from(client(sender), n));
      }
    }

    for (int sender = 0; sender < 7; sender++) {
      assertThat(sizesFrom(new ReplicaId(sender), ofReplicas)).isEqualTo(upTo(20));
      assertThat(sizesFrom(client(sender), ofClients)).isEqualTo(upTo(20));
    }
  }

  @Test
  void aFullDoorDropsAndCountsAndOpensAgain() {
    open(2);
    Wire wire = from(new ReplicaId(0), 1);

    doors.receive(wire);
    doors.receive(wire);
    doors.receive(wire);
    assertThat(ofReplicas.get(0).getAllReceived()).hasSize(2);
    assertThat(counters.counts()).containsEntry("overflow", 1L);

    credits.get(0).giveBack();
    doors.receive(wire);
    assertThat(ofReplicas.get(0).getAllReceived()).hasSize(1);
  }

  @Test
  @Rule("R-AUTH")
  void aFloodOfClientsKeepsNoReplicaOut() {
    open(10);
    for (int n = 0; n < 1_000; n++) {
      doors.receive(from(client(n), 1));
    }

    doors.receive(from(new ReplicaId(1), 1));

    assertThat(sizesFrom(new ReplicaId(1), ofReplicas)).hasSize(1);
    assertThat(counters.counts()).containsEntry("overflow", 980L);
  }

  @Test
  void whereClientsHaveNoBusinessTheyAreDropped() {
    doors.open(List.of(new Door(ofReplicas.get(0).getRef(), new Credits(1))), List.of());

    doors.receive(from(client(1), 1));

    assertThat(counters.counts()).containsEntry("overflow", 1L);
  }

  @Test
  void aMailboxHasRoomForSomething() {
    assertThatThrownBy(() -> new Credits(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private void open(int room) {
    doors.open(withCredits(ofReplicas, room), withCredits(ofClients, room));
  }

  private List<Door> withCredits(List<TestInbox<Arrival>> inboxes, int room) {
    return inboxes.stream()
        .map(
            inbox -> {
              Credits own = new Credits(room);
              credits.add(own);
              return new Door(inbox.getRef(), own);
            })
        .toList();
  }

  private static List<Integer> sizesFrom(Party sender, List<TestInbox<Arrival>> inboxes) {
    List<List<Integer>> found = new ArrayList<>();
    for (TestInbox<Arrival> inbox : inboxes) {
      List<Arrival> arrivals = inbox.getAllReceived();
      arrivals.forEach(inbox.getRef()::tell); // for the next sender to look at
      List<Integer> sizes =
          arrivals.stream()
              .filter(a -> a.wire().sender().equals(sender))
              .map(a -> a.wire().body().size())
              .toList();
      if (!sizes.isEmpty()) {
        found.add(sizes);
      }
    }
    assertThat(found).as("doors that %s went through", sender).hasSize(1);
    return found.get(0);
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static Wire from(Party sender, int size) {
    return new Wire(MessageKind.STATUS, 1, sender, Bytes.wrap(new byte[size]), Bytes.EMPTY);
  }

  private static ClientId client(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    key[1] = (byte) (number >> 8);
    return new ClientId(new Digest(Bytes.wrap(key)), 1);
  }

  private static List<TestInbox<Arrival>> inboxes() {
    return List.of(TestInbox.create(), TestInbox.create());
  }
}
