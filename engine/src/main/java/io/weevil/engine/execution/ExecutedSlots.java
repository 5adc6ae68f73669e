package io.weevil.engine.execution;

import io.weevil.engine.model.Slot;
import io.weevil.engine.role.RoleMessage.Execute;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was executed since the oldest snapshot that is kept. It leads from a snapshot to any later
 * slot, where the snapshot between them was one too many: a primary may have led this replica far
 * along a branch of its own, while the group has proven what lies ahead (R-INSTALL). The log holds
 * the same batches for as long.
 */
final class ExecutedSlots {

  /** One after the other, without a gap. */
  private final Deque<Execute> slots = new ArrayDeque<>();

  void add(Execute executed) {
    slots.addLast(executed);
  }

  /** There is a snapshot of this slot, and none before it. */
  void dropUpTo(Slot slot) {
    while (!slots.isEmpty() && !slots.getFirst().slot().isAfter(slot)) {
      slots.removeFirst();
    }
  }

  /** What lies above {@code slot} has lost. */
  void dropAfter(Slot slot) {
    while (!slots.isEmpty() && slots.getLast().slot().isAfter(slot)) {
      slots.removeLast();
    }
  }

  /** The state has been replaced. */
  void clear() {
    slots.clear();
  }

  /** In their order, all above {@code slot}. */
  List<Execute> after(Slot slot) {
    return slots.stream().filter(e -> e.slot().isAfter(slot)).toList();
  }
}
