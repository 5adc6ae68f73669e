package io.weevil.engine.quorum;

import io.weevil.engine.model.ReplicaId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts replicas, never messages: each replica has at most one statement, and statements are
 * counted by equality. Every quorum of the engine is collected here.
 *
 * @param <S> what replicas state; compared by {@code equals}
 * @param <E> the evidence kept with a statement, a signature say
 */
public final class VoteCollector<S, E> {

  /** What became of a statement. */
  public enum Outcome {
    /** The replica's first statement, or the same again. */
    COUNTED,
    /** The replica has stated something else before; the first statement stands. */
    CONFLICTING,
    /** Not a member of the group. */
    NOT_A_MEMBER
  }

  private record Statement<S, E>(S content, E evidence) {}

  private final Quorums quorums;
  private final SortedMap<ReplicaId, Statement<S, E>> statements = new TreeMap<>();

  public VoteCollector(Quorums quorums) {
    this.quorums = quorums;
  }

  public Outcome collect(ReplicaId replica, S statement, E evidence) {
    if (!quorums.isMember(replica)) {
      return Outcome.NOT_A_MEMBER;
    }
    Statement<S, E> first = statements.putIfAbsent(replica, new Statement<>(statement, evidence));
    return first == null || first.content().equals(statement)
        ? Outcome.COUNTED
        : Outcome.CONFLICTING;
  }

  public int count(S statement) {
    return (int) statements.values().stream().filter(s -> s.content().equals(statement)).count();
  }

  /** The evidence of every replica that stated {@code statement}, by replica. */
  public SortedMap<ReplicaId, E> evidenceFor(S statement) {
    SortedMap<ReplicaId, E> found = new TreeMap<>();
    statements.forEach(
        (replica, s) -> {
          if (s.content().equals(statement)) {
            found.put(replica, s.evidence());
          }
        });
    return Collections.unmodifiableSortedMap(found);
  }

  /**
   * The statement that at least {@code size} replicas made, or null. With {@code size > n/2} there
   * is at most one.
   */
  public @Nullable S agreedBy(int size) {
    Map<S, Integer> counts = new HashMap<>();
    for (Statement<S, E> statement : statements.values()) {
      if (counts.merge(statement.content(), 1, Integer::sum) >= size) {
        return statement.content();
      }
    }
    return null;
  }

  public @Nullable S statementOf(ReplicaId replica) {
    Statement<S, E> statement = statements.get(replica);
    return statement == null ? null : statement.content();
  }

  public Collection<ReplicaId> replicas() {
    return Collections.unmodifiableSet(statements.keySet());
  }

  public int size() {
    return statements.size();
  }
}
