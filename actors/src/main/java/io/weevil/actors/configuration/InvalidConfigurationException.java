package io.weevil.actors.configuration;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that nothing is started with. Names all that is wrong with it, not only the first
 * error.
 */
public final class InvalidConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  public InvalidConfigurationException(List<Finding> findings) {
    super(describe(findings));
    this.findings = List.copyOf(findings);
  }

  public List<Finding> findings() {
    return findings;
  }

  private static String describe(List<Finding> findings) {
    String title = findings.size() == 1 ? "1 error" : findings.size() + " errors";
    return findings.stream()
        .map(Finding::toString)
        .collect(Collectors.joining("\n  ", "the configuration has " + title + ":\n  ", ""));
  }
}
