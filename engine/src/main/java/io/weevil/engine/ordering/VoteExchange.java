package io.weevil.engine.ordering;

import io.weevil.engine.history.OrderedLog;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.quorum.VoteCollector;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The votes and COMMITs of one view, and what this replica sent of them. It counts; what follows
 * from the counts is {@link Agreement}'s business. Bounded by the window: the caller admits only
 * slots inside it.
 */
final class VoteExchange {

  private final Quorums quorums;
  private final OrderedLog log;
  private final SortedMap<Long, VoteCollector<Vote, Bytes>> votes = new TreeMap<>();
  private final SortedMap<Long, VoteCollector<Commit, Commit>> commits = new TreeMap<>();
  private final TreeMap<Long, SignedVote> sentVotes = new TreeMap<>();
  private final TreeMap<Long, Commit> sentCommits = new TreeMap<>();

  /** By replica: the highest slot of this log that a COMMIT of its covers; -1 for none. */
  private final long[] committedAt;

  VoteExchange(Quorums quorums, OrderedLog log) {
    this.quorums = quorums;
    this.log = log;
    this.committedAt = new long[quorums.n()];
    Arrays.fill(committedAt, -1);
  }

  boolean hasSentVote(Slot slot) {
    return sentVotes.containsKey(slot.number());
  }

  void sent(SignedVote vote) {
    sentVotes.put(vote.vote().slot().number(), vote);
    collect(vote);
  }

  void sent(ReplicaId self, Commit commit) {
    sentCommits.put(commit.slot().number(), commit);
    collect(self, commit);
  }

  VoteCollector.Outcome collect(SignedVote vote) {
    return votes
        .computeIfAbsent(vote.vote().slot().number(), s -> new VoteCollector<>(quorums))
        .collect(vote.voter(), vote.vote(), vote.signature());
  }

  VoteCollector.Outcome collect(ReplicaId replica, Commit commit) {
    VoteCollector.Outcome outcome =
        commits
            .computeIfAbsent(commit.slot().number(), s -> new VoteCollector<>(quorums))
            .collect(replica, commit, commit);
    if (outcome == VoteCollector.Outcome.COUNTED) {
      match(replica, commit);
    }
    return outcome;
  }

  /** The log has a new last slot: COMMITs that named it earlier count now. */
  void onAccepted(Slot slot) {
    VoteCollector<Commit, Commit> waiting = commits.get(slot.number());
    if (waiting != null) {
      for (ReplicaId replica : waiting.replicas()) {
        Commit commit = waiting.statementOf(replica);
        if (commit != null) {
          match(replica, commit);
        }
      }
    }
  }

  /** The log is another one now: what covers a slot of it is found anew. */
  void rematch() {
    Arrays.fill(committedAt, -1);
    commits.keySet().forEach(slot -> onAccepted(new Slot(slot)));
  }

  private void match(ReplicaId replica, Commit commit) {
    // A COMMIT for s covers every slot below s on the same history (R-AGREE).
    if (log.contains(commit.slot(), commit.history())) {
      committedAt[replica.index()] = Math.max(committedAt[replica.index()], commit.slot().number());
    }
  }

  /** Whether somebody, this replica or another, has voted for this slot. */
  boolean isExchanged(Slot slot) {
    return votes.containsKey(slot.number());
  }

  /** A certificate for this vote, or null while too few have voted so. */
  @Nullable Certificate certificateFor(Vote vote) {
    VoteCollector<Vote, Bytes> collector = votes.get(vote.slot().number());
    if (collector == null || collector.count(vote) < quorums.certify()) {
      return null;
    }
    return new Certificate(vote, collector.evidenceFor(vote));
  }

  /** How many replicas have named this slot, by vote or by COMMIT, whatever their history. */
  int named(Slot slot) {
    VoteCollector<Vote, Bytes> v = votes.get(slot.number());
    VoteCollector<Commit, Commit> c = commits.get(slot.number());
    return Math.max(v == null ? 0 : v.size(), c == null ? 0 : c.size());
  }

  /** How many replicas voted for another history than {@code own} at the slot. */
  int opposed(Slot slot, Digest own) {
    VoteCollector<Vote, Bytes> collector = votes.get(slot.number());
    if (collector == null) {
      return 0;
    }
    return (int)
        collector.replicas().stream()
            .map(collector::statementOf)
            .filter(vote -> vote != null && !vote.history().equals(own))
            .count();
  }

  /** Whether {@code certify} replicas have sent this very COMMIT. */
  boolean isCommitted(Commit commit) {
    VoteCollector<Commit, Commit> collector = commits.get(commit.slot().number());
    return collector != null && collector.count(commit) >= quorums.certify();
  }

  /**
   * The highest slot of this log that the COMMITs of {@code certify} replicas cover; null while
   * they cover none.
   */
  @Nullable Slot committed() {
    long[] sorted = committedAt.clone();
    Arrays.sort(sorted);
    long slot = sorted[quorums.n() - quorums.certify()];
    return slot < 0 ? null : new Slot(slot);
  }

  /**
   * This replica's own vote to resend: the highest sent at or below {@code slot}; null for none.
   */
  @Nullable SignedVote sentVoteUpTo(Slot slot) {
    Map.Entry<Long, SignedVote> entry = sentVotes.floorEntry(slot.number());
    return entry == null ? null : entry.getValue();
  }

  /** This replica's own COMMIT to resend: the highest sent at or below {@code slot}. */
  @Nullable Commit sentCommitUpTo(Slot slot) {
    Map.Entry<Long, Commit> entry = sentCommits.floorEntry(slot.number());
    return entry == null ? null : entry.getValue();
  }

  /** Whether this replica has sent COMMIT for this slot or a later one. */
  boolean hasSentCommit(Slot slot) {
    return !sentCommits.isEmpty() && sentCommits.lastKey() >= slot.number();
  }

  /** The lowest slot above {@code committed} for which this replica has sent its vote. */
  @Nullable Slot lowestUncommitted(Slot committed) {
    Long slot = sentVotes.higherKey(committed.number());
    return slot == null ? null : new Slot(slot);
  }

  /**
   * Drops what concerns slots at or below a stable checkpoint, but for the newest own messages.
   *
   * @param kept a slot of which nothing is dropped
   */
  void prune(Slot stable, Slot kept) {
    LongPredicate past = slot -> slot <= stable.number() && slot != kept.number();
    votes.keySet().removeIf(past::test);
    commits.keySet().removeIf(past::test);
    sentVotes.keySet().removeIf(past::test);
    Long last = sentCommits.isEmpty() ? null : sentCommits.lastKey();
    sentCommits.headMap(stable.number(), true).keySet().removeIf(s -> !s.equals(last));
  }
}
