package io.weevil.engine.execution;

import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.RoleMessage.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads that wait for slots to be executed (R-READ), in the order of their coming; bounded, in all
 * and for each client.
 */
final class WaitingReads {

  static final int CAPACITY = 1_024;
  static final int CAPACITY_OF_A_CLIENT = 256;

  private final SequencedMap<OperationId, Read> reads = new LinkedHashMap<>();

  /** How many of {@link #reads} are each client's; none at 0. */
  private final Map<ClientId, Integer> perClient = new HashMap<>();

  /**
   * Whether there was room. A read that waits already is taken to wait for the later of both slots.
   */
  boolean offer(Read read) {
    OperationId id = OperationId.of(read.request());
    Read waiting = reads.get(id);
    if (waiting != null) {
      reads.put(id, read.after().isAfter(waiting.after()) ? read : waiting);
      return true;
    }
    if (reads.size() == CAPACITY
        || perClient.getOrDefault(id.client(), 0) == CAPACITY_OF_A_CLIENT) {
      return false;
    }
    reads.put(id, read);
    perClient.merge(id.client(), 1, Integer::sum);
    return true;
  }

  /** Takes out those that wait for no slot after {@code executed}. */
  List<Read> take(Slot executed) {
    List<Read> ready = new ArrayList<>();
    for (Read read : reads.values()) {
      if (!read.after().isAfter(executed)) {
        ready.add(read);
      }
    }
    ready.forEach(this::remove);
    return ready;
  }

  /** Takes out all. */
  List<Read> drain() {
    List<Read> all = List.copyOf(reads.values());
    reads.clear();
    perClient.clear();
    return all;
  }

  int size() {
    return reads.size();
  }

  private void remove(Read read) {
    reads.remove(OperationId.of(read.request()));
    perClient.computeIfPresent(
        read.request().client(), (client, count) -> count == 1 ? null : count - 1);
  }
}
