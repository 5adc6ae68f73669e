package io.weevil.actors.configuration;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Finds keys that mean nothing: a misspelt setting must not silently leave its default in force.
 */
final class KnownKeys {

  /** Sections in which Pekko, not Weevil, says what is known. */
  private static final Set<String> FREE =
      Set.of(
          "weevil.transport.actor-system",
          "weevil.ordering-dispatcher",
          "weevil.execution-dispatcher");

  private static final int FURTHEST_MISSPELLING = 4;

  private KnownKeys() {}

  /**
   * Notes every key of {@code actual}'s weevil section that {@code reference}'s lacks, and every
   * value that stands where a section belongs.
   *
   * @return the configuration with the defaults in such places, so that one error does not look
   *     like many
   */
  static Config check(Config actual, Config reference, ConfigReader reader) {
    return check("weevil", actual, reference, reader);
  }

  /** Notes every key of {@code element} but {@code known}. */
  static void checkElement(ConfigReader element, Set<String> known) {
    for (String key : new TreeSet<>(element.config().root().keySet())) {
      if (!known.contains(key)) {
        reject(key, element, known);
      }
    }
  }

  /** The same for another section. */
  static Config check(String path, Config actual, Config reference, ConfigReader root) {
    if (!(actual.getValue(path) instanceof ConfigObject section)) {
      root.reject(path, "it must be a section", "Write " + path + " { … }");
      return actual.withValue(path, reference.getValue(path));
    }
    ConfigObject known = isFree(path) ? section : reference.getObject(path);
    Config repaired = actual;
    for (String key : new TreeSet<>(section.keySet())) {
      String keyPath = path + "." + ConfigUtil.joinPath(key);
      if (!known.containsKey(key)) {
        reject(keyPath, key, root, known.keySet());
      } else if (reference.hasPath(keyPath)
          && reference.getValue(keyPath) instanceof ConfigObject) {
        repaired = check(keyPath, repaired, reference, root);
      }
    }
    return repaired;
  }

  private static boolean isFree(String path) {
    return FREE.stream().anyMatch(free -> path.equals(free) || path.startsWith(free + "."));
  }

  private static void reject(String key, ConfigReader element, Set<String> known) {
    reject(ConfigUtil.joinPath(key), key, element, known);
  }

  private static void reject(String path, String key, ConfigReader reader, Set<String> known) {
    reader.reject(
        path,
        "there is no such setting",
        nearest(key, known)
            .map(near -> "Did you mean " + near + "?")
            .orElse("Remove it; known here are " + String.join(", ", new TreeSet<>(known))));
  }

  private static Optional<String> nearest(String key, Set<String> known) {
    Map<String, Integer> distances = new TreeMap<>();
    known.forEach(candidate -> distances.put(candidate, distance(key, candidate)));
    return distances.entrySet().stream()
        .filter(e -> e.getValue() <= Math.min(FURTHEST_MISSPELLING, key.length() / 2))
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  /** Levenshtein's: how many letters must be added, removed or replaced. */
  private static int distance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] =
            List.of(replaced, row[j] + 1, row[j - 1] + 1).stream()
                .min(Integer::compare)
                .orElseThrow();
      }
    }
    return row[b.length()];
  }
}
