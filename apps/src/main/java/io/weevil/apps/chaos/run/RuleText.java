package io.weevil.apps.chaos.run;

import io.weevil.apps.chaos.link.LinkEffect;
import io.weevil.apps.chaos.link.LinkEnd;
import io.weevil.apps.chaos.link.LinkRule;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** A rule in words. */
final class RuleText {

  private RuleText() {}

  static String describe(LinkRule rule) {
    String effects =
        rule.effects().stream().map(RuleText::describe).collect(Collectors.joining(", "));
    String kinds = rule.kinds().isEmpty() ? "" : " of " + joined(rule.kinds());
    String from = rule.from().isEmpty() ? "" : " from " + names(rule.from());
    String to = rule.to().isEmpty() ? "" : " to " + names(rule.to());
    return effects + kinds + from + to;
  }

  private static String describe(LinkEffect effect) {
    return switch (effect) {
      case LinkEffect.Partition(var sides) ->
          sides.stream().map(RuleText::names).collect(Collectors.joining(" | ", "cut ", ""));
      case LinkEffect.Drop(double rate) when rate == 1 -> "lose all";
      case LinkEffect.Drop(double rate) -> "lose " + percent(rate);
      case LinkEffect.Corrupt(double rate) -> "corrupt " + percent(rate);
      case LinkEffect.Duplicate(double rate) -> "send " + percent(rate) + " twice";
      case LinkEffect.Delay(Duration fixed, Duration jitter) ->
          "delay by " + millis(fixed) + (jitter.isZero() ? "" : " … " + millis(fixed.plus(jitter)));
      case LinkEffect.Reorder(double rate, Duration within) ->
          "hold " + percent(rate) + " back for up to " + millis(within);
      case LinkEffect.Throttle(int bytes) -> "let " + bytes / 1_024 + " KiB/s through";
    };
  }

  private static String names(Collection<LinkEnd> ends) {
    return ends.stream()
        .map(end -> end instanceof LinkEnd.Replica ? "r" + end : end.toString())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String joined(Collection<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.3g", rate * 100).replaceAll("\\.?0+$", "") + " %";
  }

  private static String millis(Duration time) {
    return time.toMillis() + " ms";
  }
}
