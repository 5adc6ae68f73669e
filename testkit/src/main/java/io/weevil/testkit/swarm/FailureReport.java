package io.weevil.testkit.swarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells a failed run in words and as a chart. */
public final class FailureReport {

  /** So many of the last things that happened are told. */
  private static final int SCENES = 2_000;

  private static final int CHARTED = 150;

  private final Outcome outcome;
  private final Story story;

  private FailureReport(Outcome outcome, Story story) {
    this.outcome = outcome;
    this.story = story;
  }

  /** Runs the failed plan once more, and listens. */
  public static FailureReport of(Outcome failed) {
    try (Run run = new Run(failed.plan())) {
      Story story = Story.of(run.group(), SCENES);
      return new FailureReport(run.outcome(), story);
    }
  }

  public Outcome outcome() {
    return outcome;
  }

  /** What went wrong, and under which circumstances. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add("seed " + outcome.plan().seed() + ": " + outcome.plan().words());
    outcome.plan().incidents().forEach(incident -> lines.add("  " + incident.words()));
    outcome.violations().forEach(violation -> lines.add("  VIOLATED: " + violation));
    return lines;
  }

  /**
   * Writes {@code seed-N.txt} and {@code seed-N.svg}.
   *
   * @param folder made where it is not there
   * @return the files
   */
  public List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    String name = "seed-" + outcome.plan().seed();
    Path words = folder.resolve(name + ".txt");
    Path chart = folder.resolve(name + ".svg");
    List<String> lines = new ArrayList<>(summary());
    lines.add("");
    lines.addAll(told());
    Files.write(words, lines);
    Files.writeString(chart, chart(name + ": " + outcome.violations()));
    return List.of(words, chart);
  }

  /** The last of what happened, a line for each thing. */
  List<String> told() {
    return story.lines();
  }

  /** The last of what happened, as SVG. */
  String chart(String title) {
    List<Story.Scene> scenes = story.scenes();
    return SequenceChart.of(
        title, scenes.subList(Math.max(0, scenes.size() - CHARTED), scenes.size()));
  }
}
