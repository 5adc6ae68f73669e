package io.weevil.apps.structure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that people read: those in the root and in docs. */
public final class Documents {

  private static final Pattern FENCED =
      Pattern.compile("^```(\\w*)\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /**
   * A page.
   *
   * @param path relative to the checkout
   */
  public record Page(Path file, String path, String text) {

    /** The contents of fenced blocks in {@code language}. */
    public List<String> blocks(String language) {
      return FENCED
          .matcher(text)
          .results()
          .filter(m -> m.group(1).equals(language))
          .map(m -> m.group(2))
          .toList();
    }

    /** Where relative links lead; anchors included. */
    List<String> links() {
      return LINK.matcher(FENCED.matcher(text).replaceAll(""))
          .results()
          .map(m -> m.group(1))
          .filter(link -> !link.contains("://"))
          .toList();
    }

    /** The anchors that GitHub gives to the headings. */
    List<String> anchors() {
      return HEADING
          .matcher(FENCED.matcher(text).replaceAll(""))
          .results()
          .map(m -> anchor(m.group(1)))
          .toList();
    }

    private static String anchor(String heading) {
      return heading
          .toLowerCase(Locale.ROOT)
          .replaceAll("[^\\p{L}\\p{N} _-]", "")
          .strip()
          .replace(' ', '-');
    }
  }

  private Documents() {}

  public static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (Path folder : List.of(SourceTree.ROOT, SourceTree.ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
          pages.add(page(file));
        }
      }
    }
    return pages;
  }

  /**
   * @param path relative to the checkout
   */
  public static Page page(String path) throws IOException {
    return page(SourceTree.ROOT.resolve(path));
  }

  private static Page page(Path file) throws IOException {
    String path = SourceTree.ROOT.relativize(file).toString().replace('\\', '/');
    return new Page(file, path, Files.readString(file));
  }

  /** What {@code pattern}'s first group matches anywhere. */
  static List<String> mentions(List<Page> pages, Pattern pattern) {
    return pages.stream()
        .map(Page::text)
        .map(pattern::matcher)
        .flatMap(Matcher::results)
        .map(m -> m.group(1))
        .distinct()
        .toList();
  }
}
