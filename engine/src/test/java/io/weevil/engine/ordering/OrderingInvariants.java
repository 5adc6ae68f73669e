package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What holds of a backup after every input, whatever it is fed (protocol.md, section 10: invariants
 * 3, 4 and 5), seen from outside.
 */
@Rule({"R-VOTE", "R-ACCEPT", "R-SPECULATE", "R-CHECKPOINT", "R-FROZEN", "R-INSTALL"})
final class OrderingInvariants {

  private record Place(View view, Slot slot) {}

  private final TestGroup group;
  private final ReplicaId self;

  /** The accepted log, from slot 0. */
  private final TreeMap<Slot, Digest> accepted = new TreeMap<>();

  private final TakenRequests taken = new TakenRequests();
  private final Map<Place, Digest> votes = new HashMap<>();
  private final Map<Slot, Digest> committed = new HashMap<>();
  private View view = View.ZERO;

  /** |G|: nothing below it is voted for in this view. */
  private Slot floor = Slot.ZERO;

  private boolean frozen;
  private boolean restored;
  private Slot dispatched = Slot.ZERO;
  private Slot stable = Slot.ZERO;
  private RoleMessage.Standing standing = standing(View.ZERO);

  OrderingInvariants(TestGroup group, ReplicaId self) {
    this.group = group;
    this.self = self;
    accepted.put(Slot.ZERO, group.digest());
  }

  private static RoleMessage.Standing standing(View view) {
    return new RoleMessage.Standing(view, Slot.ZERO, Slot.ZERO, Slot.ZERO);
  }

  /** What other roles tell the backup. */
  void before(RoleMessage input) {
    if (input instanceof RoleMessage.Stabilized s) {
      stable = Slot.max(stable, s.slot());
    } else if (input instanceof RoleMessage.Proven p) {
      stable = Slot.max(stable, p.slot());
    } else if (input instanceof RoleMessage.EnterView e) {
      stable = Slot.max(stable, e.base());
    } else if (input instanceof RoleMessage.StateInstalled s) {
      restores(s);
    }
  }

  private void restores(RoleMessage.StateInstalled state) {
    Slot slot = state.proof().slot();
    if (!holds(slot, state.proof().history())) {
      accepted.tailMap(slot, true).clear();
      accepted.put(slot, state.proof().history());
      taken.restart(state.clients());
      standing = standing(view);
    }
    stable = Slot.max(stable, slot);
    dispatched = slot;
    restored = true;
  }

  boolean holds(Slot slot, Digest history) {
    return history.equals(accepted.get(slot));
  }

  private Slot last() {
    return accepted.lastKey();
  }

  void check(List<Output> outputs, StatusReport status) {
    for (Output output : outputs) {
      switch (output) {
        case Output.Persist(Promise promise) -> promises(promise);
        case Output.Tell(RoleMessage told) -> tells(told);
        case Output.Broadcast(Commit commit) -> {
          acts("COMMIT");
          isInLog(commit.slot(), commit.history());
        }
        case Output.Broadcast(Prepare(SignedVote vote)) -> votes(vote);
        case Output.Send(ReplicaId to, Prepare(SignedVote vote)) -> votes(vote);
        case Output.Broadcast(PeerMessage.Status s) ->
            assertThat(s.target().equals(s.view()))
                .as("it says that it is frozen")
                .isNotEqualTo(frozen);
        case Output.Reply(var to, ReplyMessage.LocalCommit m) -> acts("LOCAL-COMMIT");
        case Output other -> {}
      }
    }
    stands(status);
  }

  private void stands(StatusReport status) {
    assertThat(status.view()).isEqualTo(view);
    assertThat(status.accepted()).as("what is accepted was stored").isEqualTo(last());
    assertThat(status.committed()).as("committed ≤ accepted").isLessThanOrEqualTo(last());
    assertThat(status.executed()).as("executed ≤ handed out").isLessThanOrEqualTo(dispatched);
    assertThat(last())
        .as("accepted ≤ stable + window")
        .isLessThanOrEqualTo(stable.plus(group.limits().window()));
    committed.put(status.committed(), accepted.get(status.committed()));
    committed.forEach(
        (slot, history) ->
            assertThat(accepted.getOrDefault(slot, history))
                .as("what is committed at %s stays", slot)
                .isEqualTo(history));
  }

