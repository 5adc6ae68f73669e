package io.weevil.apps.chaos;

import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.report.HistoryFile;
import io.weevil.apps.chaos.report.HtmlReport;
import io.weevil.apps.chaos.report.IndexPage;
import io.weevil.apps.chaos.report.VerdictJson;
import io.weevil.apps.chaos.run.ChaosRun;
import io.weevil.apps.chaos.scenario.Scenario;
import io.weevil.apps.chaos.verdict.ChaosVerdict;
import io.weevil.apps.chaos.verdict.Check;
import io.weevil.apps.chaos.verdict.Judge;
import io.weevil.apps.chaos.verdict.Numbers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scenarios one after the other, each with a folder of its own: {@code report.html}, {@code
 * verdict.json}, {@code history.jsonl}, the nodes' logs and evidence. Beside them {@code
 * index.html}.
 */
public final class Campaign {

  private static final int FINDINGS_SAID = 5;

  private final Path folder;
  private final String mainClass;
  private final PrintWriter out;
  private final List<IndexPage.Row> rows = new ArrayList<>();

  private Campaign(Path folder, String mainClass, PrintWriter out) {
    this.folder = folder;
    this.mainClass = mainClass;
    this.out = out;
  }

  /**
   * @param folder gets the files; what stands there from an earlier run is written over
   * @param mainClass the command line's, which knows {@code chaos node}
   * @return whether all passed
   * @throws IOException when the files cannot be written
   */
  public static boolean run(
      List<Scenario> scenarios, Path folder, String mainClass, PrintWriter out)
      throws IOException, InterruptedException {
    Campaign campaign = new Campaign(Files.createDirectories(folder), mainClass, out);
    for (Scenario scenario : scenarios) {
      campaign.run(scenario);
    }
    return campaign.conclude();
  }

  private void run(Scenario scenario) throws IOException, InterruptedException {
    say("\n" + scenario.name() + ": " + scenario.comment());
    long start = System.nanoTime();
    Path files = Files.createDirectories(folder.resolve(scenario.name()));
    Files.writeString(files.resolve("scenario.conf"), scenario.text());
    try {
      Recording recording = ChaosRun.run(scenario, mainClass, files, line -> say("  " + line));
      conclude(recording, files, start);
    } catch (IOException failure) {
      // One group that cannot be run must not keep the others from being tried.
      String why = "it could not be run: " + failure.getMessage();
      say("FAILED " + scenario.name() + ": " + why);
      rows.add(new IndexPage.Row(scenario.name(), scenario.comment(), false, since(start), why));
    }
  }

  private void conclude(Recording recording, Path files, long start) throws IOException {
    Scenario scenario = recording.scenario();
    ChaosVerdict verdict = Judge.judge(recording);
    Files.writeString(files.resolve("report.html"), HtmlReport.of(recording, verdict));
    Files.writeString(files.resolve("verdict.json"), VerdictJson.of(recording, verdict));
    HistoryFile.write(recording.calls(), files.resolve("history.jsonl"));
    String summary = summary(recording, verdict);
    rows.add(
        new IndexPage.Row(
            scenario.name(), scenario.comment(), verdict.passed(), since(start), summary));
    say(
        (verdict.passed() ? "PASSED " : "FAILED ")
            + "%s in %.0f s: %s".formatted(scenario.name(), since(start), summary));
    if (!verdict.passed()) {
      verdict.failed().forEach(this::say);
    }
    say("  " + files.resolve("report.html"));
  }

  private void say(Check broken) {
    say("  does not hold: " + broken.name() + " (" + broken.detail() + ")");
    broken.findings().stream()
        .filter(finding -> !finding.equals(broken.detail()))
        .limit(FINDINGS_SAID)
        .forEach(finding -> say("    " + finding.replace("\n", "\n    ")));
    if (broken.findings().size() > FINDINGS_SAID) {
      say("    … " + broken.findings().size() + " in all");
    }
  }

  private static String summary(Recording recording, ChaosVerdict verdict) {
    Numbers numbers = Numbers.of(recording);
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d calls answered, %d view changes, longest wait %.1f s, %s",
            numbers.answered(),
            numbers.calls(),
            recording.viewChanges(),
            numbers.longest() / 1_000,
            recording.ending().machine());
    int failed = verdict.failed().size();
    return failed == 0 ? text : text + "; " + failed + " of the checks do not hold";
  }

  private boolean conclude() throws IOException {
    Path index = folder.resolve("index.html");
    Files.writeString(index, IndexPage.of(rows));
    List<String> failed =
        rows.stream().filter(row -> !row.passed()).map(IndexPage.Row::name).toList();
    say(
        "\n"
            + (rows.size() - failed.size())
            + " of "
            + rows.size()
            + " scenarios passed: "
            + index);
    failed.forEach(
        name ->
            say(
                "  failed: "
                    + name
                    + ", with report, history and logs in "
                    + folder.resolve(name)));
    return failed.isEmpty();
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
