package io.weevil.apps.chaos.report;

import static io.weevil.apps.drawing.Markup.escaped;

import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.verdict.ChaosVerdict;
import io.weevil.apps.chaos.verdict.Check;
import io.weevil.apps.chaos.verdict.Numbers;
import io.weevil.engine.model.Grade;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A page that needs nothing but itself: verdict, plots, what happened, and the scenario. */
public final class HtmlReport {

  private static final String STYLE = "report.css";
  private static final int FINDINGS_SHOWN = 20;

  private final Recording recording;
  private final ChaosVerdict verdict;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(Recording recording, ChaosVerdict verdict) {
    this.recording = recording;
    this.verdict = verdict;
  }

  public static String of(Recording recording, ChaosVerdict verdict) {
    return new HtmlReport(recording, verdict).write();
  }

  private String write() {
    head();
    numbers();
    add("<section class=\"plots\">\n").add(Chart.draw(recording));
    legend();
    add("</section>\n");
    checks();
    rules();
    events();
    add("<h2>The scenario</h2>\n<pre>").add(escaped(recording.scenario().text())).add("</pre>\n");
    return add("</main></body></html>\n").page.toString();
  }

  private HtmlReport add(String text) {
    page.append(text);
    return this;
  }

  private void head() {
    String name = escaped(recording.scenario().name());
    String word = verdict.passed() ? "passed" : "failed";
    add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>")
        .add(name + ": " + word)
        .add("</title>\n<style>\n" + style() + "</style></head>\n<body><main>\n");
    add("<h1><span class=\"verdict " + word + "\">" + word + "</span> " + name + "</h1>\n");
    add("<p class=\"comment\">" + escaped(recording.scenario().comment()) + "</p>\n");
    for (Check check : verdict.failed()) {
      add("<p class=\"broken\">Does not hold: " + escaped(check.name()) + ". ");
      add(escaped(check.detail()) + "</p>\n");
    }
  }

  private void numbers() {
    Numbers n = Numbers.of(recording);
    var quorums = recording.scenario().group().quorums();
    add("<dl class=\"numbers\">");
    number("replicas", quorums.n() + " (f = " + quorums.f() + ", c = " + quorums.c() + ")");
    number("load", format("%.1f s", n.seconds()));
    number("answered", format("%,d of %,d", n.answered(), n.calls()));
    number("a second", format("%.0f", n.perSecond()));
    number("half within", format("%.1f ms", n.p50()));
    number("99 % within", format("%.1f ms", n.p99()));
    number("longest", format("%,.0f ms", n.longest()));
    number("in one round trip", format("%.0f %%", n.speculativeShare() * 100));
    number("view changes", Long.toString(recording.viewChanges()));
    number("machine", escaped(recording.ending().machine().toString()));
    number("seed", Long.toString(recording.scenario().seed()));
    add("</dl>\n");
  }

  private void number(String name, String value) {
    add("<div><dt>" + name + "</dt><dd>" + value + "</dd></div>");
  }

  private void legend() {
    add("<p class=\"legend\">");
    for (Grade grade : Grade.values()) {
      String name = grade.name().toLowerCase(Locale.ROOT);
      key(name, name + " answers");
    }
    key("unknown", "calls without an answer");
    key("p50", "half of the calls took less");
    key("p99", "99 % took less");
    key("longest", "the longest");
    for (int i = 0; i < recording.scenario().group().quorums().n(); i++) {
      key("replica-" + i % 7, "r" + i);
    }
    add("</p>\n");
  }

  private void key(String look, String words) {
    add("<span><i class=\"key " + look + "\"></i>" + words + "</span> ");
  }

  private void checks() {
    add("<h2>What was checked</h2>\n<table class=\"checks\">\n");
    for (Check check : verdict.checks()) {
      add("<tr class=\"" + (check.holds() ? "held" : "not-held") + "\"><td>");
      add(check.holds() ? "✓" : "✗").add("</td><td>" + escaped(check.name()) + "</td><td>");
      add(escaped(check.detail()));
      add(findings(check));
      add("</td></tr>\n");
    }
    add("</table>\n");
  }

  /** Where the detail says it already, nothing is said twice. */
  private static String findings(Check check) {
    List<String> more = check.findings().stream().filter(f -> !f.equals(check.detail())).toList();
    String shown =
        more.stream()
            .limit(FINDINGS_SHOWN)
            .map(finding -> "<li><pre>" + escaped(finding) + "</pre></li>")
            .collect(Collectors.joining());
    String others = more.size() > FINDINGS_SHOWN ? "… " + more.size() + " in all" : "";
    return more.isEmpty() ? "" : "<ul>" + shown + "</ul>" + others;
  }

  private void rules() {
    if (recording.rules().isEmpty()) {
      return;
    }
    add(
        "<h2>What the rules did</h2>\n"
            + "<table class=\"narrow\">\n"
            + "<tr><th>rule</th><th>messages met</th><th>done</th></tr>\n");
    recording
        .rules()
        .forEach(
            (name, counts) ->
                add(
                    format(
                        "<tr><td>%s</td><td class=\"count\">%,d</td><td>%s</td></tr>%n",
                        escaped(name), counts.met(), escaped(done(counts.done())))));
    add("</table>\n");
  }

  private static String done(Map<String, Long> done) {
    return done.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> format("%,d %s", e.getValue(), e.getKey()))
        .collect(Collectors.joining(", "));
  }

  private void events() {
    add("<h2>What happened</h2>\n<table class=\"events\">\n");
    for (EventRow row : EventRow.of(recording)) {
      add("<tr class=\"" + row.look() + "\"><td class=\"count\">");
      add(format("%.1f s", row.time() / 1e9) + "</td><td>" + row.who() + "</td><td>");
      add(escaped(row.what()) + "</td></tr>\n");
    }
    add("</table>\n");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  static String style() {
    try (InputStream css = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (css == null) {
        throw new IllegalStateException(STYLE + " is not on the class path");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
