package io.weevil.apps.chaos.report;

import static io.weevil.apps.drawing.Markup.escaped;

import java.util.List;
import java.util.Locale;

/** One row a scenario, with a link to its report. */
public final class IndexPage {

  /**
   * @param name the scenario's, and its folder's
   * @param seconds that it took, all in all
   * @param summary what did not hold, or how it went
   */
  public record Row(String name, String comment, boolean passed, double seconds, String summary) {}

  private IndexPage() {}

  public static String of(List<Row> rows) {
    StringBuilder page = new StringBuilder();
    long passed = rows.stream().filter(Row::passed).count();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>chaos: ")
        .append(passed + " of " + rows.size() + " passed</title>\n<style>\n")
        .append(HtmlReport.style())
        .append("</style></head>\n<body><main>\n<h1>")
        .append(passed + " of " + rows.size() + " scenarios passed</h1>\n<table>\n");
    rows.forEach(row -> page.append(line(row)));
    return page.append("</table>\n</main></body></html>\n").toString();
  }

  private static String line(Row row) {
    String word = row.passed() ? "passed" : "failed";
    return String.format(
        Locale.ROOT,
        "<tr><td><span class=\"verdict %s\">%s</span></td><td><a"
            + " href=\"%s/report.html\">%s</a></td><td class=\"count\">%.0f"
            + " s</td><td>%s<br><small>%s</small></td></tr>%n",
        word,
        word,
        escaped(row.name()),
        escaped(row.name()),
        row.seconds(),
        escaped(row.comment()),
        escaped(row.summary()));
  }
}
