package io.weevil.engine.client;

import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the headers that replies carry: two authentic ones of one view and slot that differ
 * prove the primary faulty (R-CLIENT-5). Signatures are checked only when headers differ (R-LATE).
 * A pair is shown once a view and slot, as far as the memory reaches.
 */
final class HeaderWatch {

  static final int REMEMBERED_PLACES = 1_024;

  /** Forged headers of one replica that are looked at; further headers of it are not. */
  static final int FORGERIES_BORNE = 16;

  private record Place(View view, Slot slot) {
    static Place of(OrderHeader header) {
      return new Place(header.view(), header.slot());
    }
  }

  private enum State {
    UNCHECKED,
    AUTHENTIC,
    REPORTED
  }

  private record Sighting(SignedHeader header, ReplicaId from, State state) {
    Sighting as(State newState) {
      return new Sighting(header, from, newState);
    }
  }

  private final Signatures signatures;

  /** Told who passed on a forged header. */
  private final Consumer<ReplicaId> onForgery;

  private final Map<ReplicaId, Integer> forgeries = new HashMap<>();

  private final Map<Place, Sighting> sightings =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Sighting> eldest) {
          return size() > REMEMBERED_PLACES;
        }
      };

  HeaderWatch(Signatures signatures, Consumer<ReplicaId> onForgery) {
    this.signatures = signatures;
    this.onForgery = onForgery;
  }

  /** Looks at a header; the answer is the proof that it completes, or null. */
  @Nullable Misbehavior onHeader(ReplicaId from, SignedHeader header) {
    if (forgeries.getOrDefault(from, 0) >= FORGERIES_BORNE) {
      return null;
    }
    Place place = Place.of(header.header());
    Sighting seen = sightings.putIfAbsent(place, new Sighting(header, from, State.UNCHECKED));
    if (seen == null
        || seen.state() == State.REPORTED
        || !seen.header().header().contradicts(header.header())) {
      return null;
    }
    return compare(place, seen, new Sighting(header, from, State.UNCHECKED));
  }

  private @Nullable Misbehavior compare(Place place, Sighting first, Sighting second) {
    if (!isAuthentic(first)) {
      sightings.put(place, second);
      return null;
    }
    if (!isAuthentic(second)) {
      sightings.put(place, first.as(State.AUTHENTIC));
      return null;
    }
    sightings.put(place, first.as(State.REPORTED));
    return new Misbehavior(first.header(), second.header());
  }

  private boolean isAuthentic(Sighting sighting) {
    if (sighting.state() == State.AUTHENTIC || signatures.isAuthentic(sighting.header())) {
      return true;
    }
    forgeries.merge(sighting.from(), 1, Integer::sum);
    onForgery.accept(sighting.from());
    return false;
  }

  /** How many views and slots are remembered. */
  int size() {
    return sightings.size();
  }
}
