package io.weevil.engine.execution;

import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which clients have asked for signed votes of late: they get them at once for a while, so that
 * their second phase costs no further message delays (R-LATE, R-CLIENT-2).
 */
final class VoteWishes {

  /** Slots for which a wish stands. */
  static final int SLOTS = 64;

  /** Clients that are remembered; of more, those that asked last. */
  static final int CLIENTS = 1_024;

  private final Map<ClientId, Slot> until =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientId, Slot> eldest) {
          return size() > CLIENTS;
        }
      };

  void wish(ClientId client, Slot slot) {
    until.remove(client); // to the end of the line
    until.put(client, slot.plus(SLOTS));
  }

  boolean isWished(ClientId client, Slot slot) {
    Slot last = until.get(client);
    return last != null && !slot.isAfter(last);
  }
}
