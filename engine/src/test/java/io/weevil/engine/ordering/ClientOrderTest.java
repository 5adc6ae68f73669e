package io.weevil.engine.ordering;

import static io.weevil.engine.ordering.ClientOrder.Place.EARLY;
import static io.weevil.engine.ordering.ClientOrder.Place.NEXT;
import static io.weevil.engine.ordering.ClientOrder.Place.OBSOLETE;
import static io.weevil.engine.ordering.ClientOrder.Place.REPEATED;
import static io.weevil.engine.ordering.ClientOrder.Place.UNWELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Admission;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-ACCEPT-4: "next in that client's own order (client FIFO; exactly once)". */
@Rule("R-ACCEPT-4")
class ClientOrderTest {

  private final ClientOrder order = new ClientOrder(2);

  private static Request request(String key, long incarnation, long number) {
    return new Request(
        new ClientId(Digests.of(Bytes.utf8(key)), incarnation),
        number,
        Request.Kind.ORDERED,
        List.of(Bytes.EMPTY),
        new Admission(Timestamp.ZERO, Timestamp.ZERO),
        Bytes.EMPTY,
        Digests.of(Bytes.EMPTY));
  }

  @Test
  void placesOfANewClient() {
    assertThat(order.placeOf(request("a", 1, 1))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("a", 1, 2))).isEqualTo(EARLY);
    assertThat(order.placeOf(request("a", 7, 1))).isEqualTo(NEXT);
  }

  @Test
  void placesOfAKnownClient() {
    order.take(request("a", 2, 1));
    assertThat(order.placeOf(request("a", 2, 1))).isEqualTo(REPEATED);
    assertThat(order.placeOf(request("a", 2, 2))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("a", 2, 3))).isEqualTo(EARLY);
    assertThat(order.placeOf(request("a", 1, 1))).isEqualTo(OBSOLETE);
    assertThat(order.placeOf(request("a", 1, 99))).isEqualTo(OBSOLETE);
    assertThat(order.placeOf(request("a", 3, 1))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("a", 3, 2))).isEqualTo(EARLY);
    assertThat(order.lastNumber(request("a", 2, 1).client())).isEqualTo(1);
    assertThat(order.lastNumber(request("a", 3, 1).client())).isZero();
  }

  @Test
  @DisplayName("a new incarnation's number 1 is no repetition of the old one's")
  void aNewIncarnation() {
    order.take(request("a", 1, 1));
    order.take(request("a", 2, 1));
    assertThat(order.placeOf(request("a", 1, 2))).isEqualTo(OBSOLETE);
    assertThat(order.placeOf(request("a", 2, 1))).isEqualTo(REPEATED);
  }

  @Test
  @DisplayName("keys are counted, not incarnations; a known key is always welcome")
  void maxClients() {
    order.take(request("a", 1, 1));
    order.take(request("b", 1, 1));
    assertThat(order.placeOf(request("c", 1, 1))).isEqualTo(UNWELCOME);
    assertThat(order.placeOf(request("a", 2, 1))).isEqualTo(NEXT);
  }

  @Test
  void takesOnlyWhatIsNext() {
    order.take(request("a", 1, 1));
    assertThatThrownBy(() -> order.take(request("a", 1, 1))).hasMessageContaining("REPEATED");
    assertThatThrownBy(() -> order.take(request("a", 1, 3))).hasMessageContaining("EARLY");
  }

  @Test
  @DisplayName("a trial looks ahead as if all had been taken, and takes nothing")
  void aTrialTakesNothing() {
    ClientOrder.Trial trial = order.trial();
    assertThat(trial.next(request("a", 1, 1))).isEqualTo(NEXT);
    assertThat(trial.next(request("a", 1, 1))).isEqualTo(REPEATED);
    assertThat(trial.next(request("a", 1, 2))).isEqualTo(NEXT);
    assertThat(trial.next(request("b", 1, 1))).isEqualTo(NEXT);
    assertThat(trial.next(request("c", 1, 1))).isEqualTo(UNWELCOME);
    assertThat(trial.next(request("a", 2, 1))).isEqualTo(NEXT);
    assertThat(trial.next(request("a", 1, 3))).isEqualTo(OBSOLETE);
    assertThat(order.placeOf(request("c", 1, 1))).isEqualTo(NEXT);
  }

  private static Batch batch(Request... requests) {
    return new Batch(
        Timestamp.ZERO, List.of(requests), Bytes.EMPTY, Digests.of(Bytes.utf8("batch")));
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("slots are taken back as if they had never been: numbers, incarnations, clients")
  void rollsBack() {
    order.take(new Slot(1), batch(request("a", 1, 1), request("a", 1, 2)));
    order.take(new Slot(2), batch(request("a", 2, 1), request("b", 1, 1)));
    order.take(new Slot(3), batch(request("a", 2, 2)));
    order.rollback(new Slot(2));
    assertThat(order.placeOf(request("a", 2, 2))).isEqualTo(NEXT);
    order.rollback(new Slot(1));
    assertThat(order.placeOf(request("a", 1, 3))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("a", 2, 1))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("b", 1, 1))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("c", 1, 1))).as("the place is free again").isEqualTo(NEXT);
    order.rollback(Slot.ZERO);
    assertThat(order.placeOf(request("a", 1, 1))).isEqualTo(NEXT);
    assertThat(order.positions()).isEmpty();
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("what is stable is never taken back; what is above it still is")
  void settles() {
    order.take(new Slot(1), batch(request("a", 1, 1)));
    order.take(new Slot(2), batch(request("a", 1, 2)));
    order.settle(new Slot(1));
    order.rollback(Slot.ZERO);
    assertThat(order.placeOf(request("a", 1, 2))).isEqualTo(NEXT);
  }

  @Test
  @Rule("R-STATE")
  @DisplayName("a fetched state's places take the place of all that was known, for good")
  void restarts() {
    order.take(new Slot(1), batch(request("a", 1, 1)));
    order.restart(Map.of(Digests.of(Bytes.utf8("b")), new ClientPosition(3, 7)));
    order.rollback(Slot.ZERO);
    assertThat(order.placeOf(request("a", 1, 1))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("b", 3, 8))).isEqualTo(NEXT);
    assertThat(order.placeOf(request("b", 2, 1))).isEqualTo(OBSOLETE);
  }
}
