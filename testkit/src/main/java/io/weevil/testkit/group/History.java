package io.weevil.testkit.group;

import io.weevil.actors.client.Answer;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationCodec;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.linearizability.Call;
import java.util.List;
import java.util.Optional;

/** What clients have asked and were told, as the linearizability checker reads it. */
final class History {

  private History() {}

  static <O, R> List<Call<O, R>> of(List<Caller> callers, OperationCodec<O, R> codec) {
    return callers.stream()
        .flatMap(
            caller -> caller.calls().stream().flatMap(made -> call(caller, made, codec).stream()))
        .toList();
  }

  private static <O, R> Optional<Call<O, R>> call(
      Caller caller, Caller.Made made, OperationCodec<O, R> codec) {
    O operation = codec.decodeOperation(made.operation());
    return switch (made.answer()) {
      case null -> Optional.of(Call.unknown(caller.name(), operation, made.called()));
      case Answer.Unknown<Bytes> unknown ->
          Optional.of(Call.unknown(caller.name(), operation, made.called()));
      case Answer.Done<Bytes> done ->
          Optional.of(
              Call.ended(
                  caller.name(),
                  operation,
                  codec.decodeResult(done.result()),
                  made.called(),
                  made.returned()));
      case Answer.Rejected<Bytes> rejected -> Optional.empty();
      case Answer.Failed<Bytes> failed -> Optional.empty();
    };
  }
}
