package io.weevil.engine.ordering;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each client's place in its own order (R-ACCEPT-4: client FIFO, exactly once): the newest
 * incarnation of its key and the last number taken in it. A function of the log alone, so equal on
 * every replica with the same log.
 */
public final class ClientOrder {

  /** Where a request stands in its client's order. */
  public enum Place {
    /** The number after the last one, or number 1 of a new incarnation. */
    NEXT,
    /** Taken before. */
    REPEATED,
    /** A lower number is lacking. */
    EARLY,
    /** A newer incarnation of the same key has been taken. */
    OBSOLETE,
    /** The first request of a key, and there are max-clients keys already. */
    UNWELCOME
  }

  private final int maxClients;
  private final Map<Digest, ClientPosition> positions = new HashMap<>();

  /** What each take replaced, oldest first: by it slots are taken back (R-INSTALL). */
  private final Deque<Taken> journal = new ArrayDeque<>();

  /**
   * @param before null where the client was new
   */
  private record Taken(Slot slot, Digest client, @Nullable ClientPosition before) {}

  /**
   * @param maxClients keys taken before further ones are refused
   */
  public ClientOrder(int maxClients) {
    this.maxClients = maxClients;
  }

  public Place placeOf(Request request) {
    ClientPosition taken = positions.get(request.client().key());
    return placeOf(request, taken, positions.size());
  }

  private Place placeOf(Request request, @Nullable ClientPosition taken, int clients) {
    ClientId client = request.client();
    if (taken == null && clients >= maxClients) {
      return Place.UNWELCOME;
    }
    if (taken != null && client.incarnation() < taken.incarnation()) {
      return Place.OBSOLETE;
    }
    long last = taken == null || client.incarnation() > taken.incarnation() ? 0 : taken.number();
    if (request.number() <= last) {
      return Place.REPEATED;
    }
    return request.number() == last + 1 ? Place.NEXT : Place.EARLY;
  }

  /** The last number taken in this very incarnation; 0 for none. */
  public long lastNumber(ClientId client) {
    ClientPosition taken = positions.get(client.key());
    return taken == null || taken.incarnation() != client.incarnation() ? 0 : taken.number();
  }

  /** Takes a request whose place is NEXT. */
  public void take(Request request) {
    Place place = placeOf(request);
    if (place != Place.NEXT) {
      throw new IllegalArgumentException(
          "request " + request.client() + "#" + request.number() + " is " + place);
    }
    positions.put(request.client().key(), positionOf(request));
  }

  /** Takes all requests of a batch, in a way that {@link #rollback} can take back. */
  public void take(Slot slot, Batch batch) {
    for (Request request : batch.requests()) {
      Digest client = request.client().key();
      journal.addLast(new Taken(slot, client, positions.get(client)));
      take(request);
    }
  }

  /** As if nothing above {@code kept} had been taken. */
  public void rollback(Slot kept) {
    while (!journal.isEmpty() && journal.getLast().slot().isAfter(kept)) {
      Taken last = journal.removeLast();
      if (last.before() == null) {
        positions.remove(last.client());
      } else {
        positions.put(last.client(), last.before());
      }
    }
  }

  /** What lies at or below {@code stable} is never taken back. */
  public void settle(Slot stable) {
    while (!journal.isEmpty() && !journal.getFirst().slot().isAfter(stable)) {
      journal.removeFirst();
    }
  }

  /** Each client's place, as of now. */
  public Map<Digest, ClientPosition> positions() {
    return new HashMap<>(positions);
  }

  /** Takes these places for all that was known. */
  public void restart(Map<Digest, ClientPosition> all) {
    journal.clear();
    positions.clear();
    positions.putAll(all);
  }

  /** Looks several requests ahead without taking them. */
  public Trial trial() {
    return new Trial();
  }

  private static ClientPosition positionOf(Request request) {
    return new ClientPosition(request.client().incarnation(), request.number());
  }

  /** Requests tried one after the other, as if each NEXT one had been taken. */
  public final class Trial {
    private final Map<Digest, ClientPosition> tried = new HashMap<>();
    private int newClients;

    private Trial() {}

    public Place next(Request request) {
      Digest key = request.client().key();
      ClientPosition known = positions.get(key);
      ClientPosition taken = tried.getOrDefault(key, known);
      Place place = placeOf(request, taken, positions.size() + newClients);
      if (place == Place.NEXT) {
        newClients += taken == null ? 1 : 0;
        tried.put(key, positionOf(request));
      }
      return place;
    }
  }
}
