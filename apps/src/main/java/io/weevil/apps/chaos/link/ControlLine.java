package io.weevil.apps.chaos.link;

import io.weevil.engine.message.MessageKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a chaos node is told on its standard input, one line each:
 *
 * <pre>
 * begin lossy seed=7 kinds=PREPARE,COMMIT from=0 to=1,client-0 drop=0.2 delay=50000000+1000000
 * end lossy
 * </pre>
 *
 * Effects keep their order. Times are in nanoseconds, {@code fixed+jitter} and {@code rate/within}.
 */
public sealed interface ControlLine {

  record Begin(LinkRule rule) implements ControlLine {
    @Override
    public String toString() {
      return BEGIN + " " + ControlLine.text(rule);
    }
  }

  record End(String name) implements ControlLine {
    @Override
    public String toString() {
      return END + " " + name;
    }
  }

  String BEGIN = "begin";
  String END = "end";

  /** Reads a line; throws {@link IllegalArgumentException} when it is none of these. */
  static ControlLine parse(String line) {
    String[] words = line.strip().split(" +");
    if (words.length == 2 && words[0].equals(END)) {
      return new End(words[1]);
    }
    if (words.length > 2 && words[0].equals(BEGIN)) {
      return new Begin(rule(words[1], Arrays.asList(words).subList(2, words.length)));
    }
    throw new IllegalArgumentException("\"" + line + "\" is no line of control");
  }

  private static String text(LinkRule rule) {
    StringJoiner text = new StringJoiner(" ");
    text.add(rule.name()).add("seed=" + rule.seed());
    addList(text, "kinds", rule.kinds(), ",");
    addList(text, "from", rule.from(), ",");
    addList(text, "to", rule.to(), ",");
    rule.effects().forEach(effect -> text.add(text(effect)));
    return text.toString();
  }

  private static void addList(StringJoiner text, String key, Collection<?> values, String comma) {
    if (!values.isEmpty()) {
      text.add(key + "=" + joined(values, comma));
    }
  }

  private static String joined(Collection<?> values, String comma) {
    return values.stream().map(Object::toString).sorted().collect(Collectors.joining(comma));
  }

  private static String text(LinkEffect effect) {
    String value =
        switch (effect) {
          case LinkEffect.Partition(var sides) ->
              sides.stream().map(side -> joined(side, ",")).collect(Collectors.joining("|"));
          case LinkEffect.Drop(double rate) -> Double.toString(rate);
          case LinkEffect.Corrupt(double rate) -> Double.toString(rate);
          case LinkEffect.Duplicate(double rate) -> Double.toString(rate);
          case LinkEffect.Delay(var fixed, var jitter) -> fixed.toNanos() + "+" + jitter.toNanos();
          case LinkEffect.Reorder(double rate, var within) -> rate + "/" + within.toNanos();
          case LinkEffect.Throttle(int bytesPerSecond) -> Integer.toString(bytesPerSecond);
        };
    return RuleCounts.nameOf(effect) + "=" + value;
  }

  private static LinkRule rule(String name, List<String> settings) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      if (parts.length != 2 || values.put(parts[0], parts[1]) != null) {
        throw new IllegalArgumentException("\"" + setting + "\" is no setting of a rule");
      }
    }
    long seed = Long.parseLong(taken(values, "seed", "0"));
    Set<MessageKind> kinds = set(taken(values, "kinds", ""), MessageKind::valueOf);
    Set<LinkEnd> from = set(taken(values, "from", ""), LinkEnd::parse);
    Set<LinkEnd> to = set(taken(values, "to", ""), LinkEnd::parse);
    List<LinkEffect> effects =
        values.entrySet().stream().map(e -> effect(e.getKey(), e.getValue())).toList();
    return new LinkRule(name, seed, kinds, from, to, effects);
  }

  private static String taken(Map<String, String> values, String key, String otherwise) {
    String value = values.remove(key);
    return value == null ? otherwise : value;
  }

  private static <T> Set<T> set(String text, Function<String, T> parse) {
    return new TreeSet<>(Arrays.asList(text.split(",")))
        .stream().filter(t -> !t.isEmpty()).map(parse).collect(Collectors.toSet());
  }

  private static LinkEffect effect(String name, String value) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "partition" ->
          new LinkEffect.Partition(
              Arrays.stream(value.split("\\|")).map(side -> set(side, LinkEnd::parse)).toList());
      case "drop" -> new LinkEffect.Drop(Double.parseDouble(value));
      case "corrupt" -> new LinkEffect.Corrupt(Double.parseDouble(value));
      case "duplicate" -> new LinkEffect.Duplicate(Double.parseDouble(value));
      case "delay" -> new LinkEffect.Delay(nanos(value, "\\+", 0), nanos(value, "\\+", 1));
      case "reorder" ->
          new LinkEffect.Reorder(Double.parseDouble(value.split("/")[0]), nanos(value, "/", 1));
      case "throttle" -> new LinkEffect.Throttle(Integer.parseInt(value));
      default -> throw new IllegalArgumentException("\"" + name + "\" is no effect of a rule");
    };
  }

  private static Duration nanos(String value, String separator, int part) {
    String[] parts = value.split(separator);
    if (parts.length != 2) {
      throw new IllegalArgumentException("\"" + value + "\" is not two values");
    }
    return Duration.ofNanos(Long.parseLong(parts[part]));
  }
}
