package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Admission;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The room for waiting requests is shared, and no client takes another's. */
@Rule({"R-ORDER", "R-ACCEPT"})
class RequestPoolTest {

  private static final Limits LIMITS =
      new Limits(4, 8, 256, 1_000, 4, 8 << 20, 4 << 20, 1 << 20, Duration.ofSeconds(2));

  private final ClientOrder order = new ClientOrder(LIMITS.maxClients());
  private final List<Request> lost = new ArrayList<>();
  private final RequestPool pool = new RequestPool(LIMITS, order, lost::add);

  private static Request request(int key, long incarnation, long number, int size) {
    ClientId client = new ClientId(Digests.of(Bytes.utf8("key " + key)), incarnation);
    Bytes encoded = Bytes.wrap(new byte[size]);
    return new Request(
        client,
        number,
        Request.Kind.ORDERED,
        List.of(Bytes.EMPTY),
        new Admission(Timestamp.ZERO, new Timestamp(Long.MAX_VALUE)),
        encoded,
        Digests.of(encoded));
  }

  private static Request request(int key, long incarnation, long number) {
    return request(key, incarnation, number, 100);
  }

  private void takes(Request request) {
    order.take(request);
    pool.onTaken(request);
  }

  @Test
  @DisplayName("a request is orderable once all before it have been taken or wait too")
  void orderable() {
    pool.add(request(1, 1, 3));
    pool.add(request(1, 1, 2));
    assertThat(pool.orderable(request(1, 1, 1).client())).isEmpty();
    assertThat(pool.orderableRequests()).isZero();
    pool.add(request(1, 1, 1));
    assertThat(pool.orderable(request(1, 1, 1).client()))
        .extracting(Request::number)
        .containsExactly(1L, 2L, 3L);
    takes(request(1, 1, 1));
    assertThat(pool.orderableRequests()).isEqualTo(2);
    assertThat(pool.orderableBytes()).isEqualTo(200);
  }

  @Test
  @DisplayName("what is taken elsewhere makes the next one orderable")
  void takenElsewhere() {
    pool.add(request(1, 1, 2));
    takes(request(1, 1, 1));
    assertThat(pool.first(request(1, 1, 1).client().key())).isEqualTo(request(1, 1, 2));
  }

  @Test
  @DisplayName("however many clients fill their share, a new one finds room")
  void aNewClientFindsRoom() {
    for (int key = 0; key < 100; key++) {
      for (int number = 2; number <= 256; number++) {
        pool.add(request(key, 1, number, 128 * 1024));
      }
    }
    assertThat(pool.add(request(500, 1, 1, 16 * 1024))).isTrue();
  }

  @Test
  @DisplayName("one client has an eighth of what is free, not all")
  void oneClientsShare() {
    long kept = 0;
    for (int number = 1; number <= 256; number++) {
      kept += pool.add(request(1, 1, number, 1 << 20)) ? 1L << 20 : 0;
    }
    assertThat(kept).isBetween(4L << 20, RequestPool.MAX_BYTES / 8);
  }

  @Test
  @DisplayName("of one key only one incarnation waits, however many speak")
  void oneIncarnationAKey() {
    for (int incarnation = 1; incarnation <= 5_000; incarnation++) {
      pool.add(request(1, incarnation, 1));
    }
    assertThat(pool.orderableRequests()).isEqualTo(1);
    assertThat(pool.add(request(2, 1, 1))).isTrue();
    assertThat(lost).hasSize(4_999);
  }

  @Test
  @DisplayName("a newer incarnation's first request takes the place of the older one's")
  void newerTakesOver() {
    pool.add(request(1, 1, 1));
    assertThat(pool.add(request(1, 2, 1))).isTrue();
    assertThat(pool.first(request(1, 1, 1).client().key())).isEqualTo(request(1, 2, 1));
    assertThat(lost).containsExactly(request(1, 1, 1));
  }

  @Test
  @DisplayName("an orderable request is not thrown out by one that cannot be ordered")
  void orderableStays() {
    pool.add(request(1, 1, 1));
    assertThat(pool.add(request(1, 2, 2))).isFalse();
    assertThat(pool.first(request(1, 1, 1).client().key())).isEqualTo(request(1, 1, 1));
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("what cannot be ordered makes place for an older incarnation's that can")
  void unorderableMakesPlace() {
    pool.add(request(1, 2, 2));
    assertThat(pool.add(request(1, 1, 1))).isTrue();
    assertThat(pool.first(request(1, 1, 1).client().key())).isEqualTo(request(1, 1, 1));
    assertThat(pool.add(request(1, 2, 2))).isFalse();
  }

  @Test
  @DisplayName("a newer incarnation that is taken ends the older one's wait")
  void takenIncarnation() {
    pool.add(request(1, 1, 1));
    takes(request(1, 2, 1));
    assertThat(pool.isEmpty()).isTrue();
    assertThat(lost).containsExactly(request(1, 1, 1));
  }

  @Test
  @DisplayName("numbers count up to the client window, keys up to max-clients")
  void otherBounds() {
    assertThat(pool.add(request(1, 1, 256))).isTrue();
    assertThat(pool.add(request(1, 1, 257))).isFalse();
    for (int key = 2; key <= 1_000; key++) {
      assertThat(pool.add(request(key, 1, 1))).isTrue();
    }
    assertThat(pool.add(request(1_001, 1, 1))).isFalse();
  }

  @Property
  @Label("whatever comes and goes, what is counted as orderable is orderable")
  void countsAreRight(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 2 * 3 * 6 - 1) Integer> steps) {
    ClientOrder o = new ClientOrder(10);
    RequestPool p = new RequestPool(LIMITS, o, r -> {});
    for (int step : steps) {
      Request r = request(step / 18, 1 + step / 6 % 3, 1 + step % 6, 10);
      switch (o.placeOf(r)) {
        case NEXT -> {
          p.add(r);
          if (step % 5 < 2) {
            o.take(r);
            p.onTaken(r);
          }
        }
        case EARLY -> p.add(r);
        case REPEATED, OBSOLETE, UNWELCOME -> {}
      }
      int orderable = 0;
      for (int key = 0; key < 2; key++) {
        for (long incarnation = 1; incarnation <= 3; incarnation++) {
          List<Request> run = p.orderable(request(key, incarnation, 1).client());
          long expected = o.lastNumber(request(key, incarnation, 1).client()) + 1;
          for (Request waiting : run) {
            assertThat(waiting.number()).isEqualTo(expected++);
          }
          orderable += run.size();
        }
      }
      assertThat(p.orderableRequests()).isEqualTo(orderable);
      assertThat(p.orderableBytes()).isEqualTo(orderable * 10L);
      assertThat(p.ready()).allMatch(key -> p.first(key) != null);
      assertThat(p.ready().isEmpty()).isEqualTo(orderable == 0);
    }
  }
}
