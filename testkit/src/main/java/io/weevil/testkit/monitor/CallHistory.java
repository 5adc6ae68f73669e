package io.weevil.testkit.monitor;

import io.weevil.actors.client.Answer;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.linearizability.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** The calls of a group, for the checker. */
final class CallHistory {

  private CallHistory() {}

  /** What was never sent has not happened; what threw or has not ended may have. */
  static <O, R> List<Call<O, R>> of(
      Collection<Caller> callers, Function<Bytes, O> operation, Function<Bytes, R> result) {
    List<Call<O, R>> history = new ArrayList<>();
    for (Caller caller : callers) {
      for (Caller.Made made : caller.calls()) {
        O decoded = operation.apply(made.operation());
        switch (made.answer()) {
          case Answer.Done<Bytes> done ->
              history.add(
                  Call.ended(
                      caller.name(),
                      decoded,
                      result.apply(done.result()),
                      made.called(),
                      made.returned()));
          case Answer.Rejected<Bytes> never -> {}
          case null, default -> history.add(Call.unknown(caller.name(), decoded, made.called()));
        }
      }
    }
    return history;
  }
}
