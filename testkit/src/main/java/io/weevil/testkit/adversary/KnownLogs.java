package io.weevil.testkit.adversary;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every branch of the log that was heard of, by digests: what a certificate's log can be told by.
 */
final class KnownLogs {

  private static final int REMEMBERED = 4_096;

  /** How a history came about. */
  private record Step(Slot slot, Digest batch) {}

  private final Map<Digest, Step> steps = new LinkedHashMap<>();

  /** What a history extends, where that is known. */
  private final Map<Digest, Digest> parents = new LinkedHashMap<>();

  private final Digest empty;

  KnownLogs(Digest empty) {
    this.empty = empty;
  }

  void add(OrderHeader header) {
    put(header.history(), new Step(header.slot(), header.batch()));
  }

  /** A log of these batches above {@code history} at {@code base}. */
  void add(Slot base, Digest history, List<Digest> batches) {
    Slot slot = base;
    Digest before = history;
    for (Digest batch : batches) {
      slot = slot.next();
      Digest next = Digests.chain(before, slot, batch);
      put(next, new Step(slot, batch));
      parents.put(next, before);
      before = next;
    }
  }

  private void put(Digest history, Step step) {
    steps.put(history, step);
    if (steps.size() > REMEMBERED) {
      Iterator<Digest> eldest = steps.keySet().iterator();
      parents.remove(eldest.next());
      eldest.remove();
    }
  }

  /**
   * The batches that lead from {@code from} at {@code base} to {@code to} at {@code slot}; null
   * where they are not known, or do not lead there.
   */
  @Nullable List<Digest> between(Slot base, Digest from, Slot slot, Digest to) {
    Deque<Digest> batches = new ArrayDeque<>();
    Digest history = to;
    for (long s = slot.number(); s > base.number(); s--) {
      Step step = steps.get(history);
      Digest parent = step == null || step.slot().number() != s ? null : parentOf(history, step);
      if (step == null || parent == null) {
        return null;
      }
      batches.addFirst(step.batch());
      history = parent;
    }
    return history.equals(from) && !slot.isBefore(base) ? new ArrayList<>(batches) : null;
  }

  private @Nullable Digest parentOf(Digest history, Step step) {
    Digest known = parents.get(history);
    if (known != null) {
      return known;
    }
    Digest found = search(history, step);
    if (found != null) {
      parents.put(history, found);
    }
    return found;
  }

  private @Nullable Digest search(Digest history, Step step) {
    if (step.slot().number() == 1) {
      return history.equals(Digests.chain(empty, step.slot(), step.batch())) ? empty : null;
    }
    for (Map.Entry<Digest, Step> candidate : steps.entrySet()) {
      if (candidate.getValue().slot().number() == step.slot().number() - 1
          && history.equals(Digests.chain(candidate.getKey(), step.slot(), step.batch()))) {
        return candidate.getKey();
      }
    }
    return null;
  }

  /**
   * The last slots of all branches, with their histories: whatever was heard of at {@code slot}.
   */
  List<Digest> historiesAt(Slot slot) {
    return steps.entrySet().stream()
        .filter(e -> e.getValue().slot().equals(slot))
        .map(Map.Entry::getKey)
        .toList();
  }
}
