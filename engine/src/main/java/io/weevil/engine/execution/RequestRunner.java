package io.weevil.engine.execution;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.message.OutcomesCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Runs a request's operations on the service, one by one, and turns whatever comes of them into the
 * same bytes on every replica. An exception becomes an error result; an {@link Error} goes through,
 * and stops the replica.
 */
final class RequestRunner {

  static final String TOO_LARGE = "result too large";
  static final String NOT_A_READ = "not a read: have it ordered";

  /** Characters of an exception's message that a client is told. */
  static final int MAX_REASON = 256;

  /**
   * What an outcome's encoding takes beside its content, and all of a {@link #TOO_LARGE}: at most
   * this many bytes.
   */
  private static final int OVERHEAD = 32;

  /**
   * What a request came to.
   *
   * @param outcomes encoded
   * @param failures what each operation that the service threw at failed of
   */
  record Ran(Bytes outcomes, Digest digest, List<String> failures) {}

  private final StateMachine<Bytes, Bytes> service;
  private final OutcomesCodec codec;
  private final int maxResultBytes;

  /**
   * @param limits a result that would make the encoded outcomes longer than its max-result-bytes is
   *     replaced by an error result; for that each operation has room, or its request is not
   *     authentic ({@link io.weevil.engine.message.RequestCodec})
   */
  RequestRunner(StateMachine<Bytes, Bytes> service, Limits limits) {
    this.service = service;
    this.codec = new OutcomesCodec(limits);
    this.maxResultBytes = limits.maxResultBytes();
  }

  /** Executes an ordered request. */
  Ran apply(Request request, Slot slot, Timestamp timestamp) {
    List<Bytes> operations = request.operations();
    return run(
        operations.size(),
        i ->
            service.apply(
                new OperationContext(request.client(), request.number(), i, slot, timestamp),
                operations.get(i).compact()), // the service may keep it
        RequestRunner::reasonOf);
  }

  /** Executes a read, which changes nothing (R-READ). */
  Ran read(Request request) {
    List<Bytes> operations = request.operations();
    return run(
        operations.size(),
        i -> service.read(operations.get(i).compact()),
        thrown -> thrown instanceof UnsupportedOperationException ? NOT_A_READ : reasonOf(thrown));
  }

  private Ran run(
      int operations, IntFunction<Bytes> operation, Function<RuntimeException, String> reason) {
    List<Outcome> outcomes = new ArrayList<>(operations);
    List<String> failures = new ArrayList<>();
    int room = maxResultBytes - operations * OVERHEAD;
    for (int i = 0; i < operations; i++) {
      Outcome outcome = attempt(i, operation, reason);
      if (outcome instanceof Outcome.Failed failed) {
        failures.add(failed.reason());
      }
      int size = sizeOf(outcome);
      outcomes.add(size > room ? new Outcome.Failed(TOO_LARGE) : outcome);
      room -= size > room ? 0 : size;
    }
    Bytes encoded = codec.encode(new Outcomes(outcomes));
    return new Ran(encoded, Digests.of(encoded), failures);
  }

  private static Outcome attempt(
      int index, IntFunction<Bytes> operation, Function<RuntimeException, String> reason) {
    try {
      return new Outcome.Done(Objects.requireNonNull(operation.apply(index)));
    } catch (RuntimeException thrown) {
      return new Outcome.Failed(reason.apply(thrown));
    }
  }

  /** Bytes of an outcome's content, at most. */
  private static int sizeOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(var result) -> result.size();
      case Outcome.Failed(var reason) -> 3 * reason.length();
    };
  }

  /**
   * Of other exceptions only the class: their messages may hold addresses, hash codes, words of the
   * platform's language.
   */
  private static String reasonOf(RuntimeException thrown) {
    String kind = thrown.getClass().getSimpleName();
    if (thrown instanceof MalformedOperationException && thrown.getMessage() != null) {
      String message = thrown.getMessage();
      return kind + ": " + message.substring(0, Math.min(MAX_REASON, message.length()));
    }
    return kind.isEmpty() ? "RuntimeException" : kind;
  }
}
