package io.weevil.apps.chaos.verdict;

import java.util.List;

/** What was checked, all of it whatever was found before. */
public record ChaosVerdict(List<Check> checks) {

  public ChaosVerdict {
    checks = List.copyOf(checks);
  }

  public boolean passed() {
    return checks.stream().allMatch(Check::holds);
  }

  public List<Check> failed() {
    return checks.stream().filter(check -> !check.holds()).toList();
  }
}
