package io.weevil.actors.role;

import io.weevil.engine.model.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A node's clock, the same for all its roles. Any thread may read it. */
@FunctionalInterface
public interface NodeClock {

  /** The time, never before one that was told earlier. */
  Timestamp now();

  /** The machine's, in UTC; it stands still where the machine's goes back. */
  static NodeClock system() {
    AtomicLong latest = new AtomicLong();
    return () ->
        new Timestamp(
            latest.accumulateAndGet(
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), Math::max));
  }
}
