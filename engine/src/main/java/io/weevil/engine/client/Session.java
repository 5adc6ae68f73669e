package io.weevil.engine.client;

import io.weevil.engine.authentication.RequestFactory;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Gathering;
import io.weevil.engine.role.Outputs;
import java.util.List;

/** What the parts of one client share. */
record Session(
    Quorums quorums,
    ClientLimits limits,
    ClientTimers timers,
    BundlePolicy policy,
    RequestFactory requests,
    OutcomesReader reader,
    ViewTracker views,
    Callers callers,
    Counters counters,
    Gathering gathering,
    Outputs out) {

  Request buildRequest(long number, Request.Kind kind, List<Call> calls) {
    return requests.create(number, kind, calls.stream().map(Call::operation).toList());
  }

  /**
   * What became of each of {@code operations} operations, in order; throws {@link
   * MalformedMessageException} when {@code full} does not say.
   */
  List<Outcome> readOutcomes(Bytes full, int operations) {
    List<Outcome> outcomes = reader.read(full).outcomes();
    if (outcomes.size() != operations) {
      throw new MalformedMessageException(
          "outcomes",
          0,
          "there are " + outcomes.size() + " of them for " + operations + " operations");
    }
    policy.onOutcomes(outcomes);
    return outcomes;
  }
}
