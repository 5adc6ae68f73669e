package io.weevil.engine.ordering;

import io.weevil.engine.group.Limits;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The primary's requests that are not ordered yet: a queue a client, served round robin (R-ORDER).
 * A request whose predecessors are lacking waits in its client's queue and keeps nobody else
 * waiting. Bounded a client by the client window, and in all by bytes.
 */
final class RequestQueue {

  static final long MAX_BYTES = 64L << 20;

  private final Limits limits;
  private final ClientOrder order;
  private final int maxPerClient;

  /** In the order of service: a client that was served goes to the end. */
  private final LinkedHashMap<ClientId, TreeMap<Long, Request>> queues = new LinkedHashMap<>();

  private int requests;
  private long bytes;

  RequestQueue(Limits limits, ClientOrder order, int maxPerClient) {
    this.limits = limits;
    this.order = order;
    this.maxPerClient = maxPerClient;
  }

  /** Keeps a request whose place is NEXT or EARLY; false when a bound is reached. */
  boolean add(Request request) {
    boolean within = request.number() <= order.lastNumber(request.client()) + limits.clientWindow();
    if (!within
        || bytes + request.encoded().size() > MAX_BYTES
        || (queues.size() >= limits.maxClients() && !queues.containsKey(request.client()))) {
      return false;
    }
    Request known =
        queues
            .computeIfAbsent(request.client(), c -> new TreeMap<>())
            .putIfAbsent(request.number(), request);
    if (known == null) {
      requests++;
      bytes += request.encoded().size();
    }
    return true;
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  /** Whether waiting for more requests would not make the next batch larger. */
  boolean fillsBatch() {
    return requests >= limits.maxBatchRequests() || bytes >= limits.maxBatchBytes();
  }

  /**
   * Takes the next batch's requests, in order, and marks them as taken in their clients' order.
   *
   * @param refused told of each client that is not admitted at {@code time}; its requests are
   *     dropped
   * @return empty when nothing is orderable
   */
  List<Request> takeBatch(Timestamp time, Consumer<ClientId> refused) {
    List<Request> batch = new ArrayList<>();
    long room = limits.maxBatchBytes() - 1_024L; // for the batch's own fields
    for (ClientId client : List.copyOf(queues.keySet())) {
      if (batch.size() >= limits.maxBatchRequests() || room <= 0) {
        break;
      }
      for (int taken = 0; taken < maxPerClient; taken++) {
        Request request = takeNext(client, time, refused);
        if (request == null) {
          break;
        }
        if (batch.size() >= limits.maxBatchRequests() || cost(request) > room) {
          room = 0;
          break;
        }
        remove(request);
        order.take(request);
        batch.add(request);
        room -= cost(request);
      }
    }
    return batch;
  }

  private static int cost(Request request) {
    return request.encoded().size() + 9; // a CBOR byte string's head has at most nine bytes
  }

  private @Nullable Request takeNext(ClientId client, Timestamp time, Consumer<ClientId> refused) {
    TreeMap<Long, Request> queue = queues.get(client);
    if (queue == null) {
      return null;
    }
    Request first = queue.firstEntry().getValue();
    return switch (order.placeOf(first)) {
      case NEXT -> {
        if (first.admission().admits(time)) {
          yield first;
        }
        refused.accept(client);
        dropAll(client);
        yield null;
      }
      case EARLY -> null;
      case REPEATED -> {
        remove(first);
        yield takeNext(client, time, refused);
      }
      case OBSOLETE, UNWELCOME -> {
        dropAll(client);
        yield null;
      }
    };
  }

  private void remove(Request request) {
    TreeMap<Long, Request> queue = queues.remove(request.client());
    if (queue != null) {
      queue.remove(request.number());
      requests--;
      bytes -= request.encoded().size();
      if (!queue.isEmpty()) {
        queues.put(request.client(), queue); // at the end: round robin
      }
    }
  }

  private void dropAll(ClientId client) {
    Map<Long, Request> queue = queues.remove(client);
    if (queue != null) {
      requests -= queue.size();
      queue.values().forEach(r -> bytes -= r.encoded().size());
    }
  }
}
