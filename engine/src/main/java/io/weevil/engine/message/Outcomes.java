package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import java.util.List;

/** What became of a request's operations, in their order: the content of a {@link Result}. */
public record Outcomes(List<Outcome> outcomes) {

  /**
   * Why a replica fails an operation that was sent as a read and is none: the client has it ordered
   * (R-READ).
   */
  public static final String NOT_A_READ = "not a read: have it ordered";

  public Outcomes {
    outcomes = List.copyOf(outcomes);
  }

  /** What became of one operation. */
  public sealed interface Outcome {
    /** The service's result. */
    record Done(Bytes result) implements Outcome {}

    /**
     * The service threw: a deterministic text that says what. The state is as the service left it.
     */
    record Failed(String reason) implements Outcome {}
  }
}
