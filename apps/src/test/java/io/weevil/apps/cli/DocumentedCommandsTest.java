package io.weevil.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.weevil.apps.structure.Documents;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands that documents show are commands that there are, with options that there are. */
class DocumentedCommandsTest {

  private static final Pattern INLINE = Pattern.compile("`\\./weevil ([^`]+)`");

  @Test
  void everyDocumentedCommandIsUnderstood() throws IOException {
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(8);
    for (String command : commands) {
      assertThatCode(() -> Main.commandLine().parseArgs(command.strip().split("\\s+")))
          .as("./weevil " + command)
          .doesNotThrowAnyException();
    }
  }

  private static List<String> commands() throws IOException {
    return Documents.all().stream()
        .flatMap(
            page ->
                Stream.concat(
                    page.blocks("sh").stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith("./weevil "))
                        .map(line -> line.substring("./weevil ".length())),
                    INLINE.matcher(page.text()).results().map((MatchResult m) -> m.group(1))))
        .distinct()
        .toList();
  }
}
