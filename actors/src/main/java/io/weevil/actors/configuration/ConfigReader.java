package io.weevil.actors.configuration;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads settings and notes what is wrong with them instead of stopping at the first error. Where a
 * value is wrong, a reader returns a harmless one, so that reading can go on; nothing is built from
 * it, because {@link #hasFindings} then holds.
 */
public final class ConfigReader {

  private final Config config;
  private final String prefix;
  private final List<Finding> findings;

  public ConfigReader(Config config) {
    this(config, "", new ArrayList<>());
  }

  private ConfigReader(Config config, String prefix, List<Finding> findings) {
    this.config = config;
    this.prefix = prefix;
    this.findings = findings;
  }

  /**
   * A reader of a file that has its own reference: defaults, and all keys that there are.
   *
   * @param section of both, and the only one
   * @param actual what a person wrote
   * @param reference with no substitution that is not resolved
   */
  public static ConfigReader of(String section, Config actual, Config reference) {
    Config complete = actual.withFallback(reference);
    ConfigReader reader = new ConfigReader(complete);
    reader.requireKnown(Set.of(section));
    Config known = KnownKeys.check(section, complete, reference, reader);
    return reader.with(known).section(section);
  }

  /** Notes every key of this element of a list but {@code known}. */
  public void requireKnown(Set<String> known) {
    KnownKeys.checkElement(this, known);
  }

  /** The same findings, another configuration. */
  ConfigReader with(Config other) {
    return new ConfigReader(other, prefix, findings);
  }

  /** Notes where something else than a section stands at {@code path}; says whether one does. */
  public boolean requireSection(String path) {
    boolean section =
        config.hasPath(path) && config.getValue(path).valueType() == ConfigValueType.OBJECT;
    if (!section) {
      reject(path, "it must be a section", "Write " + prefix + path + " { … }");
    }
    return section;
  }

  /** The section at {@code path}. */
  public ConfigReader section(String path) {
    return new ConfigReader(config.getConfig(path), prefix + path + ".", findings);
  }

  /** The list of objects at {@code path}, each with its own path. */
  public List<ConfigReader> list(String path) {
    try {
      List<ConfigReader> elements = new ArrayList<>();
      for (Config element : config.hasPath(path) ? config.getConfigList(path) : List.<Config>of()) {
        elements.add(
            new ConfigReader(element, prefix + path + "[" + elements.size() + "].", findings));
      }
      return elements;
    } catch (ConfigException wrong) {
      reject(path, "it must be a list of objects", "Write " + prefix + path + " = [ { … }, … ]");
      return List.of();
    }
  }

  public Config config() {
    return config;
  }

  public boolean isSet(String path) {
    return config.hasPath(path) && !(isText(path) && config.getString(path).isEmpty());
  }

  /** A text that may be missing. */
  public Optional<String> optionalText(String path) {
    return isSet(path) ? Optional.of(text(path, "Set it")) : Optional.empty();
  }

  /** A text that must be there. */
  public String text(String path, String remedy) {
    if (!isSet(path)) {
      reject(path, "it must be set", remedy);
      return "";
    }
    return read(path, remedy, config::getString, "");
  }

  public int integer(String path, int min, int max) {
    String remedy = "Set it to " + (min == max ? "" + min : min + " … " + max);
    if (!isSet(path)) {
      reject(path, "it must be set", remedy);
      return min;
    }
    int value = read(path, remedy, config::getInt, min);
    if (value < min || value > max) {
      reject(path, "it must be " + min + " … " + max, remedy);
      return min;
    }
    return value;
  }

  public double number(String path, double min, double max) {
    String remedy = "Set it to " + min + " … " + max;
    double value = read(path, remedy, config::getDouble, min);
    if (!(value >= min && value <= max)) {
      reject(path, "it must be " + min + " … " + max, remedy);
      return min;
    }
    return value;
  }

  /** A size of at most 1 GiB. */
  public int bytes(String path, int min) {
    String remedy = "Write a size with its unit, such as " + (min / 1_024 + 1) + " KiB";
    long value = read(path, remedy, config::getBytes, (long) min);
    if (value < min || value > 1 << 30) {
      reject(path, "it must be " + min + " bytes … 1 GiB", remedy);
      return min;
    }
    return (int) value;
  }

  public Duration duration(String path, Duration min, Duration max) {
    String remedy = "Write a time with its unit, " + text(min) + " … " + text(max);
    Duration value = read(path, remedy, config::getDuration, min);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      reject(path, "it must be " + text(min) + " … " + text(max), remedy);
      return min;
    }
    return value;
  }

  public boolean flag(String path) {
    return read(path, "Set it to on or off", config::getBoolean, false);
  }

  /** One of the values of an enumeration, written in lower case. */
  public <E extends Enum<E>> E oneOf(String path, Class<E> type) {
    E[] values = type.getEnumConstants();
    List<String> names = Arrays.stream(values).map(ConfigReader::name).toList();
    String remedy = "Set it to " + String.join(" or ", names);
    String text = text(path, remedy);
    int index = names.indexOf(text);
    if (index < 0) {
      if (!text.isEmpty()) {
        reject(path, "there is no such choice", remedy);
      }
      return values[0];
    }
    return values[index];
  }

  /**
   * A value read from a text by {@code parse}, which throws {@link IllegalArgumentException} saying
   * what is wrong.
   */
  public <T> T parsed(String path, Function<String, T> parse, T otherwise, String remedy) {
    String text = text(path, remedy);
    try {
      return text.isEmpty() ? otherwise : parse.apply(text);
    } catch (IllegalArgumentException wrong) {
      reject(path, String.valueOf(wrong.getMessage()), remedy);
      return otherwise;
    }
  }

  /** Notes that the value at {@code path} is wrong. */
  public void reject(String path, String problem, String remedy) {
    ConfigValue value = config.hasPath(path) ? config.getValue(path) : null;
    boolean shown =
        value != null && isScalar(value) && !(isText(path) && config.getString(path).isEmpty());
    findings.add(
        new Finding(
            prefix + path,
            value != null && shown ? abbreviate(value.render()) : "",
            value == null ? "" : describe(value.origin()),
            problem,
            remedy));
  }

  public boolean hasFindings() {
    return !findings.isEmpty();
  }

  /** How many findings there are so far. */
  public int count() {
    return findings.size();
  }

  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  private <T> T read(String path, String remedy, Function<String, T> getter, T otherwise) {
    try {
      return getter.apply(path);
    } catch (ConfigException.Missing missing) {
      reject(path, "it must be set", remedy);
    } catch (ConfigException wrong) {
      reject(path, "it cannot be read", remedy);
    }
    return otherwise;
  }

  private boolean isText(String path) {
    return config.getValue(path).valueType() == ConfigValueType.STRING;
  }

  private static boolean isScalar(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT, LIST, NULL -> false;
      case NUMBER, BOOLEAN, STRING -> true;
    };
  }

  static String describe(ConfigOrigin origin) {
    if (origin.resource() != null && origin.resource().endsWith("reference.conf")) {
      return "the default";
    }
    return abbreviate(origin.description());
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String abbreviate(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "…";
  }

  private static String text(Duration duration) {
    return duration.toMillis() == 0
        ? "0ms"
        : duration.toMillis() % 1_000 == 0
            ? duration.toSeconds() + "s"
            : duration.toMillis() + "ms";
  }
}
