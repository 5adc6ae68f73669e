package io.weevil.apps.bench.load;

import io.weevil.apps.bench.service.NullService;
import io.weevil.engine.model.Bytes;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Checks what callers were told against what a history can be. A caller's operations come one after
 * the other, so their slots, and the positions that results begin with, must grow; and of all
 * positions that are multiples of {@value #EVERY} none may be given to two operations. Safe to use
 * from many threads; each {@link Line} by one at a time.
 */
final class HistorySample {

  private static final int EVERY = 16;
  private static final int MAX_FAULTS = 20;

  private final LongAdder checked = new LongAdder();
  private final BitSet taken = new BitSet();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final int replyBytes;

  /**
   * @param replyBytes that each result must have
   */
  HistorySample(int replyBytes) {
    this.replyBytes = replyBytes;
  }

  /** One caller's operations, in order. */
  final class Line {
    private final String caller;
    private long lastSlot;
    private long lastPosition;

    Line(String caller) {
      this.caller = caller;
    }

    void check(Bytes result, long slot) {
      checked.increment();
      if (slot <= lastSlot) {
        fault("%s: an operation in slot %d, and one after it in %d", caller, lastSlot, slot);
      }
      lastSlot = slot;
      if (result.size() != replyBytes) {
        fault("%s: a result of %d bytes", caller, result.size());
      } else if (replyBytes >= NullService.POSITION_BYTES) {
        checkPosition(ByteBuffer.wrap(result.unsafeArray()).getLong());
      }
    }

    private void checkPosition(long position) {
      if (position <= lastPosition) {
        fault("%s: position %d, and one after it %d", caller, lastPosition, position);
      }
      lastPosition = position;
      if (position % EVERY == 0 && !take(Math.toIntExact(position / EVERY))) {
        fault("%s: position %d, which another operation has", caller, position);
      }
    }
  }

  private boolean take(int multiple) {
    synchronized (taken) {
      boolean free = !taken.get(multiple);
      taken.set(multiple);
      return free;
    }
  }

  private void fault(String pattern, Object... values) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(pattern.formatted(values));
    }
  }

  /** Results that were checked. */
  long checked() {
    return checked.sum();
  }

  /** What cannot be; the first ones. */
  List<String> faults() {
    return List.copyOf(faults);
  }
}
