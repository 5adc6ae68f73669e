package io.weevil.engine.ordering;

import io.weevil.engine.group.Limits;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Authentic requests that wait to be ordered, a backlog a client key. A request whose predecessors
 * are lacking is kept and keeps nobody else waiting (R-ACCEPT: "not orderable").
 *
 * <p>Clients may be Byzantine, so that the room is shared and not first come, first served: a key
 * has one incarnation here at a time, numbers within the client window, and at most an eighth of
 * the bytes that are free. However many clients fill their share, a new one finds some room left.
 */
final class RequestPool {

  /** Bytes of all requests together; more are dropped: the client sends them again. */
  static final long MAX_BYTES = 64L << 20;

  private static final int SHARE = 8;

  private final Limits limits;
  private final ClientOrder order;
  private final Consumer<Request> lost;
  private final Map<Digest, Backlog> backlogs = new HashMap<>();

  /** Keys with an orderable request, in the order in which they became so or were served. */
  private final SequencedSet<Digest> ready = new java.util.LinkedHashSet<>();

  private long bytes;
  private int orderableRequests;
  private long orderableBytes;

  /**
   * @param lost told of each request that is dropped without having been taken
   */
  RequestPool(Limits limits, ClientOrder order, Consumer<Request> lost) {
    this.limits = limits;
    this.order = order;
    this.lost = lost;
  }

  /** Keeps a request whose place is NEXT or EARLY; false when a bound is reached. */
  boolean add(Request request) {
    Digest key = request.client().key();
    Backlog backlog = backlogs.get(key);
    if (backlog != null && backlog.holds(request)) {
      return true;
    }
    if (!fits(request, backlog)) {
      return false;
    }
    if (backlog == null || !backlog.client.equals(request.client())) {
      drop(key);
      backlog = new Backlog(request.client());
      backlogs.put(key, backlog);
    }
    backlog.add(request);
    return true;
  }

  private boolean fits(Request request, @Nullable Backlog backlog) {
    if (request.number() > order.lastNumber(request.client()) + limits.clientWindow()) {
      return false;
    }
    if (backlog == null) {
      return backlogs.size() < limits.maxClients() && isShare(request.encoded().size());
    }
    return backlog.client.equals(request.client())
        ? isShare(backlog.bytes + request.encoded().size())
        : supersedes(request, backlog);
  }

  private boolean isShare(long size) {
    return size <= (MAX_BYTES - bytes) / SHARE;
  }

  /**
   * What can be ordered at once takes the place of another incarnation's backlog if that one is
   * older, or waits for something lacking. Not otherwise: or a client could have its own request,
   * for which others wait, thrown out.
   */
  private boolean supersedes(Request request, Backlog backlog) {
    boolean newer = request.client().incarnation() > backlog.client.incarnation();
    return order.placeOf(request) == ClientOrder.Place.NEXT && (newer || !backlog.isReady());
  }

  /** The client's requests whose predecessors have all been taken or wait here too, in order. */
  List<Request> orderable(ClientId client) {
    Backlog backlog = backlogs.get(client.key());
    return backlog == null || !backlog.client.equals(client) ? List.of() : backlog.orderable();
  }

  /** The first orderable request of the key, or null. */
  @Nullable Request first(Digest key) {
    Backlog backlog = backlogs.get(key);
    return backlog == null || !backlog.isReady() ? null : backlog.first();
  }

  @Nullable Request find(ClientId client, long number) {
    Backlog backlog = backlogs.get(client.key());
    return backlog == null || !backlog.client.equals(client) ? null : backlog.requests.get(number);
  }

  /** The keys that have an orderable request, the one that was served longest ago first. */
  List<Digest> ready() {
    return List.copyOf(ready);
  }

  /** Any body of this number, and whatever incarnation came before, is done with. */
  void onTaken(Request taken) {
    Backlog backlog = backlogs.get(taken.client().key());
    if (backlog == null) {
      return;
    }
    if (backlog.client.equals(taken.client())) {
      backlog.onTaken(taken.number());
    } else if (backlog.client.incarnation() < taken.client().incarnation()) {
      drop(taken.client().key());
    }
  }

  void drop(Digest key) {
    Backlog backlog = backlogs.get(key);
    if (backlog != null) {
      new ArrayList<>(backlog.requests.values()).forEach(lost);
      backlog.removeUpTo(Long.MAX_VALUE);
    }
  }

  /** All that wait here, each client's in order. */
  List<Request> all() {
    return backlogs.values().stream().flatMap(b -> b.requests.values().stream()).toList();
  }

  boolean isEmpty() {
    return backlogs.isEmpty();
  }

  int orderableRequests() {
    return orderableRequests;
  }

  long orderableBytes() {
    return orderableBytes;
  }

  /** One incarnation's requests. */
  private final class Backlog {
    private final ClientId client;
    private final TreeMap<Long, Request> requests = new TreeMap<>();
    private long bytes;

    /** The lowest number that has neither been taken nor waits here: those below are orderable. */
    private long lacking;

    Backlog(ClientId client) {
      this.client = client;
      this.lacking = order.lastNumber(client) + 1;
    }

    boolean holds(Request request) {
      return client.equals(request.client()) && requests.containsKey(request.number());
    }

    boolean isReady() {
      return !requests.isEmpty() && requests.firstKey() < lacking;
    }

    Request first() {
      return requests.firstEntry().getValue();
    }

    List<Request> orderable() {
      return List.copyOf(requests.headMap(lacking).values());
    }

    void add(Request request) {
      requests.put(request.number(), request);
      count(request.encoded().size());
      advance();
    }

    private void advance() {
      for (Request r = requests.get(lacking); r != null; r = requests.get(lacking)) {
        lacking++;
        orderableRequests++;
        orderableBytes += r.encoded().size();
        ready.add(client.key());
      }
    }

    void onTaken(long number) {
      removeUpTo(number);
      lacking = Math.max(lacking, number + 1);
      ready.remove(client.key());
      advance();
      if (isReady()) {
        ready.add(client.key()); // at the end: round robin
      }
    }

    private void removeUpTo(long number) {
      Map<Long, Request> gone = requests.headMap(number, true);
      for (Request r : gone.values()) {
        count(-r.encoded().size());
        if (r.number() < lacking) {
          orderableRequests--;
          orderableBytes -= r.encoded().size();
        }
      }
      gone.clear();
      if (requests.isEmpty()) {
        backlogs.remove(client.key());
        ready.remove(client.key());
      }
    }

    private void count(int size) {
      bytes += size;
      RequestPool.this.bytes += size;
    }
  }
}
