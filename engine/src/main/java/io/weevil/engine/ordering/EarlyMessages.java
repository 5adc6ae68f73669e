package io.weevil.engine.ordering;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Messages of views that this replica has not installed yet: a new primary orders at once, and
 * others vote, while the batches of the new view's log are still on their way here. Bounded for
 * each sender; what is dropped comes again by R-STATUS and R-HOLE.
 */
final class EarlyMessages {

  static final int MAX_MESSAGES = 1_024;
  static final long MAX_BYTES = 8L << 20;

  /** A message and who sent it. */
  record Early(ReplicaId sender, View view, PeerMessage message) {}

  private static final class Share {
    private int messages;
    private long bytes;
  }

  private final List<Early> kept = new ArrayList<>();
  private final Map<ReplicaId, Share> shares = new HashMap<>();

  /** False when the sender's share is used up. */
  boolean keep(ReplicaId sender, View view, PeerMessage message) {
    Share share = shares.computeIfAbsent(sender, s -> new Share());
    if (share.messages == MAX_MESSAGES || share.bytes + sizeOf(message) > MAX_BYTES) {
      return false;
    }
    count(share, message, 1);
    kept.add(new Early(sender, view, message));
    return true;
  }

  /**
   * Takes out those of {@code view}, in the order of their coming, and drops those of older ones.
   */
  List<Early> take(View view) {
    List<Early> taken = new ArrayList<>();
    for (Iterator<Early> all = kept.iterator(); all.hasNext(); ) {
      Early early = all.next();
      if (early.view().compareTo(view) <= 0) {
        all.remove();
        Share share = shares.get(early.sender());
        if (share != null) {
          count(share, early.message(), -1);
        }
        if (early.view().equals(view)) {
          taken.add(early);
        }
      }
    }
    return taken;
  }

  /** How many replicas have sent a COMMIT of {@code view} for {@code slot} or a later one. */
  long committers(View view, Slot slot) {
    return kept.stream()
        .filter(e -> e.view().equals(view))
        .filter(e -> e.message() instanceof PeerMessage.Commit c && !c.slot().isBefore(slot))
        .map(Early::sender)
        .distinct()
        .count();
  }

  private static void count(Share share, PeerMessage message, int sign) {
    share.messages += sign;
    share.bytes += sign * sizeOf(message);
  }

  private static long sizeOf(PeerMessage message) {
    return message instanceof PeerMessage.OrderReq orderReq ? orderReq.batch().encoded().size() : 0;
  }
}
