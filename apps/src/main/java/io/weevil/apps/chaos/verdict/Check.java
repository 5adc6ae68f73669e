package io.weevil.apps.chaos.verdict;

import java.util.List;

/**
 * One thing that must hold.
 *
 * @param name what must hold
 * @param detail what was found, in one line
 * @param findings what contradicts it; empty when it holds
 */
public record Check(String name, String detail, List<String> findings) {

  public Check {
    findings = List.copyOf(findings);
  }

  static Check held(String name, String detail) {
    return new Check(name, detail, List.of());
  }

  /** Holds when there are no findings. */
  static Check of(String name, String detail, List<String> findings) {
    return new Check(name, detail, findings);
  }

  /** Holds when {@code holds}; otherwise the detail is the finding. */
  static Check that(boolean holds, String name, String detail) {
    return new Check(name, detail, holds ? List.of() : List.of(detail));
  }

  public boolean holds() {
    return findings.isEmpty();
  }
}
