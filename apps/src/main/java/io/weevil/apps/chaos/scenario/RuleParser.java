package io.weevil.apps.chaos.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.weevil.actors.configuration.ConfigReader;
import io.weevil.apps.chaos.link.LinkEffect;
import io.weevil.apps.chaos.link.LinkEnd;
import io.weevil.engine.message.MessageKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a rule on links. */
final class RuleParser {

  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "seed",
          "kinds",
          "from",
          "to",
          "partition",
          "drop",
          "corrupt",
          "duplicate",
          "delay",
          "jitter",
          "reorder",
          "within",
          "throttle");
  private static final double LEAST_RATE = 0.001;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String ENDS =
      "Name replicas by their numbers, or one of "
          + String.join(", ", RulePlan.WORDS)
          + ", client-0, …";

  private final ConfigReader rule;
  private final int replicas;
  private final int clients;

  private RuleParser(ConfigReader rule, int replicas, int clients) {
    this.rule = rule;
    this.replicas = replicas;
    this.clients = clients;
  }

  /** The rule; empty when something is wrong with it, which is then noted. */
  static Optional<RulePlan> parse(ConfigReader rule, int replicas, int clients, long seed) {
    int before = rule.count();
    rule.requireKnown(KNOWN);
    RuleParser parser = new RuleParser(rule, replicas, clients);
    Optional<RulePlan> plan = parser.plan(seed);
    return rule.count() > before ? Optional.empty() : plan;
  }

  private Optional<RulePlan> plan(long seed) {
    int before = rule.count();
    String name = rule.text("name", "Name the rule, so that it can be ended");
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9._-]{1,64}")) {
      rule.reject("name", "it is not one word", "Use letters, digits, dots and hyphens");
    }
    long own = rule.isSet("seed") ? rule.integer("seed", 0, Integer.MAX_VALUE) : seed;
    Set<MessageKind> kinds = kinds();
    List<String> from = ends("from", strings(rule.config(), "from"));
    List<String> to = ends("to", strings(rule.config(), "to"));
    List<List<String>> partition = partition();
    if (!partition.isEmpty() && !(from.isEmpty() && to.isEmpty())) {
      rule.reject(
          "partition",
          "its sides already say who is cut from whom",
          "Remove from and to, or write them with drop = 1.0 instead of a partition");
    }
    List<LinkEffect> effects = rule.count() > before ? List.of() : effects();
    if (rule.count() == before && effects.isEmpty() && partition.isEmpty()) {
      rule.reject(
          "name",
          "the rule does nothing",
          "Give it a partition, drop, corrupt, duplicate, delay, reorder or throttle");
    }
    return rule.count() > before
        ? Optional.empty()
        : Optional.of(new RulePlan(name, own, kinds, from, to, partition, effects));
  }

  private List<LinkEffect> effects() {
    List<LinkEffect> effects = new ArrayList<>();
    if (rule.isSet("drop")) {
      effects.add(new LinkEffect.Drop(rate("drop")));
    }
    if (rule.isSet("corrupt")) {
      effects.add(new LinkEffect.Corrupt(rate("corrupt")));
    }
    if (rule.isSet("duplicate")) {
      effects.add(new LinkEffect.Duplicate(rate("duplicate")));
    }
    delay().ifPresent(effects::add);
    reorder().ifPresent(effects::add);
    if (rule.isSet("throttle")) {
      effects.add(new LinkEffect.Throttle(Math.max(1, rule.bytes("throttle", 128))));
    }
    return effects;
  }

  private Optional<LinkEffect> delay() {
    Duration fixed = rule.isSet("delay") ? time("delay") : Duration.ZERO;
    Duration jitter = rule.isSet("jitter") ? time("jitter") : Duration.ZERO;
    return fixed.plus(jitter).isZero()
        ? Optional.empty()
        : Optional.of(new LinkEffect.Delay(fixed, jitter));
  }

  private Optional<LinkEffect> reorder() {
    if (rule.isSet("reorder") != rule.isSet("within")) {
      rule.reject(
          rule.isSet("reorder") ? "reorder" : "within",
          "reorder and within go together",
          "Say which share of messages is held back, and for how long at most");
      return Optional.empty();
    }
    return rule.isSet("reorder")
        ? Optional.of(new LinkEffect.Reorder(rate("reorder"), time("within")))
        : Optional.empty();
  }

  private double rate(String path) {
    return rule.number(path, LEAST_RATE, 1);
  }

  private Duration time(String path) {
    return rule.duration(path, Duration.ofMillis(1), LONGEST);
  }

  private Set<MessageKind> kinds() {
    Set<MessageKind> kinds = EnumSet.noneOf(MessageKind.class);
    for (String text : strings(rule.config(), "kinds")) {
      String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
      Arrays.stream(MessageKind.values())
          .filter(kind -> kind.name().equals(name))
          .findFirst()
          .ifPresentOrElse(
              kinds::add,
              () ->
                  rule.reject(
                      "kinds",
                      "there is no message kind " + text,
                      "Name some of "
                          + Arrays.stream(MessageKind.values())
                              .map(Enum::name)
                              .collect(Collectors.joining(", "))));
    }
    return kinds;
  }

  private List<List<String>> partition() {
    if (!rule.config().hasPath("partition")) {
      return List.of();
    }
    List<List<String>> sides = new ArrayList<>();
    if (rule.config().getValue("partition") instanceof ConfigList list) {
      for (ConfigValue side : list) {
        sides.add(ends("partition", strings(side.atPath("side"), "side")));
      }
    }
    if (sides.size() < 2 || sides.stream().anyMatch(List::isEmpty)) {
      rule.reject("partition", "it needs two sides at least", "Write partition = [[0, 1], [2, 3]]");
      return List.of();
    }
    return sides;
  }

  private List<String> ends(String path, List<String> words) {
    words.stream()
        .filter(word -> !RulePlan.WORDS.contains(word))
        .forEach(word -> problem(word).ifPresent(problem -> rule.reject(path, problem, ENDS)));
    return words;
  }

  private Optional<String> problem(String word) {
    try {
      return switch (LinkEnd.parse(word)) {
        case LinkEnd.Replica(int i) when i >= replicas ->
            Optional.of("there is no replica " + i + ": they are 0 … " + (replicas - 1));
        case LinkEnd.Client(int i) when i >= clients ->
            Optional.of("there is no client-" + i + ": load.clients is " + clients);
        case LinkEnd.Replica r -> Optional.empty();
        case LinkEnd.Client c -> Optional.empty();
      };
    } catch (IllegalArgumentException wrong) {
      return Optional.of("\"" + word + "\" is neither a replica nor a client");
    }
  }

  /** A list of words or numbers; notes what else stands there. */
  private List<String> strings(Config config, String path) {
    if (!config.hasPath(path)) {
      return List.of();
    }
    try {
      if (config.getValue(path).valueType() != ConfigValueType.LIST) {
        throw new ConfigException.WrongType(config.origin(), path);
      }
      return config.getStringList(path);
    } catch (ConfigException wrong) {
      rule.reject(path.equals("side") ? "partition" : path, "it must be a list", "Write [ …, … ]");
      return List.of();
    }
  }
}
