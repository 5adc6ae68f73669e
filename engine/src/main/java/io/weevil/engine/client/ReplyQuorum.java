package io.weevil.engine.client;

import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what replicas say of one ordered request, by the three grades of evidence (protocol.md,
 * section 3). Replicas are counted, never messages; statements of different views or histories are
 * never added up, but where a COMMITTED one vouches for every view.
 */
public final class ReplyQuorum {

  /** What a reply states: in view v, at slot s of history h, the request has this result. */
  public record Statement(View view, Slot slot, Digest history, Digest result) {

    static Statement of(SpecResponse reply) {
      return new Statement(reply.view(), reply.slot(), reply.history(), reply.result().digest());
    }

    Vote vote() {
      return new Vote(view, slot, history);
    }

    // By hand, as of what it consists of: it is compared with each reply.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Statement that && view.equals(that.view) && agreesWith(that);
    }

    @Override
    public int hashCode() {
      return 31 * history.hashCode() + view.hashCode();
    }

    /** Equal but for the view. */
    boolean agreesWith(Statement other) {
      return slot.equals(other.slot)
          && result.equals(other.result)
          && history.equals(other.history);
    }
  }

  /** What the group vouches for: the request stands at slot s of history h, with this result. */
  public record Agreement(Slot slot, Digest history, Digest result, Grade grade) {}

  private final Quorums quorums;
  private final SortedMap<ReplicaId, ReplicaReplies> replies = new TreeMap<>();
  private final Set<ReplicaId> excluded = new HashSet<>();

  public ReplyQuorum(Quorums quorums) {
    this.quorums = quorums;
  }

  /** Counts a reply whose full result, if any, hashes to its digest. */
  public void collect(ReplicaId from, SpecResponse reply) {
    ReplicaReplies heard = repliesOf(from);
    if (heard != null) {
      heard.add(
          Statement.of(reply),
          new ReplicaReplies.Heard(reply.grade(), reply.vote(), reply.result().full()));
    }
  }

  public void collect(ReplicaId from, LocalCommit commit) {
    ReplicaReplies heard = repliesOf(from);
    if (heard != null) {
      heard.addLocalCommit(new Vote(commit.view(), commit.slot(), commit.history()));
    }
  }

  private @Nullable ReplicaReplies repliesOf(ReplicaId from) {
    boolean counts = quorums.isMember(from) && !excluded.contains(from);
    return counts ? replies.computeIfAbsent(from, unheard -> new ReplicaReplies()) : null;
  }

  /** What enough replicas agree on, with the best grade there is, or null. */
  public @Nullable Agreement agreed() {
    if (replies.size() < quorums.weak()) {
      return null; // the usual case: the first replies of many
    }
    Agreement best = null;
    for (Statement statement : statements()) {
      Grade grade = gradeOf(statement);
      if (grade != null && (best == null || grade.compareTo(best.grade()) > 0)) {
        best = new Agreement(statement.slot(), statement.history(), statement.result(), grade);
      }
    }
    return best;
  }

  private @Nullable Grade gradeOf(Statement statement) {
    boolean localCommitsCount = isCertifiable(statement);
    if (countCommitted(statement) >= quorums.weak()) {
      return Grade.COMMITTED; // R-CLIENT-3
    }
    if (countCertified(statement, localCommitsCount) >= quorums.certify()) {
      return Grade.CERTIFIED; // R-CLIENT-2, R-CLIENT-3
    }
    return countSpeculative(statement, localCommitsCount) >= quorums.fast()
        ? Grade.SPECULATIVE
        : null; // R-CLIENT-1
  }

  /**
   * Whether {@code certify} replies state it: enough to know its result, and to ask for a
   * certificate (R-CLIENT-2).
   */
  private boolean isCertifiable(Statement statement) {
    return countSpeculative(statement, false) >= quorums.certify();
  }

  /** The statement of the greatest view that {@code certify} replies make, or null. */
  public @Nullable Statement certifiable() {
    if (replies.size() < quorums.certify()) {
      return null;
    }
    Statement greatest = null;
    for (Statement statement : statements()) {
      if ((greatest == null || statement.view().compareTo(greatest.view()) > 0)
          && isCertifiable(statement)) {
        greatest = statement;
      }
    }
    return greatest;
  }

  /** Whether {@code fast} replies state it. */
  boolean isFast(Statement statement) {
    return countSpeculative(statement, isCertifiable(statement)) >= quorums.fast();
  }

  // Section 3: a COMMITTED reply also counts as CERTIFIED of any view, a CERTIFIED one as
  // SPECULATIVE of its view. A LOCAL-COMMIT
  // carries no result: it counts only once `certify` replies have said what the result is.

  private int countCommitted(Statement statement) {
    int count = 0;
    for (ReplicaReplies heard : replies.values()) {
      count += heard.hasCommitted(statement) ? 1 : 0;
    }
    return count;
  }

  private int countCertified(Statement statement, boolean localCommitsCount) {
    int count = 0;
    for (ReplicaReplies heard : replies.values()) {
      count += heard.hasCertified(statement, localCommitsCount) ? 1 : 0;
    }
    return count;
  }

  private int countSpeculative(Statement statement, boolean localCommitsCount) {
    int count = 0;
    for (ReplicaReplies heard : replies.values()) {
      count +=
          heard.hasStated(statement) || heard.hasCertified(statement, localCommitsCount) ? 1 : 0;
    }
    return count;
  }

  /** Each once. They are few, mostly one: no hashing. */
  private List<Statement> statements() {
    List<Statement> all = new ArrayList<>(2);
    for (ReplicaReplies heard : replies.values()) {
      for (Statement statement : heard.statements()) {
        if (!all.contains(statement)) {
          all.add(statement);
        }
      }
    }
    return all;
  }

  /**
   * The votes, by replica, that came with replies of this statement; their signatures are
   * unchecked.
   */
  public SortedMap<ReplicaId, SignedVote> votesFor(Statement statement) {
    SortedMap<ReplicaId, SignedVote> votes = new TreeMap<>();
    replies.forEach(
        (replica, heard) -> {
          SignedVote vote = heard.voteFor(statement);
          if (vote != null) {
            votes.put(replica, vote);
          }
        });
    return Collections.unmodifiableSortedMap(votes);
  }

  /** The replicas that have stated it, and shown no signed vote for it; in order. */
  List<ReplicaId> unsigned(Statement statement) {
    return replies.entrySet().stream()
        .filter(r -> r.getValue().hasStated(statement))
        .filter(r -> r.getValue().voteFor(statement) == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Counts nothing that this replica has said or will say: its vote was forged. */
  void exclude(ReplicaId liar) {
    excluded.add(liar);
    replies.remove(liar);
  }

  /** The bytes of this result, from any replica that sent them, or null. */
  public @Nullable Bytes fullResult(Digest result) {
    for (ReplicaReplies heard : replies.values()) {
      Bytes full = heard.fullResult(result);
      if (full != null) {
        return full;
      }
    }
    return null;
  }

  /** The replicas that state this result, in order. */
  List<ReplicaId> replicasStating(Digest result) {
    return replies.entrySet().stream()
        .filter(r -> r.getValue().states(result))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many replicas have said anything. */
  int size() {
    return replies.size();
  }
}
