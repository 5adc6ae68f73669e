package io.weevil.apps.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {

  private static final Path PAGE = SourceTree.ROOT.resolve("docs/settings.md");

  @Test
  void thePageSaysWhatTheReferenceSays() throws IOException {
    String page = SettingsPage.page();
    if (Boolean.getBoolean("weevil.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/settings.md is stale: run this test with -Dweevil.regenerate=true")
        .isEqualTo(page);
  }

  @Test
  void everySettingIsOnThePage() {
    assertThat(SettingsPage.settings())
        .hasSizeGreaterThan(40)
        .allSatisfy(setting -> assertThat(SettingsPage.page()).contains("| `" + setting + "` |"));
  }
}
