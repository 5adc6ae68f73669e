package io.weevil.engine.ordering;

import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
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
