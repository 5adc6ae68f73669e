package io.weevil.engine.role;

import io.weevil.engine.model.Timestamp;
import java.util.List;

/**
 * A role as a plain single-threaded object: input in, outputs out. No clock, no thread, no I/O, no
 * randomness.
 *
 * @param <I> what it takes
 */
public interface Core<I> {

  /**
   * Handles one input.
   *
   * @param now the time at which the actor took the input; never decreases from call to call
   * @return what to do, in order
   */
  List<Output> on(I input, Timestamp now);
}
