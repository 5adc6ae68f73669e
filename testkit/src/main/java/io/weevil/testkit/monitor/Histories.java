package io.weevil.testkit.monitor;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** All logs that correct replicas have accepted, as one tree. */
final class Histories {

  private final Map<Digest, Prefix> known = new HashMap<>();
  private final Findings findings;
  private final Prefix empty;
  private Slot forgotten = Slot.ZERO;

  /**
   * @param emptyHistory the group configuration's digest
   */
  Histories(Findings findings, Digest emptyHistory) {
    this.findings = findings;
    this.empty = new Prefix(Slot.ZERO, emptyHistory, null, null, HashTreePMap.empty());
    known.put(emptyHistory, empty);
  }

  Prefix empty() {
    return empty;
  }

  @Nullable Prefix find(Digest history) {
    return known.get(history);
  }

  /** The log that goes on by this batch, which a correct replica has accepted. */
  Prefix extend(Prefix log, Batch batch) {
    Slot slot = log.slot().next();
    Digest history = Digests.chain(log.history(), slot, batch.digest());
    Prefix found = known.get(history);
    if (found == null) {
      found = new Prefix(slot, history, log, batch, positions(log, batch));
      known.put(history, found);
    }
    return found;
  }

  /** Invariant 5: in a log that a correct replica accepts, each request is its client's next. */
  private PMap<Digest, ClientPosition> positions(Prefix log, Batch batch) {
    PMap<Digest, ClientPosition> positions = log.positions();
    for (Request request : batch.requests()) {
      Digest key = request.client().key();
      ClientPosition next = new ClientPosition(request.client().incarnation(), request.number());
      if (!isNext(positions.get(key), next)) {
        findings.report(
            Invariant.ONCE_AND_IN_ORDER,
            "request %s#%d is accepted after #%s at %s"
                .formatted(request.client(), request.number(), positions.get(key), log.slot()));
      }
      positions = positions.plus(key, next);
    }
    return positions;
  }

  static boolean isNext(@Nullable ClientPosition last, ClientPosition next) {
    return last != null && last.incarnation() == next.incarnation()
        ? next.number() == last.number() + 1
        : next.number() == 1 && (last == null || last.incarnation() < next.incarnation());
  }

  /** Nothing before it will be asked for. */
  void forgetBelow(Slot slot) {
    if (!slot.isAfter(forgotten)) {
      return;
    }
    forgotten = slot;
    known.values().removeIf(log -> log.slot().isBefore(slot) && log != empty);
    known.values().stream().filter(log -> log.slot().equals(slot)).forEach(Prefix::forgetParent);
  }

  /** Below it nothing is known any more. */
  Slot forgotten() {
    return forgotten;
  }
}
