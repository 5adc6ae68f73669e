package io.weevil.engine.ordering;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * ORDER-REQs with authentic headers that cannot be accepted yet: later than the next slot, held, or
 * without usable bytes. One header a slot; the window bounds the slots.
 */
final class PendingOrders {

  /**
   * A header, and its batch where the bytes are right.
   *
   * @param orderReq null while only the header is known
   * @param vouched whether every request in the batch is authentic to this replica; if not, only a
   *     commit makes the batch acceptable
   */
  private record Pending(SignedHeader header, @Nullable OrderReq orderReq, boolean vouched) {}

  private final TreeMap<Long, Pending> bySlot = new TreeMap<>();

  /**
   * Keeps an ORDER-REQ; returns the header kept before when the two contradict each other, else
   * null.
   */
  @Nullable SignedHeader keep(OrderReq orderReq, boolean vouched) {
    SignedHeader header = orderReq.header();
    long slot = header.header().slot().number();
    Pending known = bySlot.get(slot);
    if (known != null && known.header().header().contradicts(header.header())) {
      return known.header();
    }
    boolean rightBytes = orderReq.batch().digest().equals(header.header().batch());
    if (known == null || (rightBytes && (known.orderReq() == null || !known.vouched()))) {
      bySlot.put(slot, new Pending(header, rightBytes ? orderReq : null, vouched));
    }
    return null;
  }

  /** The slot's ORDER-REQ, or null where its right bytes have not come. */
  @Nullable OrderReq content(Slot slot) {
    Pending kept = bySlot.get(slot.number());
    return kept == null ? null : kept.orderReq();
  }

  /** Whether this or a later slot is known by header, and this slot's bytes have not come. */
  boolean lacksContent(Slot slot) {
    return content(slot) == null && !bySlot.tailMap(slot.number(), true).isEmpty();
  }

  boolean isVouched(Slot slot) {
    Pending kept = bySlot.get(slot.number());
    return kept != null && kept.vouched();
  }

  /** The highest slot that an authentic header of the primary names; zero for none. */
  Slot highest() {
    return bySlot.isEmpty() ? Slot.ZERO : new Slot(bySlot.lastKey());
  }

  boolean isEmpty() {
    return bySlot.isEmpty();
  }

  void drop(Slot slot) {
    bySlot.remove(slot.number());
  }

  void dropAll() {
    bySlot.clear();
  }

  void dropUpTo(Slot slot) {
    bySlot.headMap(slot.number(), true).clear();
  }

  /**
   * Whether the chain of pending headers from {@code next} on reaches a (slot, history) that holds.
   */
  boolean leadsTo(Slot next, Digest historyBefore, BiPredicate<Slot, Digest> holds) {
    Digest history = historyBefore;
    Slot slot = next;
    for (Pending p = bySlot.get(slot.number()); p != null; p = bySlot.get(slot.number())) {
      history = Digests.chain(history, slot, p.header().header().batch());
      if (holds.test(slot, history)) {
        return true;
      }
      slot = slot.next();
    }
    return false;
  }
}
