package io.weevil.engine.ordering;

import io.weevil.engine.group.Limits;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The primary's requests that are not ordered yet, served round robin over clients (R-ORDER). */
final class RequestQueue {

  private final Limits limits;
  private final ClientOrder order;
  private final int maxPerClient;
  private final RequestPool pool;

  RequestQueue(Limits limits, ClientOrder order, int maxPerClient) {
    this.limits = limits;
    this.order = order;
    this.maxPerClient = maxPerClient;
    this.pool = new RequestPool(limits, order, lost -> {});
  }

  /** Keeps a request whose place is NEXT or EARLY; false when a bound is reached. */
  boolean add(Request request) {
    return pool.add(request);
  }

  /** All that wait here. */
  List<Request> all() {
    return pool.all();
  }

  /** Whether nothing is orderable. */
  boolean isEmpty() {
    return size() == 0;
  }

  /** How many requests are orderable. */
  int size() {
    return pool.orderableRequests();
  }

  /** Whether waiting for more requests would not make the next batch larger. */
  boolean fillsBatch() {
    return pool.orderableRequests() >= limits.maxBatchRequests()
        || pool.orderableBytes() >= limits.maxBatchBytes();
  }

  /**
   * Takes the next batch's requests, in order, and marks them as taken in their clients' order.
   *
   * @param refused told of each client that is not admitted at {@code time}; its requests are
   *     dropped
   * @return empty when nothing is orderable
   */
  List<Request> takeBatch(Timestamp time, Consumer<ClientId> refused) {
    Filling batch = new Filling(time, refused);
    for (Digest key : pool.ready()) {
      if (!batch.takeFrom(key)) {
        break;
      }
    }
    return batch.requests;
  }

  /** A batch that is being filled. */
  private final class Filling {
    private final Timestamp time;
    private final Consumer<ClientId> refused;
    private final List<Request> requests = new ArrayList<>();
    private long room = limits.maxBatchBytes() - BatchCodec.OVERHEAD_BYTES;

    Filling(Timestamp time, Consumer<ClientId> refused) {
      this.time = time;
      this.refused = refused;
    }

    /** Takes what one client may have; false when the batch is full. */
    boolean takeFrom(Digest key) {
      for (int taken = 0; taken < maxPerClient; taken++) {
        Request next = next(key);
        if (next == null) {
          return true;
        }
        if (!hasRoomFor(next)) {
          return false;
        }
        take(next);
      }
      return true;
    }

    private boolean hasRoomFor(Request request) {
      return requests.size() < limits.maxBatchRequests() && cost(request) <= room;
    }

    private void take(Request request) {
      order.take(request);
      pool.onTaken(request);
      requests.add(request);
      room -= cost(request);
    }

    private @Nullable Request next(Digest key) {
      Request first = pool.first(key);
      if (first == null) {
        return null;
      }
      if (!first.admission().admits(time)) {
        refused.accept(first.client());
        pool.drop(key);
        return null;
      }
      if (order.placeOf(first) != ClientOrder.Place.NEXT) {
        pool.drop(key); // another client has taken the last place since (max-clients)
        return null;
      }
      return first;
    }
  }

  private static int cost(Request request) {
    return request.encoded().size() + BatchCodec.REQUEST_OVERHEAD_BYTES;
  }
}
