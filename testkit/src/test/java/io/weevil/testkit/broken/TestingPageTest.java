package io.weevil.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/testing.md lists every broken engine, and the schedules and monitors. */
class TestingPageTest {

  private static final Path PAGE = Edit.projectRoot().resolve("docs/testing.md");
  private static final String BEGIN = "<!-- made from BrokenEngines; do not edit -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void thePageSaysWhatTheBuildProves() throws IOException {
    String page = Files.readString(PAGE);
    String wanted = replaceTables(page);
    if (Boolean.getBoolean("weevil.regenerate")) {
      Files.writeString(PAGE, wanted);
      page = wanted;
    }
    assertThat(page)
        .as("docs/testing.md is stale: run this test with -Dweevil.regenerate=true")
        .isEqualTo(wanted);
  }

  private static String replaceTables(String page) {
    int from = page.indexOf(BEGIN);
    int to = page.indexOf(END);
    assertThat(from).as("the mark of where the tables begin").isPositive();
    assertThat(to).as("the mark of where they end").isGreaterThan(from);
    return page.substring(0, from + BEGIN.length()) + "\n" + tables() + "\n" + page.substring(to);
  }

  private static String tables() {
    String engines =
        BrokenEngines.all().stream().map(TestingPageTest::row).collect(Collectors.joining());
    String schedules =
        Stream.of(Schedule.values())
            .map(s -> "| %s | %s |\n".formatted(s, s.words()))
            .collect(Collectors.joining());
    return "| broken engine | rule | schedule | seeds, at most | found as |\n"
        + "| --- | --- | --- | --- | --- |\n"
        + engines
        + "\n| schedule | what happens in it |\n| --- | --- |\n"
        + schedules;
  }

  private static String row(BrokenEngine engine) {
    String found =
        engine.caughtAs().stream().map(Enum::name).sorted().collect(Collectors.joining(", "));
    return "| %s | %s | %s | %d | %s |\n"
        .formatted(engine.name(), engine.rule(), engine.schedule(), engine.seeds(), found);
  }
}
