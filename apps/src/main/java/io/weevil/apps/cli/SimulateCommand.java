package io.weevil.apps.cli;

import io.weevil.testkit.swarm.Campaign;
import io.weevil.testkit.swarm.Draw;
import io.weevil.testkit.swarm.FailureReport;
import io.weevil.testkit.swarm.Minimiser;
import io.weevil.testkit.swarm.Outcome;
import io.weevil.testkit.swarm.Profile;
import io.weevil.testkit.swarm.Total;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "simulate",
    description =
        "Runs groups of real actors in a deterministic world, each seed with a mix of faults of its"
            + " own, and checks every invariant in every step.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

  private static final int MINIMISING_RUNS = 200;
  private static final long SHOWN_EVERY_NANOS = 5_000_000_000L;
  private static final int MOST_REPORTS = 5;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      defaultValue = "1..100",
      description = "Seeds from A to B, or one seed (default: 1..100).")
  private String seeds;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "all",
      description = "network, crash, byzantine or all (default: all).")
  private Profile profile;

  @Option(
      names = "--replicas-faulty",
      paramLabel = "F",
      defaultValue = "0",
      description = "f of every group, 1 … 3; each seed draws 1 or 2 where this is left out.")
  private int faults;

  @Option(
      names = "--hours-virtual",
      paramLabel = "H",
      description = "Stop when so many hours of virtual time have passed.")
  private @Nullable Double hours;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Seeds that run at a time (default: as many as there are processors).")
  private @Nullable Integer parallel;

  @Option(
      names = "--trace",
      description = "Print the fingerprint of each seed: equal ones took equal steps.")
  private boolean trace;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "simulation",
      description = "Where failures are told (default: simulation).")
  private Path folder;

  @Spec private CommandSpec spec;

  private final Total soFar = new Total();
  private long started;
  private long shown;

  @Override
  public Integer call() throws Exception {
    long[] range = range();
    int threads = parallel == null ? Runtime.getRuntime().availableProcessors() : parallel;
    require(threads >= 1, "--parallel must be at least 1");
    require(faults >= 0 && faults <= 3, "--replicas-faulty must be 1 … 3");
    started = System.nanoTime();
    Campaign campaign =
        new Campaign(seed -> Draw.of(seed, profile, faults), outcome -> onOutcome(outcome));
    Total total = campaign.run(range[0], range[1], virtualTime(), threads);
    print(total);
    for (Outcome failed : total.failed().stream().limit(MOST_REPORTS).toList()) {
      report(failed);
    }
    return total.failed().isEmpty() ? 0 : Main.FAILURE;
  }

  private long[] range() {
    String[] ends = seeds.split("\\.\\.", -1);
    try {
      long first = Long.parseLong(ends[0]);
      long last = ends.length == 1 ? first : Long.parseLong(ends[1]);
      require(ends.length <= 2 && first <= last, "--seeds must be A..B with A at most B, or A");
      return new long[] {first, last};
    } catch (NumberFormatException none) {
      throw new ParameterException(
          spec.commandLine(), "--seeds must be A..B or A, not \"" + seeds + "\"", none);
    }
  }

  private Duration virtualTime() {
    require(hours == null || hours > 0, "--hours-virtual must be more than 0");
    return hours == null ? Duration.ofDays(36_500) : Duration.ofSeconds((long) (hours * 3_600));
  }

  /** Called for one outcome at a time. */
  private void onOutcome(Outcome outcome) {
    soFar.add(outcome);
    if (trace) {
      out().printf("seed %d: %s%n", outcome.plan().seed(), outcome.fingerprint());
    }
    if (!outcome.isGood()) {
      out().printf("seed %d: %s%n", outcome.plan().seed(), outcome.violations().get(0));
    }
    if (System.nanoTime() - shown > SHOWN_EVERY_NANOS) {
      shown = System.nanoTime();
      out().println(progress(soFar));
      out().flush();
    }
  }

  private String progress(Total total) {
    double seconds = (System.nanoTime() - started) / 1e9;
    return String.format(
        Locale.ROOT,
        "%d seeds, %d failed, %.2f virtual hours, %.0f s (%.0f times real time), %.0f protocol"
            + " events a second",
        total.seeds(),
        total.failed().size(),
        total.virtual().toMillis() / 3_600_000.0,
        seconds,
        total.virtual().toMillis() / 1_000.0 / seconds,
        total.events() / seconds);
  }

  private void print(Total total) {
    out().println(progress(total));
    out()
        .printf(
            "%d messages and timers, %d messages between actors, %d calls answered%n",
            total.events(), total.steps(), total.calls());
    out().println("What went wrong, by kind:");
    total.tally().counts().forEach((what, count) -> out().printf("  %,12d  %s%n", count, what));
    out().flush();
  }

  private void report(Outcome failed) throws IOException {
    FailureReport report = FailureReport.of(Minimiser.minimise(failed, MINIMISING_RUNS));
    out().println();
    out().println("The smallest plan found that fails alike:");
    report.summary().forEach(out()::println);
    out().println("  told in " + report.write(folder));
    out().println("  to see it again: " + again(failed));
    out().flush();
  }

  private String again(Outcome failed) {
    return "./weevil simulate --seeds "
        + failed.plan().seed()
        + " --profile "
        + failed.plan().profile().name().toLowerCase(Locale.ROOT)
        + (faults == 0 ? "" : " --replicas-faulty " + faults);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
