package io.weevil.testkit.broken;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A textual change of one source file.
 *
 * @param type the file's class, below {@code io.weevil}: {@code engine.quorum.VoteCollector}
 * @param found must occur exactly once
 */
record Edit(String type, String found, String replacement) {

  private static final Path ROOT = root();

  private static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (path != null && !Files.isDirectory(path.resolve("engine/src/main/java"))) {
      path = path.getParent();
    }
    if (path == null) {
      throw new IllegalStateException("the sources are not above " + Path.of("").toAbsolutePath());
    }
    return path;
  }

  /** Where the project's sources are. */
  static Path projectRoot() {
    return ROOT;
  }

  String className() {
    return "io.weevil." + type;
  }

  /** As it stands. */
  String source() {
    String module = type.substring(0, type.indexOf('.'));
    Path file =
        ROOT.resolve(module + "/src/main/java/io/weevil/" + type.replace('.', '/') + ".java");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(
          "no engine can be broken in " + file + " any more: does the class have another name?", e);
    }
  }

  /**
   * The source with this change.
   *
   * @throws IllegalStateException when what is to be changed is not there
   */
  String applyTo(String source) {
    int at = source.indexOf(found);
    if (at < 0 || source.indexOf(found, at + 1) >= 0) {
      throw new IllegalStateException(
          "a broken engine is made by changing %s where it says\n%s\nwhich stands there %s: say in"
                  .formatted(className(), found, at < 0 ? "no more" : "more than once")
              + " BrokenEngines what is to be changed now");
    }
    return source.substring(0, at) + replacement + source.substring(at + found.length());
  }
}
