package io.weevil.apps.chaos.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A scenario's file: a comment that says what it shows, then HOCON. */
public final class ScenarioFile {

  private static final String ENDING = ".conf";

  private ScenarioFile() {}

  /**
   * @throws IOException when the file cannot be read, is not HOCON, or has no comment at its top
   * @throws io.weevil.actors.configuration.InvalidConfigurationException naming all errors
   */
  public static Scenario load(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(file + " is not a readable file: name a scenario, *.conf");
    }
    String text = Files.readString(file);
    String comment = comment(text);
    if (comment.isEmpty()) {
      throw new IOException(file + " does not begin with a comment: say what it shows");
    }
    return ScenarioParser.parse(nameOf(file), comment, text, config(file));
  }

  private static Config config(Path file) throws IOException {
    try {
      return ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF))
          .resolve();
    } catch (ConfigException e) {
      throw new IOException("the scenario cannot be read: " + e.getMessage(), e);
    }
  }

  private static String nameOf(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  private static String comment(String text) {
    return text.lines()
        .takeWhile(line -> line.startsWith("#"))
        .map(line -> line.substring(1).strip())
        .collect(Collectors.joining(" "))
        .strip();
  }
}
