package io.weevil.apps.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.structure.SourceTree.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/known-bugs.md: every known bug stands there, and every test that is named exists. */
class KnownBugsPageTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z]\\d+[a-f]?) \\|.*$", Pattern.MULTILINE);

  /** Class, nested class if there is one, and method. */
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?#(\\w+)`");

  private static final String ANNOTATION = "@(?:Test|ParameterizedTest|Property)\\b";

  private static String page() throws IOException {
    return Documents.page("docs/known-bugs.md").text();
  }

  private static Stream<String> numbered(String letter, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> letter + i);
  }

  private static List<String> ids() {
    List<String> all = new ArrayList<>(List.of("Z1b", "Z1c", "Z1d", "Z1e", "Z1f"));
    all.addAll(List.of("M2", "M4", "M6", "M8"));
    numbered("Z", 16).forEach(all::add);
    numbered("P", 17).forEach(all::add);
    numbered("C", 7).forEach(all::add);
    numbered("K", 7).forEach(all::add);
    numbered("S", 5).forEach(all::add);
    numbered("R", 4).forEach(all::add);
    numbered("D", 8).forEach(all::add);
    numbered("W", 6).forEach(all::add);
    return all;
  }

  private static List<MatchResult> testsIn(String text) {
    return TEST.matcher(text).results().toList();
  }

  @Test
  void everyKnownBugStandsThereOnceWithATest() throws IOException {
    List<MatchResult> rows = ROW.matcher(page()).results().toList();
    assertThat(rows).extracting(row -> row.group(1)).containsExactlyInAnyOrderElementsOf(ids());
    assertThat(rows).allSatisfy(row -> assertThat(testsIn(row.group())).isNotEmpty());
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    List<Source> tests = SourceTree.tests();
    List<String> missing =
        testsIn(page()).stream()
            .filter(named -> tests.stream().noneMatch(source -> holds(source, named)))
            .map(MatchResult::group)
            .toList();
    assertThat(missing).isEmpty();
  }

  private static boolean holds(Source source, MatchResult named) {
    String nested = named.group(2);
    return source.name().equals(named.group(1))
        && (nested == null || source.text().contains("class " + nested + " "))
        && Pattern.compile(
                ANNOTATION + "[^{}]*?(?:\\{[^{}]*\\}[^{}]*?)*?\\bvoid " + named.group(3) + "\\(")
            .matcher(source.text())
            .find();
  }

  /** A scenario that nobody can find by its number is lost: each is on the page. */
  @Test
  void everyScenarioIsOnThePage() throws IOException {
    Pattern scenario = Pattern.compile("\\bvoid ([a-z]\\d+[a-f]?_\\w+)\\(");
    List<String> named = testsIn(page()).stream().map(named1 -> named1.group(3)).toList();
    List<String> scenarios =
        SourceTree.tests().stream()
            .filter(source -> source.path().contains("/testkit/knownbugs/"))
            .flatMap(source -> scenario.matcher(source.text()).results())
            .map(result -> result.group(1))
            .toList();
    assertThat(scenarios).hasSizeGreaterThan(40).isSubsetOf(named);
  }
}
