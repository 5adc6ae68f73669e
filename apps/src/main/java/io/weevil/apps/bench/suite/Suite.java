package io.weevil.apps.bench.suite;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Benchmarks that are run one after the other.
 *
 * @param rows in their order
 * @param notes how settings differ from the papers'
 */
public record Suite(List<Row> rows, List<Note> notes) {

  /** The suite that Weevil's own page is made from. */
  public static final String STANDARD = "standard";

  private static final String RESOURCE = "io/weevil/apps/bench/standard-suite.conf";

  /** One setting that differs. */
  public record Note(String setting, String here, String papers) {}

  public Suite {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
    Set<String> names = rows.stream().map(Row::name).collect(Collectors.toSet());
    for (Row row : rows) {
      for (Target target : row.targets()) {
        target.of().ifPresent(of -> requireRow(of, row, names));
      }
    }
  }

  /**
   * Reads a suite.
   *
   * @param nameOrFile {@value #STANDARD}, or a HOCON file
   * @throws IOException when it cannot be read or makes no sense; the message says what and where
   */
  public static Suite load(String nameOrFile) throws IOException {
    try {
      return parse(config(nameOrFile).resolve());
    } catch (ConfigException | IllegalArgumentException wrong) {
      throw new IOException("the suite " + nameOrFile + ": " + wrong.getMessage(), wrong);
    }
  }

  private static Config config(String nameOrFile) throws IOException {
    if (nameOrFile.equals(STANDARD)) {
      return ConfigFactory.parseResources(Suite.class.getClassLoader(), RESOURCE);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "there is no suite " + nameOrFile + ": name '" + STANDARD + "', or a file");
    }
    return ConfigFactory.parseFile(file.toFile());
  }

  private static Suite parse(Config config) {
    List<String> common = words(config.getString("common"));
    List<Row> rows = new ArrayList<>();
    for (Config row : config.getConfigList("rows")) {
      rows.add(row(row, common));
    }
    List<Note> notes = new ArrayList<>();
    for (Config note : config.getConfigList("notes")) {
      notes.add(
          new Note(note.getString("setting"), note.getString("here"), note.getString("papers")));
    }
    return new Suite(rows, notes);
  }

  private static Row row(Config row, List<String> common) {
    List<String> own = words(row.getString("options"));
    List<Target> targets = new ArrayList<>();
    if (row.hasPath("targets")) {
      row.getConfigList("targets").forEach(target -> targets.add(target(target)));
    }
    return new Row(
        row.getString("name"),
        row.getString("work"),
        Stream.concat(own.stream(), missing(common, own).stream()).toList(),
        targets,
        row.hasPath("plotted") && row.getBoolean("plotted"));
  }

  /** Options with their values that are not among {@code own}. */
  private static List<String> missing(List<String> common, List<String> own) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < common.size(); i += 2) {
      if (!own.contains(common.get(i))) {
        missing.addAll(common.subList(i, i + 2));
      }
    }
    return missing;
  }

  private static Target target(Config target) {
    boolean least = target.hasPath("at-least");
    return new Target(
        target.getString("figure"),
        target.getDouble(least ? "at-least" : "at-most"),
        least,
        target.hasPath("of") ? Optional.of(target.getString("of")) : Optional.empty(),
        target.getString("unit"));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  private static void requireRow(String name, Row asker, Set<String> names) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "row " + asker.name() + " is compared with " + name + ", which there is not");
    }
  }
}
