package io.weevil.apps.structure;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page docs/settings.md: every setting, its default and its comment in reference.conf. */
final class SettingsPage {

  private static final String HEAD =
      """
      # Settings

      Made from `reference.conf` by `SettingsPageTest`; do not edit. Everything stands under `weevil`, and a key that is not listed is
      refused at the start. Durations and sizes carry their units (`500ms`, `2s`, `192 KiB`). A default of `""` or `[]` means that there
      is none.
      """;

  private static final Comparator<ConfigValue> BY_LINE =
      Comparator.comparingInt(v -> v.origin().lineNumber());

  private SettingsPage() {}

  static Config reference() {
    return ConfigFactory.parseResources("reference.conf");
  }

  /** Paths of all settings that are not objects, or are empty ones. */
  static List<String> settings() {
    List<String> paths = new ArrayList<>();
    addLeaves("weevil", reference().getObject("weevil"), paths);
    return paths;
  }

  private static void addLeaves(String path, ConfigObject object, List<String> paths) {
    for (Map.Entry<String, ConfigValue> e : inOrder(object)) {
      String child = path + "." + e.getKey();
      if (e.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
        addLeaves(child, inner, paths);
      } else {
        paths.add(child);
      }
    }
  }

  static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Map.Entry<String, ConfigValue> e : inOrder(reference().getObject("weevil"))) {
      addSection("weevil." + e.getKey(), e.getValue(), page);
    }
    return page.toString();
  }

  private static void addSection(String path, ConfigValue section, StringBuilder page) {
    page.append("\n## ").append(path).append("\n\n").append(comment(section)).append('\n');
    page.append("\n| setting | default | meaning |\n| --- | --- | --- |\n");
    addRows(path, (ConfigObject) section, page);
  }

  private static void addRows(String path, ConfigObject object, StringBuilder page) {
    for (Map.Entry<String, ConfigValue> e : inOrder(object)) {
      String child = path + "." + e.getKey();
      if (e.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
        if (!comment(inner).isEmpty()) {
          page.append("| *%s* | | %s |\n".formatted(child, comment(inner)));
        }
        addRows(child, inner, page);
      } else {
        page.append(
            "| `%s` | `%s` | %s |\n".formatted(child, text(e.getValue()), comment(e.getValue())));
      }
    }
  }

  private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object) {
    return object.entrySet().stream().sorted(Map.Entry.comparingByValue(BY_LINE)).toList();
  }

  private static String text(ConfigValue value) {
    String rendered = value.render(ConfigRenderOptions.concise());
    return rendered.equals("\"\"") ? rendered : rendered.replace("\"", "");
  }

  private static String comment(ConfigValue value) {
    return value.origin().comments().stream()
        .map(line -> line.startsWith("   ") ? "<br>" + escaped(line) : escaped(line))
        .collect(Collectors.joining(" "));
  }

  private static String escaped(String line) {
    return line.strip().replace("|", "\\|").replace("<", "&lt;").replaceAll(" {2,}", ": ");
  }
}
