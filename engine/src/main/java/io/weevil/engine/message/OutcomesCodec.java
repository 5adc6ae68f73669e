package io.weevil.engine.message;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.model.Bytes;

/**
 * The bytes of a request's full result, whose digest replies agree on.
 *
 * <pre>
 * outcomes = [[0, result] / [1, reason], …]    one for each operation
 * </pre>
 */
public final class OutcomesCodec {

  private static final int DONE = 0;
  private static final int FAILED = 1;

  private final int maxResultBytes;
  private final int maxOperations;

  public OutcomesCodec(Limits limits) {
    this.maxResultBytes = limits.maxResultBytes();
    this.maxOperations = RequestCodec.maxOperations(limits);
  }

  /**
   * The outcomes' bytes, however many they are: that they keep to max-result-bytes is the
   * executor's business.
   */
  public Bytes encode(Outcomes outcomes) {
    int size = outcomes.outcomes().stream().mapToInt(OutcomesCodec::expectedBytes).sum();
    return new CborWriter(size + 8).list(outcomes.outcomes(), OutcomesCodec::write).finish();
  }

  /** The outcomes as a full result with its digest. */
  public Result result(Outcomes outcomes) {
    Bytes encoded = encode(outcomes);
    return new Result(Digests.of(encoded), encoded);
  }

  /**
   * The outcomes of a full result's bytes.
   *
   * @throws MalformedMessageException when they are none
   */
  public Outcomes decode(Bytes full) {
    return CborReader.decode("outcomes", full, maxResultBytes, this::outcomes);
  }

  private static int expectedBytes(Outcome outcome) {
    return 8
        + switch (outcome) {
          case Outcome.Done(Bytes result) -> result.size();
          case Outcome.Failed(String reason) -> reason.length();
        };
  }

  private static void write(CborWriter out, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(Bytes result) -> out.array(2).number(DONE).bytes(result).end();
      case Outcome.Failed(String reason) -> out.array(2).number(FAILED).text(reason).end();
    }
  }

  private Outcomes outcomes(CborReader in) {
    return new Outcomes(in.list("outcomes", 1, maxOperations, this::outcome));
  }

  private Outcome outcome(CborReader in) {
    in.array("outcome", 2);
    Outcome outcome =
        in.number("outcome's kind", DONE, FAILED) == DONE
            ? new Outcome.Done(in.bytes("result", 0, maxResultBytes))
            : new Outcome.Failed(in.text("reason", 0, maxResultBytes));
    in.end();
    return outcome;
  }
}
