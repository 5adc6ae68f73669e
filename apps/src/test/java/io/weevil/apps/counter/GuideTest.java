package io.weevil.apps.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuideTest {

  private static final Path GUIDE = Path.of("../docs/your-service.md");
  private static final Path SOURCE = Path.of("src/main/java/io/weevil/apps/counter/Counter.java");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyPieceOfCodeInTheGuideStandsInTheSourceWordForWord() throws IOException {
    List<String> pieces =
        JAVA.matcher(Files.readString(GUIDE)).results().map(m -> m.group(1)).toList();
    String source = withoutIndentation(Files.readString(SOURCE));
    assertThat(pieces).hasSizeGreaterThan(4);
    assertThat(pieces).allSatisfy(piece -> assertThat(source).contains(withoutIndentation(piece)));
  }

  @Test
  void theExampleHasAboutAHundredLines() throws IOException {
    assertThat(Files.readAllLines(SOURCE)).hasSizeLessThan(120);
  }

  private static String withoutIndentation(String code) {
    return code.lines().map(String::strip).reduce("", (text, line) -> text + line + "\n");
  }
}
