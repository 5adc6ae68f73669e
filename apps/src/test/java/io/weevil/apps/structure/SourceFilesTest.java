package io.weevil.apps.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the class files do not show any more. */
class SourceFilesTest {

  private static final int MAX_LINES = 500;

  /** Written in pieces, so that this file is none of its own findings. */
  private static final Pattern LEFT_OVER =
      Pattern.compile("(//|\\*).*\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|\\* @aut" + "hor");

  @Test
  void noFileIsLongerThan500Lines() throws IOException {
    assertThat(SourceTree.all()).filteredOn(s -> s.text().lines().count() > MAX_LINES).isEmpty();
  }

  @Test
  void nothingIsLeftToDoInAComment() throws IOException {
    assertThat(SourceTree.all()).filteredOn(s -> LEFT_OVER.matcher(s.text()).find()).isEmpty();
  }

  @Test
  void everyPackageSaysThatItIsNonNull() throws IOException {
    List<Path> packages =
        SourceTree.main().stream().map(s -> s.file().getParent()).distinct().toList();
    assertThat(packages)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            directory ->
                assertThat(directory.resolve("package-info.java"))
                    .exists()
                    .content()
                    .contains("@NullMarked"));
  }

  @Test
  void noConfigurationAllowsJavaSerialization() throws IOException {
    try (Stream<Path> files = Files.walk(SourceTree.ROOT)) {
      List<Path> confs =
          files
              .filter(f -> f.toString().endsWith(".conf") && !f.toString().contains("/target/"))
              .toList();
      assertThat(confs)
          .allSatisfy(
              conf ->
                  assertThat(conf)
                      .content()
                      .doesNotContainPattern("(?i)java-serialization\\s*[=:]\\s*(on|true|yes)"));
    }
  }
}
