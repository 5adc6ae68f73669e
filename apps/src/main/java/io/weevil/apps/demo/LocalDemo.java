package io.weevil.apps.demo;

import io.weevil.apps.client.GroupClient;
import io.weevil.apps.keys.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import site.ycsb.WorkloadException;

/** The demonstration from nothing to its report: keys, processes, client, and their end. */
public final class LocalDemo {

  private static final Duration START = Duration.ofMinutes(2);

  private LocalDemo() {}

  /**
   * @param mainClass the command line's, for the replicas' processes
   * @param json where the report is written for programs; null for nowhere
   * @param terminal whether {@code out} can write over a line
   * @return whether everything held
   * @throws IOException when the group cannot be started, or the report not be written
   */
  public static boolean run(
      DemoOptions options, String mainClass, @Nullable Path json, PrintWriter out, boolean terminal)
      throws IOException, InterruptedException, WorkloadException {
    requireWritable(json);
    Display display = new Display(out, terminal);
    display.say("Making keys and starting " + options.quorums().n() + " replicas ...");
    try (ProcessGroup group = start(options, mainClass)) {
      display.say(group.describe() + ", are ready.");
      DemoReport report = run(options, group, display);
      display.print(ReportText.summary(report));
      if (!report.verified()) {
        display.print("\nWhat the replicas said last:\n" + group.lastWords());
      }
      if (json != null) {
        ReportJson.write(report, json);
      }
      return report.verified();
    }
  }

  private static ProcessGroup start(DemoOptions options, String mainClass) throws IOException {
    return ProcessGroup.start(
        ProcessGroup.Plan.standard("demo", options.quorums()), mainClass, START);
  }

  private static DemoReport run(DemoOptions options, ProcessGroup group, Display display)
      throws IOException, InterruptedException, WorkloadException {
    try (GroupClient client =
        GroupClient.start(ConfigurationFile.load(group.clientConfiguration()))) {
      return new Demo(options, group, client, display).run();
    }
  }

  /** Better said now than after the work. */
  private static void requireWritable(@Nullable Path json) throws IOException {
    if (json == null) {
      return;
    }
    Path folder = json.toAbsolutePath().getParent();
    boolean usable =
        folder != null
            && !Files.isDirectory(json)
            && (Files.exists(json) ? Files.isWritable(json) : Files.isWritable(folder));
    if (!usable) {
      throw new IOException("cannot write " + json + ": name a file in a folder that you may use");
    }
  }
}
