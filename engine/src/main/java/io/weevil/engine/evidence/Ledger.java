package io.weevil.engine.evidence;

import io.weevil.engine.model.ReplicaId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first statement of each signer about each subject. Bounded by signer: whoever signs much
 * drives out what it signed itself, and nobody else's.
 *
 * @param <K> what a statement is about
 * @param <S> a statement
 */
final class Ledger<K, S> {

  private final int capacity;
  private final Map<ReplicaId, Map<K, S>> statements = new HashMap<>();

  /**
   * @param capacity statements kept of each signer; at least 1
   */
  Ledger(int capacity) {
    this.capacity = capacity;
  }

  /** The signer's first statement about {@code subject}: this one, or one made before. */
  S first(ReplicaId signer, K subject, S statement) {
    Map<K, S> own = statements.computeIfAbsent(signer, s -> new LinkedHashMap<>());
    S before = own.putIfAbsent(subject, statement);
    if (own.size() > capacity) {
      own.remove(own.keySet().iterator().next());
    }
    return before == null ? statement : before;
  }

  @Nullable S find(ReplicaId signer, K subject) {
    Map<K, S> own = statements.get(signer);
    return own == null ? null : own.get(subject);
  }
}
