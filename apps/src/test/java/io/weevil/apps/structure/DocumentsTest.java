package io.weevil.apps.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.weevil.apps.structure.Documents.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents grow stale where nothing compares them with what they speak of. */
class DocumentsTest {

  private static final Pattern KEY =
      Pattern.compile("(?<![\\w./-])(weevil(?:\\.[a-z][a-z0-9-]*)+)(?![\\w(/-]|\\.[A-Za-z])");

  /** A name of two words at least: a single word in code style may be anything. */
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]*)+)`");

  private static final Pattern RULE =
      Pattern.compile("(?<![A-Z0-9-])(R-[A-Z]+(?:-[A-Z]+)*(?:-\\d+)?)");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Page page : Documents.all()) {
      assertThat(page.links()).as(page.path()).allMatch(link -> leadsSomewhere(page, link));
    }
  }

  private static boolean leadsSomewhere(Page page, String link) {
    String[] parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
    try {
      return Files.exists(target)
          && (parts.length == 1
              || Documents.page(SourceTree.ROOT.relativize(target.normalize()).toString())
                  .anchors()
                  .contains(parts[1]));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void everySettingThatIsNamedExists() throws IOException {
    List<String> named = Documents.mentions(Documents.all(), KEY);
    assertThat(named).hasSizeGreaterThan(20).allMatch(DocumentsTest::isSetting);
  }

  private static boolean isSetting(String key) {
    Config reference = SettingsPage.reference();
    // Keys of the build and of tests, not of a node.
    return reference.hasPathOrNull(key)
        || key.equals("weevil.regenerate")
        || key.equals("weevil.testkit.seed");
  }

  @Test
  void everyTypeThatIsNamedExists() throws IOException {
    List<String> types =
        new java.util.ArrayList<>(SourceTree.all().stream().map(SourceTree.Source::name).toList());
    String sources =
        SourceTree.all().stream().map(SourceTree.Source::text).reduce("", String::concat);
    assertThat(Documents.mentions(Documents.all(), TYPE))
        .allMatch(type -> types.contains(type) || sources.contains(type));
  }

  @Test
  void everyRuleThatIsNamedIsInTheBook() throws IOException {
    RuleBook book = RuleBook.parse(Documents.page("docs/protocol.md").text());
    List<Page> pages =
        Documents.all().stream().filter(p -> !p.path().equals("docs/rules.md")).toList();
    assertThat(Documents.mentions(pages, RULE)).hasSizeGreaterThan(20).allMatch(book::knows);
  }
}
