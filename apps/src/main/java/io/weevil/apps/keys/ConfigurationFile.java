package io.weevil.apps.keys;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Loads a configuration file: paths in it that are relative are relative to it. */
public final class ConfigurationFile {

  private static final List<String> PATHS =
      List.of(
          "weevil.replica.key-file", "weevil.client.key-file", "weevil.client.certificate-file");

  private ConfigurationFile() {}

  /**
   * The file's content, with system properties above it and all defaults below.
   *
   * @throws IOException when the file cannot be read or is not HOCON; the message says what and
   *     where
   */
  public static Config load(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(
          file + " is not a readable file. 'weevil keygen' writes configurations");
    }
    try {
      ConfigParseOptions strict = ConfigParseOptions.defaults().setAllowMissing(false);
      return ConfigFactory.load(
          withAbsolutePaths(ConfigFactory.parseFile(file.toFile(), strict), file));
    } catch (ConfigException e) {
      throw new IOException("the configuration cannot be read: " + e.getMessage(), e);
    }
  }

  private static Config withAbsolutePaths(Config config, Path file) {
    Config absolute = config;
    for (String path : PATHS) {
      if (config.hasPath(path) && !config.getString(path).isEmpty()) {
        String resolved = file.resolveSibling(config.getString(path)).toAbsolutePath().toString();
        absolute =
            absolute.withValue(
                path,
                ConfigValueFactory.fromAnyRef(resolved).withOrigin(config.getValue(path).origin()));
      }
    }
    return absolute;
  }
}
