package io.weevil.engine.authentication;

import io.weevil.engine.model.ReplicaId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of evidence is worth to a third party (R-EVIDENCE).
 *
 * @param accused whom it is about
 * @param checks all that must hold, in order; the later ones may be missing where an earlier one
 *     does not hold
 */
public record Verdict(ReplicaId accused, List<Check> checks) {

  /**
   * Something that must hold.
   *
   * @param claim in words
   * @param fault why it does not hold; null where it does
   */
  public record Check(String claim, @Nullable String fault) {
    public boolean holds() {
      return fault == null;
    }
  }

  public Verdict {
    checks = List.copyOf(checks);
    if (checks.isEmpty()) {
      throw new IllegalArgumentException("nothing is proven by no check");
    }
  }

  /** Whether the accused is faulty beyond doubt. */
  public boolean isProof() {
    return checks.stream().allMatch(Check::holds);
  }

  /** Why it is no proof; empty where it is one. */
  public String reason() {
    return String.join("; ", checks.stream().map(Check::fault).filter(f -> f != null).toList());
  }
}
