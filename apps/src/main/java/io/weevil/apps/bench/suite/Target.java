package io.weevil.apps.bench.suite;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a figure should be.
 *
 * @param figure its path in a result's JSON, names with dots between
 * @param bound the least value, or the greatest
 * @param least whether {@code bound} is the least
 * @param of the row whose figure this one is divided by; empty where it stands for itself
 * @param unit for people
 */
public record Target(String figure, double bound, boolean least, Optional<String> of, String unit) {

  /** The figure in a result; empty where the result has none. */
  OptionalDouble measured(JsonNode result) {
    JsonNode value = result.at("/" + figure.replace('.', '/'));
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }

  boolean isMetBy(double value) {
    return least ? value >= bound : value <= bound;
  }

  String describe() {
    return (least ? "≥ " : "≤ ") + text(bound) + " " + unit;
  }

  /** Large numbers without decimals, small ones with two. */
  static String text(double value) {
    boolean whole = Math.abs(value) >= 100 || value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.2f", value);
  }
}
