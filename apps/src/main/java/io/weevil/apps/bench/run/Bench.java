package io.weevil.apps.bench.run;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.measure.Result;
import io.weevil.apps.bench.measure.Run;
import io.weevil.apps.bench.measure.Steadiness;
import io.weevil.apps.bench.measure.Tick;
import io.weevil.apps.bench.measure.Window;
import io.weevil.apps.process.JavaCommand;
import io.weevil.engine.model.View;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A benchmark from its keys to its result. */
public final class Bench {

  /** Four windows of five seconds within five per cent count as steady. */
  private static final double TOLERANCE = 0.05;

  private static final int WINDOWS = 4;
  private static final double WINDOW_SECONDS = 5;
  private static final double FIRST_ANSWER_SECONDS = 120;

  private final BenchOptions options;
  private final String mainClass;
  private final Progress progress;
  private final List<Run> runs = new ArrayList<>();
  private final List<Ending> endings = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final SortedMap<String, Long> peaks = new TreeMap<>();

  /**
   * @param mainClass the command line's, which knows {@code bench replica} and {@code bench client}
   */
  public Bench(BenchOptions options, String mainClass, Progress progress) {
    this.options = options;
    this.mainClass = mainClass;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @throws IOException when a process cannot be started, or does not answer
   */
  public Result run() throws IOException, InterruptedException {
    int groups = options.fresh() ? options.runs() : 1;
    for (int i = 0; i < groups; i++) {
      measureGroup(options.runs() / groups);
    }
    long view = endings.get(endings.size() - 1).view();
    int n = options.quorums().n();
    String primary = BenchReplicas.nameOf(new View(view).primary(n));
    return new Result(n, primary, runs, peaks, endings, faults);
  }

  private void measureGroup(int windows) throws IOException, InterruptedException {
    progress.say("Making keys and starting %d replicas and a client ...", options.quorums().n());
    try (BenchReplicas replicas = BenchReplicas.start(options, mainClass);
        LoadClient client = LoadClient.start(clientCommand(replicas))) {
      client.begin();
      Run.WarmUp warmUp = warmUp(replicas, client);
      for (int i = 0; i < windows; i++) {
        runs.add(measure(replicas, client, warmUp));
      }
      notePeaks(pids(replicas, client));
      finish(replicas, client);
    }
  }

  private List<String> clientCommand(BenchReplicas replicas) {
    List<String> arguments = new ArrayList<>(List.of("bench", "client"));
    for (int i = 0; i < options.proxies(); i++) {
      arguments.addAll(List.of("--config", replicas.clientConfiguration(i).toString()));
    }
    arguments.addAll(List.of("--clients", Integer.toString(options.callers())));
    arguments.addAll(List.of("--operation-bytes", Integer.toString(options.operationBytes())));
    arguments.addAll(List.of("--reply-bytes", Integer.toString(options.replyBytes())));
    arguments.addAll(List.of("--rate", Double.toString(options.rate())));
    return JavaCommand.of(
        JvmOptions.client(LoadClient.NAME, options.jvm()),
        options.allSettings(),
        mainClass,
        arguments);
  }

  /** At least until the first answer. */
  private Run.WarmUp warmUp(BenchReplicas replicas, LoadClient client)
      throws IOException, InterruptedException {
    Steadiness steadiness = new Steadiness(WINDOW_SECONDS, WINDOWS, TOLERANCE);
    double seconds = 0;
    long answered = 0;
    while (answered == 0 || (seconds < options.warmUp().toSeconds() && !steadiness.isSteady())) {
      Tick tick = client.awaitTick();
      seconds += tick.seconds();
      answered += tick.operations();
      if (answered == 0 && seconds > FIRST_ANSWER_SECONDS) {
        throw new IOException("no answer.\n" + replicas.lastWords() + client.lastWords());
      }
      steadiness.add(tick);
      progress.tick("warming up", seconds, tick, steadiness.spread());
    }
    return report(
        new Run.WarmUp(seconds, steadiness.isSteady(), steadiness.spread(), steadiness.last()));
  }

  private Run.WarmUp report(Run.WarmUp warmUp) {
    String windows = WINDOWS + " windows of " + (int) WINDOW_SECONDS + " s";
    if (warmUp.steady()) {
      progress.say(
          "Steady after %.0f s: the last %s lie within %.1f %%.",
          warmUp.seconds(), windows, 100 * warmUp.spread());
    } else {
      progress.say("NOT steady after %.0f s; measuring anyway.", warmUp.seconds());
    }
    return warmUp;
  }

  private Run measure(BenchReplicas replicas, LoadClient client, Run.WarmUp warmUp)
      throws IOException, InterruptedException {
    SortedMap<String, Long> pids = pids(replicas, client);
    client.measure(options.measured());
    SortedMap<String, Double> cpu = cpuSeconds(pids);
    SortedMap<String, Costs> costs = replicas.costs();
    double[] seconds = {0};
    Window window =
        client.awaitMeasured(
            options.measured(),
            tick -> progress.tick("measuring", seconds[0] += tick.seconds(), tick, 0));
    cpuSeconds(pids).forEach((name, now) -> cpu.merge(name, now, (then, later) -> later - then));
    replicas.costs().forEach((name, now) -> costs.merge(name, now, (then, l) -> l.minus(then)));
    progress.say("Measured: %,.0f operations/s.", window.operationsPerSecond());
    if (window.operations() == 0) {
      faults.add("nothing was answered while it was measured");
    }
    return new Run(warmUp, window, cpu, costs);
  }

  private void finish(BenchReplicas replicas, LoadClient client)
      throws IOException, InterruptedException {
    progress.say("Verifying: the states of the replicas, and what callers were told ...");
    Ending ending = client.finish(replicas.living());
    endings.add(ending);
    faults.addAll(ending.faults());
    replicas.fallen().forEach(r -> faults.add("replica " + r.index() + " ended by itself"));
    replicas
        .evidence() // R-EVIDENCE: no honest behaviour produces it
        .forEach(file -> faults.add("an honest replica is proven faulty: " + file.getFileName()));
    if (!faults.isEmpty()) {
      progress.say("The replicas said last:\n%s", replicas.lastWords());
    }
  }

  private static SortedMap<String, Long> pids(BenchReplicas replicas, LoadClient client) {
    SortedMap<String, Long> pids = replicas.pids();
    pids.put(LoadClient.NAME, client.pid());
    return pids;
  }

  private static SortedMap<String, Double> cpuSeconds(SortedMap<String, Long> pids) {
    SortedMap<String, Double> seconds = new TreeMap<>();
    pids.forEach((name, pid) -> seconds.put(name, seconds(ProcessUsage.cpu(pid))));
    return seconds;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private void notePeaks(SortedMap<String, Long> pids) {
    pids.forEach((name, pid) -> peaks.merge(name, ProcessUsage.peakResidentBytes(pid), Math::max));
  }
}