  private void promises(Promise promise) {
    switch (promise) {
      case Promise.Accepted p -> accepts(p);
      case Promise.LogInstalled p -> installs(p);
      case Promise.CertificateAcknowledged p -> acts("acknowledgement");
      case Promise other -> {}
    }
  }

  private void tells(RoleMessage message) {
    switch (message) {
      case RoleMessage.Execute execute -> executes(execute);
      case RoleMessage.Standing now -> stands(now);
      case RoleMessage.Read r -> acts("read");
      case RoleMessage.Freeze f -> frozen = true;
      case RoleMessage.Rollback(Slot to) -> {
        assertThat(to).isLessThan(dispatched);
        assertThat(to.isMultipleOf(group.limits().checkpointInterval())).as("a snapshot").isTrue();
        dispatched = to;
      }
      case RoleMessage other -> {}
    }
  }

  private void acts(String what) {
    assertThat(frozen).as("%s of a frozen replica", what).isFalse();
  }

  private void accepts(Promise.Accepted promise) {
    acts("acceptance");
    Slot slot = promise.header().header().slot();
    assertThat(slot).as("the accepted log has no gap").isEqualTo(last().next());
    Digest history = extend(promise.batch());
    assertThat(promise.header().header().history()).as("histories chain").isEqualTo(history);
    assertThat(promise.header().header().view()).isEqualTo(view);
    if (promise.vote() == null) {
      assertThat(restored).as("no vote only after a state has come").isTrue();
    } else {
      assertThat(promise.vote().vote()).isEqualTo(new Vote(view, slot, history));
      signs(promise.vote());
    }
  }

  private Digest extend(Batch batch) {
    Slot slot = last().next();
    Digest history = Digests.chain(accepted.get(last()), slot, batch.digest());
    accepted.put(slot, history);
    taken.take(slot, batch);
    return history;
  }

  private void installs(Promise.LogInstalled log) {
    assertThat(frozen).as("a view is entered from a frozen state").isTrue();
    assertThat(log.view()).isGreaterThan(view);
    assertThat(log.common()).as("what is kept").isLessThanOrEqualTo(last());
    accepted.tailMap(log.common(), false).clear();
    taken.rollback(log.common());
    log.batches().forEach(this::extend);
    view = log.view();
    frozen = false;
    restored = false;
    floor = log.vote().vote().slot();
    standing = standing(view);
    assertThat(log.vote().vote().view()).isEqualTo(view);
    signs(log.vote());
  }

  /** A vote is signed: never below |G|, never two for one slot of a view, never while frozen. */
  private void signs(SignedVote signed) {
    acts("vote");
    Vote vote = signed.vote();
    assertThat(signed.voter()).isEqualTo(self);
    assertThat(vote.slot()).as("the floor under votes").isGreaterThanOrEqualTo(floor);
    if (accepted.containsKey(vote.slot())) {
      isInLog(vote.slot(), vote.history());
    }
    Digest before = votes.put(new Place(vote.view(), vote.slot()), vote.history());
    assertThat(before).as("one vote at %s", vote.slot()).isIn(null, vote.history());
  }

  /** A vote leaves: one that was signed before. */
  private void votes(SignedVote signed) {
    Vote vote = signed.vote();
    assertThat(signed.voter()).isEqualTo(self);
    assertThat(votes.get(new Place(vote.view(), vote.slot()))).isEqualTo(vote.history());
  }

  private void executes(RoleMessage.Execute execute) {
    assertThat(execute.slot()).as("slots are executed in order").isEqualTo(dispatched.next());
    assertThat(execute.view()).isEqualTo(view);
    isInLog(execute.slot(), execute.history());
    dispatched = execute.slot();
  }

  private void stands(RoleMessage.Standing now) {
    assertThat(now.view()).isEqualTo(view);
    assertThat(now.committed()).isGreaterThanOrEqualTo(standing.committed());
    if (frozen) {
      assertThat(now.certified()).as("a frozen replica certifies nothing").isEqualTo(Slot.ZERO);
    } else {
      assertThat(now.certified()).isGreaterThanOrEqualTo(standing.certified());
      assertThat(now.acknowledged())
          .isBetween(standing.acknowledged(), Slot.max(floor, now.certified()));
      assertThat(now.certified()).as("certified ≤ accepted").isLessThanOrEqualTo(last());
    }
    standing = now;
  }

  private void isInLog(Slot slot, Digest history) {
    assertThat(accepted.get(slot)).as("%s is in the accepted log", slot).isEqualTo(history);
  }
}
