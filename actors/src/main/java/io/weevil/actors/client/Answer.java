package io.weevil.actors.client;

import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.CallOutcome;
import java.util.function.Function;

/**
 * How an operation ended for its caller (R-CLIENT): exactly one of these, once.
 *
 * @param <R> results of the service
 */
public sealed interface Answer<R> {

  /**
   * It was executed, and this is its result.
   *
   * @param grade of the evidence: each is final
   * @param slot where it was ordered; of a read, the latest slot that the result takes into account
   */
  record Done<R>(R result, Grade grade, Slot slot) implements Answer<R> {}

  /**
   * It was executed, and the service refused it with an error.
   *
   * @param reason the service's own words, the same from every replica
   */
  record Failed<R>(String reason, Grade grade, Slot slot) implements Answer<R> {}

  /**
   * It was never sent: it is not and will not be executed.
   *
   * @param why what is wrong, and what to do
   */
  record Rejected<R>(String why) implements Answer<R> {}

  /**
   * It was sent, and may or may not have been executed, or may yet be.
   *
   * @param known what is known, and what to do
   */
  record Unknown<R>(String known) implements Answer<R> {}

  /** The same end, its result read by {@code decoder}. */
  default <T> Answer<T> map(Function<? super R, ? extends T> decoder) {
    return switch (this) {
      case Done<R>(R result, Grade grade, Slot slot) ->
          new Done<>(decoder.apply(result), grade, slot);
      case Failed<R>(String reason, Grade grade, Slot slot) -> new Failed<>(reason, grade, slot);
      case Rejected<R>(String why) -> new Rejected<>(why);
      case Unknown<R>(String known) -> new Unknown<>(known);
    };
  }

  /** What a core says of a call. */
  static Answer<Bytes> of(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Done(Outcome.Done(Bytes result), var grade, var slot, var history) ->
          new Done<>(result, grade, slot);
      case CallOutcome.Done(Outcome.Failed(String reason), var grade, var slot, var history) ->
          new Failed<>(reason, grade, slot);
      case CallOutcome.Rejected(String why) -> new Rejected<>(why);
      case CallOutcome.Unknown(String known) -> new Unknown<>(known);
    };
  }
}
