package io.weevil.apps.structure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of all modules. */
public final class SourceTree {

  /** The checkout; tests run in the directory of their module. */
  public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final List<String> MODULES = List.of("engine", "actors", "testkit", "apps");

  /**
   * A source file.
   *
   * @param path relative to the checkout, with forward slashes
   */
  public record Source(Path file, String path, String text) {

    @Override
    public String toString() {
      return path;
    }

    public boolean isTest() {
      return path.contains("/src/test/");
    }

    /** The file's class, or its package. */
    public String name() {
      String name = file.getFileName().toString().replace(".java", "");
      return name.equals("package-info") ? "package " + file.getParent().getFileName() : name;
    }
  }

  private SourceTree() {}

  /** Main and test sources, by path. */
  public static List<Source> all() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          String path = ROOT.relativize(file).toString().replace('\\', '/');
          sources.add(new Source(file, path, Files.readString(file)));
        }
      }
    }
    return sources;
  }

  public static List<Source> main() throws IOException {
    return all().stream().filter(s -> !s.isTest()).toList();
  }

  public static List<Source> tests() throws IOException {
    return all().stream().filter(Source::isTest).toList();
  }
}
