package io.weevil.testkit.swarm;

import io.weevil.actors.client.Answer;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.actors.Witness;
import io.weevil.testkit.linearizability.Call;
import io.weevil.testkit.linearizability.LinearizabilityChecker;
import io.weevil.testkit.linearizability.Registers;
import io.weevil.testkit.linearizability.Registers.Operation;
import io.weevil.testkit.linearizability.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class Judge {
  private final ActorGroup group;

  Judge(ActorGroup group) {
    this.group = group;
  }

  long events() {
    return group.lookedThrough();
  }

  List<String> now() {
    List<String> found = new ArrayList<>(group.contradictions());
    group.failures().forEach(f -> { java.io.StringWriter w = new java.io.StringWriter(); f.printStackTrace(new java.io.PrintWriter(w)); found.add("a node failed: " + w); });
    for (Witness w : group.correct()) found.addAll(w.contradictions());
    if (group.time().trespasser() != null) found.add("trespasser " + group.time().trespasser());
    return found;
  }

  List<String> atEnd() {
    List<String> found = now();
    java.util.Map<io.weevil.engine.model.Slot, io.weevil.engine.model.Digest> agreed = new java.util.TreeMap<>();
    for (Witness w : group.correct()) {
      w.log().forEach((slot, batch) -> { if (!agreed.merge(slot, batch, (a, b) -> a).equals(batch)) found.add("two logs at " + slot + " " + w.replica()); });
    }
    List<Call<Operation, Optional<String>>> history = new ArrayList<>();
    for (Caller caller : group.callers()) {
      for (Caller.Made made : caller.calls()) {
        call(caller, made).ifPresent(history::add);
      }
    }
    var verdict = LinearizabilityChecker.check(new Registers(), history, Operation::key);
    if (!(verdict instanceof Verdict.Linearizable)) found.add(verdict.toString());
    return found;
  }

  private static Optional<Call<Operation, Optional<String>>> call(Caller caller, Caller.Made made) {
    Operation operation = RegisterService.decode(made.operation());
    Answer<Bytes> answer = made.answer();
    return switch (answer) {
      case null -> Optional.of(Call.unknown(caller.name(), operation, made.called()));
      case Answer.Done<Bytes> done ->
          Optional.of(Call.ended(caller.name(), operation, RegisterService.decodeResult(done.result()), made.called(), made.returned()));
      case Answer.Unknown<Bytes> unknown -> Optional.of(Call.unknown(caller.name(), operation, made.called()));
      case Answer.Rejected<Bytes> rejected -> Optional.empty();
      case Answer.Failed<Bytes> failed -> throw new AssertionError(made + " failed: " + failed);
    };
  }
}
