package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The requests in an accepted log: each client's in its own order, each once (invariant 5). */
final class TakenRequests {

  private final TreeMap<Slot, Batch> batches = new TreeMap<>();

  /** Where each client was before the first batch. */
  private Map<ClientId, Long> start = Map.of();

  private final Map<ClientId, Long> last = new HashMap<>();

  void take(Slot slot, Batch batch) {
    batches.put(slot, batch);
    batch.requests().forEach(this::take);
  }

  private void take(Request request) {
    Long before = last.put(request.client(), request.number());
    assertThat(request.number())
        .as("%s: each request once, each client's in its own order", request.client())
        .isEqualTo(before == null ? 1 : before + 1);
  }

  void rollback(Slot kept) {
    batches.tailMap(kept, false).clear();
    last.clear();
    last.putAll(start);
    batches.values().forEach(batch -> batch.requests().forEach(this::take));
  }

  void restart(Map<Digest, ClientPosition> clients) {
    Map<ClientId, Long> places = new HashMap<>();
    clients.forEach((key, p) -> places.put(new ClientId(key, p.incarnation()), p.number()));
    start = places;
    batches.clear();
    rollback(Slot.ZERO);
  }
}
