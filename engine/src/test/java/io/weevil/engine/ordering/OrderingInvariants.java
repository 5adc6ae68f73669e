package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What holds of a backup after every input, whatever it is fed (protocol.md, section 10: invariants
 * 3, 4 and 5), seen from outside.
 */
@Rule({"R-VOTE", "R-ACCEPT", "R-SPECULATE", "R-CHECKPOINT"})
final class OrderingInvariants {

  private record Place(View view, Slot slot) {}

  private final TestGroup group;
  private final ReplicaId self;

  /** The accepted log, from slot 0. */
  private final Map<Slot, Digest> accepted = new HashMap<>();

  private final Map<Place, Digest> votes = new HashMap<>();
  private final Set<OperationId> taken = new HashSet<>();
  private final Map<ClientId, Long> lastNumber = new HashMap<>();
  private Slot last = Slot.ZERO;
  private Slot dispatched = Slot.ZERO;
  private Slot stable = Slot.ZERO;
  private RoleMessage.Standing standing =
      new RoleMessage.Standing(View.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);

  OrderingInvariants(TestGroup group, ReplicaId self) {
    this.group = group;
    this.self = self;
    accepted.put(Slot.ZERO, group.digest());
  }

  /** The checkpointer has told the backup of a checkpoint. */
  void proven(Slot slot) {
    stable = Slot.max(stable, slot);
  }

  boolean holds(Slot slot, Digest history) {
    return history.equals(accepted.get(slot));
  }

  void check(List<Output> outputs, StatusReport status) {
    for (Output output : outputs) {
      switch (output) {
        case Output.Persist(Promise.Accepted promise) -> accepts(promise);
        case Output.Tell(RoleMessage.Execute execute) -> executes(execute);
        case Output.Tell(RoleMessage.Standing now) -> stands(now);
        case Output.Broadcast(PeerMessage.Prepare(SignedVote vote)) -> votes(vote);
        case Output.Send(ReplicaId to, PeerMessage.Prepare(SignedVote vote)) -> votes(vote);
        case Output.Broadcast(PeerMessage.Commit commit) ->
            isInLog(commit.slot(), commit.history());
        case Output other -> {}
      }
    }
    assertThat(status.accepted()).as("what is accepted was stored").isEqualTo(last);
    assertThat(status.committed()).as("committed ≤ accepted").isLessThanOrEqualTo(last);
    assertThat(status.executed()).as("executed ≤ handed out").isLessThanOrEqualTo(dispatched);
    assertThat(last)
        .as("accepted ≤ stable + window")
        .isLessThanOrEqualTo(stable.plus(group.limits().window()));
  }

  private void accepts(Promise.Accepted promise) {
    Slot slot = promise.header().header().slot();
    assertThat(slot).as("the accepted log has no gap").isEqualTo(last.next());
    Digest history = Digests.chain(accepted.get(last), slot, promise.batch().digest());
    assertThat(promise.header().header().history()).as("histories chain").isEqualTo(history);
    assertThat(promise.vote().vote()).isEqualTo(new Vote(View.ZERO, slot, history));
    accepted.put(slot, history);
    last = slot;
    votes(promise.vote());
    promise.batch().requests().forEach(this::takes);
  }

  private void takes(Request request) {
    OperationId operation = OperationId.of(request);
    assertThat(taken.add(operation)).as("%s is taken once", operation).isTrue();
    Long before = lastNumber.put(request.client(), request.number());
    assertThat(request.number())
        .as("%s: each client's requests are in its own order", operation)
        .isEqualTo(before == null ? 1 : before + 1);
  }

  private void votes(SignedVote signed) {
    if (signed.voter().equals(self)) {
      Vote vote = signed.vote();
      Digest before = votes.put(new Place(vote.view(), vote.slot()), vote.history());
      assertThat(before).as("one vote at %s", vote.slot()).isIn(null, vote.history());
    }
  }

  private void executes(RoleMessage.Execute execute) {
    assertThat(execute.slot()).as("slots are executed in order").isEqualTo(dispatched.next());
    isInLog(execute.slot(), execute.history());
    dispatched = execute.slot();
  }

  private void stands(RoleMessage.Standing now) {
    assertThat(now.certified()).isGreaterThanOrEqualTo(standing.certified());
    assertThat(now.committed()).isGreaterThanOrEqualTo(standing.committed());
    assertThat(now.acknowledged()).isBetween(standing.acknowledged(), now.certified());
    assertThat(now.certified()).as("certified ≤ accepted").isLessThanOrEqualTo(last);
    standing = now;
  }

  private void isInLog(Slot slot, Digest history) {
    assertThat(accepted.get(slot)).as("%s is in the accepted log", slot).isEqualTo(history);
  }
}
