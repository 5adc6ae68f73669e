package io.weevil.apps.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.structure.Citations.Citation;
import io.weevil.apps.structure.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTableTest {

  private static final Path PROTOCOL = SourceTree.ROOT.resolve("docs/protocol.md");
  private static final Path PAGE = SourceTree.ROOT.resolve("docs/rules.md");

  private static RulesTable table() throws IOException {
    return RulesTable.of(
        RuleBook.parse(Files.readString(PROTOCOL)), SourceTree.main(), SourceTree.tests());
  }

  @Test
  void thePageSaysWhatTheSourcesSay() throws IOException {
    String page = table().page();
    if (Boolean.getBoolean("weevil.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/rules.md is stale: run this test with -Dweevil.regenerate=true")
        .isEqualTo(page);
  }

  @Test
  void everyRuleThatIsBuiltIsCitedByCode() throws IOException {
    assertThat(table().builtWithoutCode()).isEmpty();
  }

  @Test
  void everyRuleThatIsBuiltIsProvenByATest() throws IOException {
    assertThat(table().builtWithoutTest()).isEmpty();
  }

  @Test
  void onlyRulesOfTheBookAreCited() throws IOException {
    assertThat(table().unknown()).isEmpty();
  }

  @Test
  void everyAnnotationIsUnderstood() throws IOException {
    List<Source> tests = SourceTree.tests();
    assertThat(tests)
        .allSatisfy(
            s ->
                assertThat(Citations.ofTests(List.of(s)).stream().map(Citation::place).distinct())
                    .as(s.path())
                    .hasSizeGreaterThanOrEqualTo((int) Citations.annotationsIn(s)));
  }

  @Test
  void aRuleWithoutCodeOrTestIsNoticed() {
    RuleBook book = RuleBook.parse("| R-ORDER | order | yes |\n| R-STATE | fetch | no |\n");
    Source code = source("src/main/java/A.java", "// R-ORDER-REQ, ORDER-REQ, R-OLD\nclass A {}");
    Source test =
        source("src/test/java/ATest.java", "  @Rule(\"R-ORDERS\")\n  @Test\n  void a() {}");
    RulesTable table = RulesTable.of(book, List.of(code), List.of(test));
    assertThat(table.builtWithoutCode()).containsExactly("R-ORDER");
    assertThat(table.builtWithoutTest()).containsExactly("R-ORDER");
    assertThat(table.unknown()).hasSize(3);
  }

  @Test
  void annotationsOfMethodsAndClassesAreFound() {
    Source test =
        source(
            "src/test/java/ATest.java",
            """
            %1$s("R-ORDER")
            class ATest {
              %1$s({"R-ACCEPT-2", "R-HOLE"})
              @Property(tries = 10)
              void later(@ForAll("slots") long slot) {}
            }
            """
                .formatted("@Rule"));
    assertThat(Citations.ofTests(List.of(test)).stream().map(c -> c.rule() + " " + c.place()))
        .containsExactly("R-ORDER ATest", "R-ACCEPT-2 ATest#later", "R-HOLE ATest#later");
  }

  private static Source source(String path, String text) {
    return new Source(Path.of(path), path, text);
  }
}
