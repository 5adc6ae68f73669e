package io.weevil.engine.client;

import io.weevil.engine.client.ReplyQuorum.Statement;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one replica has said of one request. Each statement is a fact of its own view, true for
 * ever, so an earlier view's stands beside a later one's. A correct replica makes one a view; what
 * a liar adds beyond {@link #MAX_STATEMENTS} drives out its own.
 */
final class ReplicaReplies {

  static final int MAX_STATEMENTS = 8;

  /**
   * A statement's evidence.
   *
   * @param vote the newest one that came with it; its signature is unchecked
   * @param full the result's bytes, which hash to the digest stated
   */
  record Heard(Grade grade, @Nullable SignedVote vote, @Nullable Bytes full) {

    private Heard with(Heard newer) {
      return new Heard(
          grade.compareTo(newer.grade) >= 0 ? grade : newer.grade,
          newer.vote != null ? newer.vote : vote,
          newer.full != null ? newer.full : full);
    }
  }

  private final Map<Statement, Heard> heard = new LinkedHashMap<>(4);
  private final Set<Vote> localCommits = new LinkedHashSet<>(4);

  void add(Statement statement, Heard newer) {
    heard.merge(statement, newer, Heard::with);
    if (heard.size() > MAX_STATEMENTS) {
      forgetLeastUseful();
    }
  }

  private void forgetLeastUseful() {
    Comparator<Statement> byUse =
        Comparator.<Statement, Boolean>comparing(s -> gradeOf(s) == Grade.COMMITTED)
            .thenComparing(Statement::view);
    heard.remove(heard.keySet().stream().min(byUse).orElseThrow());
  }

  void addLocalCommit(Vote vote) {
    localCommits.add(vote);
    if (localCommits.size() > MAX_STATEMENTS) {
      localCommits.remove(
          localCommits.stream().min(Comparator.comparing(Vote::view)).orElseThrow());
    }
  }

  Set<Statement> statements() {
    return heard.keySet();
  }

  boolean hasStated(Statement statement) {
    return heard.containsKey(statement);
  }

  /** Whether the replica has certified it in its view, or committed it. */
  boolean hasCertified(Statement statement, boolean localCommitsCount) {
    return gradeOf(statement) == Grade.CERTIFIED
        || hasCommitted(statement)
        || (localCommitsCount && localCommits.contains(statement.vote()));
  }

  /** Whether the replica has committed it, in whatever view. */
  boolean hasCommitted(Statement statement) {
    for (Map.Entry<Statement, Heard> h : heard.entrySet()) {
      if (h.getValue().grade() == Grade.COMMITTED && h.getKey().agreesWith(statement)) {
        return true;
      }
    }
    return false;
  }

  boolean states(Digest result) {
    return heard.keySet().stream().anyMatch(s -> s.result().equals(result));
  }

  @Nullable SignedVote voteFor(Statement statement) {
    Heard found = heard.get(statement);
    return found == null ? null : found.vote();
  }

  @Nullable Bytes fullResult(Digest result) {
    return heard.entrySet().stream()
        .filter(h -> h.getKey().result().equals(result))
        .map(h -> h.getValue().full())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Grade gradeOf(Statement statement) {
    Heard found = heard.get(statement);
    return found == null ? null : found.grade();
  }
}
