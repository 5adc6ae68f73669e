package io.weevil.apps.chaos.link;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What a rule has done.
 *
 * @param met messages that it was for
 * @param done how often it did what, by the effect's name in lower case; no zeros
 */
public record RuleCounts(long met, Map<String, Long> done) {

  public static final RuleCounts NONE = new RuleCounts(0, Map.of());

  private static final String MET = "met";

  public RuleCounts {
    done = Map.copyOf(done);
  }

  static String nameOf(LinkEffect effect) {
    return effect.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** How many messages came to harm. */
  public long harmed() {
    return done.values().stream().mapToLong(Long::longValue).sum();
  }

  public RuleCounts plus(RuleCounts other) {
    Map<String, Long> sum = new TreeMap<>(done);
    other.done.forEach((effect, count) -> sum.merge(effect, count, Long::sum));
    return new RuleCounts(met + other.met, sum);
  }

  /** {@code met=120 drop=11}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    text.add(MET + "=" + met);
    new TreeMap<>(done).forEach((effect, count) -> text.add(effect + "=" + count));
    return text.toString();
  }

  /** Reads what {@link #toString} writes; throws {@link IllegalArgumentException} for the rest. */
  public static RuleCounts parse(String text) {
    long met = 0;
    Map<String, Long> done = new TreeMap<>();
    for (String token : text.strip().split(" ")) {
      String[] parts = token.split("=", 2);
      if (parts.length != 2) {
        throw new IllegalArgumentException("\"" + token + "\" is no count");
      }
      long count = Long.parseLong(parts[1]);
      if (parts[0].equals(MET)) {
        met = count;
      } else {
        done.put(parts[0], count);
      }
    }
    return new RuleCounts(met, done);
  }
}
