package io.weevil.testkit.junit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Which seed a test's group has. */
final class Seeds {

  /** Of a JUnit configuration parameter, or of a system property. */
  static final String PARAMETER = "weevil.testkit.seed";

  private static final Pattern INVOCATION = Pattern.compile("#(\\d+)]$");

  private Seeds() {}

  /**
   * What the parameter says; else what the test's {@link Seed} says; else {@code usual}, and for
   * each further repetition of a test one more.
   */
  static long of(ExtensionContext test, long usual) {
    Optional<Long> replayed = test.getConfigurationParameter(PARAMETER, Long::valueOf);
    return replayed
        .or(() -> annotated(test).map(Seed::value))
        .orElseGet(() -> usual + repetition(test));
  }

  private static Optional<Seed> annotated(ExtensionContext test) {
    return test.getTestMethod().map(method -> method.getAnnotation(Seed.class));
  }

  /** From 0. */
  private static long repetition(ExtensionContext test) {
    Matcher invocation = INVOCATION.matcher(test.getUniqueId());
    return invocation.find() ? Long.parseLong(invocation.group(1)) - 1 : 0;
  }
}
