package io.weevil.engine.checkpoint;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.VoteCollector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects CHECKPOINTs and says when {@code certify} members have signed equal ones (R-CHECKPOINT).
 * Bounded: one statement a member for each multiple of K in the window above the newest proof.
 */
final class CheckpointVotes {

  /** What a CHECKPOINT says of its slot. */
  record StateClaim(Digest history, Digest state) {
    static StateClaim of(Checkpoint c) {
      return new StateClaim(c.history(), c.state());
    }
  }

  /** What became of a CHECKPOINT. */
  sealed interface Collected {
    record Counted() implements Collected {}

    record Refused(String reason) implements Collected {}

    record Complete(StableProof proof) implements Collected {}

    /** Whatever the other members sign, no {@code certify} are equal. Said once of a slot. */
    record Undecided(SortedMap<ReplicaId, Digest> states) implements Collected {}
  }

  private static final Collected COUNTED = new Collected.Counted();

  private final Quorums quorums;
  private final int interval;
  private final int window;
  private final TreeMap<Slot, VoteCollector<StateClaim, Checkpoint>> slots = new TreeMap<>();

  /** Slots above the newest proof of which it is known that they cannot be proven. */
  private final Set<Slot> undecided = new HashSet<>();

  /** The newest proven slot: nothing is collected at or below it. */
  private Slot base = Slot.ZERO;

  CheckpointVotes(GroupConfiguration group) {
    this.quorums = group.quorums();
    this.interval = group.limits().checkpointInterval();
    this.window = group.limits().window();
  }

  Collected collect(Checkpoint c) {
    if (!c.slot().isMultipleOf(interval)) {
      return new Collected.Refused("not a multiple of the checkpoint interval");
    }
    if (!c.slot().isAfter(base)) {
      return new Collected.Refused("at or below the stable checkpoint");
    }
    if (c.slot().isAfter(base.plus(window))) {
      return new Collected.Refused("beyond the window");
    }
    return count(c);
  }

  private Collected count(Checkpoint c) {
    VoteCollector<StateClaim, Checkpoint> votes =
        slots.computeIfAbsent(c.slot(), slot -> new VoteCollector<>(quorums));
    return switch (votes.collect(c.signer(), StateClaim.of(c), c)) {
      case NOT_A_MEMBER -> new Collected.Refused("not a member");
      case CONFLICTING -> new Collected.Refused("its signer has signed another for the same slot");
      case COUNTED -> complete(c.slot(), votes);
    };
  }

  private Collected complete(Slot slot, VoteCollector<StateClaim, Checkpoint> votes) {
    StateClaim claim = votes.agreedBy(quorums.certify());
    if (claim != null) {
      return new Collected.Complete(proofOf(votes, claim));
    }
    int missing = quorums.n() - votes.size();
    int needed = quorums.certify() - missing;
    boolean decidable = needed <= 0 || votes.agreedBy(needed) != null;
    return decidable || !undecided.add(slot) ? COUNTED : new Collected.Undecided(statesOf(votes));
  }

  private static SortedMap<ReplicaId, Digest> statesOf(
      VoteCollector<StateClaim, Checkpoint> votes) {
    SortedMap<ReplicaId, Digest> states = new TreeMap<>();
    for (ReplicaId replica : votes.replicas()) {
      StateClaim claim = votes.statementOf(replica);
      if (claim != null) {
        states.put(replica, claim.state());
      }
    }
    return states;
  }

  private StableProof proofOf(VoteCollector<StateClaim, Checkpoint> votes, StateClaim claim) {
    return new StableProof(
        votes.evidenceFor(claim).values().stream().limit(quorums.certify()).toList());
  }

  /**
   * Why {@code proof} proves nothing, or null when it holds. That each signature verifies is
   * checked before.
   */
  @Nullable String faultOf(StableProof proof) {
    if (proof.slot().equals(Slot.ZERO) || !proof.slot().isMultipleOf(interval)) {
      return "not a multiple of the checkpoint interval";
    }
    List<Checkpoint> checkpoints = proof.checkpoints();
    if (checkpoints.stream().anyMatch(c -> !c.slot().equals(proof.slot()))) {
      return "checkpoints of several slots";
    }
    VoteCollector<StateClaim, Checkpoint> votes = new VoteCollector<>(quorums);
    checkpoints.forEach(c -> votes.collect(c.signer(), StateClaim.of(c), c));
    StateClaim claim = new StateClaim(proof.history(), proof.state());
    return votes.count(claim) < quorums.certify()
        ? "too few equal checkpoints of distinct members"
        : null;
  }

  /** Collects from now on above {@code proven}. */
  void advance(Slot proven) {
    base = proven;
    slots.headMap(proven, true).clear();
    undecided.removeIf(slot -> !slot.isAfter(proven));
  }

  /** Slots for which something is collected. */
  int size() {
    return slots.size();
  }
}
