package io.weevil.apps.chaos.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.weevil.actors.configuration.ConfigReader;
import io.weevil.actors.configuration.InvalidConfigurationException;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.apps.chaos.scenario.Scenario.Load;
import io.weevil.apps.chaos.scenario.Scenario.Shape;
import io.weevil.apps.chaos.scenario.Scenario.Step;
import io.weevil.apps.chaos.scenario.Scenario.Writing;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Track;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a scenario. What is wrong is noted and reading goes on, so that all errors are told. */
final class ScenarioParser {

  private static final String SECTION = "chaos";
  private static final String REFERENCE = "io/weevil/apps/chaos/reference.conf";
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Sections of a group, and whose settings stand there. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "limits", "weevil.group.limits", "replica", "weevil.replica", "client", "weevil.client");

  /** What the runner itself decides. */
  private static final Map<String, List<String>> DECIDED =
      Map.of(
          "replica",
          List.of("id", "key-file", "memory-file", "evidence-folder", "bind-hostname", "bind-port"),
          "client",
          List.of(
              "name",
              "key-file",
              "certificate-file",
              "address",
              "bind-hostname",
              "bind-port",
              "timers.call"));

  private final ConfigReader chaos;
  private final Config actual;

  private ScenarioParser(Config actual) {
    this.actual = actual;
    this.chaos = ConfigReader.of(SECTION, actual, reference());
  }

  static Scenario parse(String name, String comment, String text, Config actual) {
    ScenarioParser parser = new ScenarioParser(actual);
    Scenario scenario = parser.scenario(name, comment, text);
    if (parser.chaos.hasFindings()) {
      throw new InvalidConfigurationException(parser.chaos.findings());
    }
    return scenario;
  }

  static Config reference() {
    ClassLoader loader = ScenarioParser.class.getClassLoader();
    Config settings = ConfigFactory.defaultReference(WeevilSettings.class.getClassLoader());
    return ConfigFactory.parseResources(loader, REFERENCE).resolveWith(settings);
  }

  private Scenario scenario(String name, String comment, String text) {
    long seed = chaos.integer("seed", 0, 1_000_000_000);
    Duration duration = chaos.duration("duration", Duration.ofSeconds(1), LONGEST);
    Shape group = group(chaos.section("group"));
    Load load = load(chaos.section("load"));
    List<Step> timeline =
        TimelineParser.parse(
            chaos.list("timeline"), duration, group.quorums(), load.clients(), seed);
    Expectations expect = expectations(chaos.section("expect"), group.quorums());
    return new Scenario(name, comment, text, seed, duration, group, load, timeline, expect);
  }

  private Shape group(ConfigReader section) {
    int faults = section.integer("faults", 1, 3);
    int slow = section.integer("slow-tolerated", 0, faults);
    RequestAuthentication authentication =
        section.oneOf("request-authentication", RequestAuthentication.class);
    Map<String, String> settings = new TreeMap<>();
    SETTINGS.forEach((from, to) -> settings.putAll(settings(section, from, to)));
    return new Shape(new Quorums(faults, slow), authentication, settings);
  }

  /** Only what the scenario states: the rest is the nodes' own business. */
  private Map<String, String> settings(ConfigReader group, String section, String target) {
    Map<String, String> settings = new TreeMap<>();
    String path = SECTION + ".group." + section;
    if (!actual.hasPath(path) || !isSection(path)) {
      return settings; // where something else stands, that is noted already
    }
    for (Map.Entry<String, ConfigValue> entry : actual.getConfig(path).entrySet()) {
      String key = section + "." + entry.getKey();
      if (DECIDED.getOrDefault(section, List.of()).contains(entry.getKey())) {
        group.reject(key, "the runner decides it", "Remove it");
      }
      settings.put(target + "." + entry.getKey(), String.valueOf(entry.getValue().unwrapped()));
    }
    return settings;
  }

  private boolean isSection(String path) {
    try {
      actual.getConfig(path);
      return true;
    } catch (ConfigException.WrongType other) {
      return false;
    }
  }

  private static Load load(ConfigReader section) {
    int clients = section.integer("clients", 1, 8);
    return new Load(
        clients,
        section.integer("callers", clients, 256),
        section.integer("keys", 1, 10_000),
        section.number("read-share", 0, 1),
        section.oneOf("operation", Writing.class),
        section.integer("rate", 1, 100_000),
        section.integer("value-size", 16, 65_536),
        section.duration("deadline", Duration.ofMillis(100), LONGEST));
  }

  private static Expectations expectations(ConfigReader section, Quorums quorums) {
    int minViews = section.integer("min-view-changes", 0, 1_000);
    int maxViews = section.integer("max-view-changes", 0, 1_000);
    if (maxViews < minViews) {
      section.reject(
          "max-view-changes", "it is less than min-view-changes", "Set it to at least " + minViews);
    }
    return new Expectations(
        section.duration("calls-end-within", Duration.ofMillis(100), LONGEST),
        minViews,
        maxViews,
        section.integer("max-unknown", 0, 1_000_000),
        section.integer("min-answered", 0, 1_000_000_000),
        section.number("min-speculative-share", 0, 1),
        tracks(section),
        learners(section, quorums.n()));
  }

  private static Set<Track> tracks(ConfigReader section) {
    Set<Track> tracks = EnumSet.noneOf(Track.class);
    for (String word : words(section, "tracks")) {
      Arrays.stream(Track.values())
          .filter(track -> track.name().equals(word.toUpperCase(Locale.ROOT)))
          .findFirst()
          .ifPresentOrElse(
              tracks::add,
              () ->
                  section.reject(
                      "tracks", "there is no track " + word, "Name speculative, agreed or both"));
    }
    return tracks;
  }

  private static SortedSet<Integer> learners(ConfigReader section, int n) {
    SortedSet<Integer> learners = new TreeSet<>();
    for (String word : words(section, "learners")) {
      if (word.matches("[0-9]{1,4}") && Integer.parseInt(word) < n) {
        learners.add(Integer.valueOf(word));
      } else {
        section.reject("learners", "there is no replica " + word, "Name some of 0 … " + (n - 1));
      }
    }
    return learners;
  }

  private static List<String> words(ConfigReader section, String path) {
    try {
      return section.config().getStringList(path);
    } catch (ConfigException wrong) {
      section.reject(path, "it must be a list", "Write " + path + " = [ …, … ]");
      return List.of();
    }
  }
}
