package io.weevil.apps.bench.run;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.measure.Result;
import io.weevil.apps.bench.measure.Run;
import io.weevil.apps.bench.measure.Steadiness;
import io.weevil.apps.bench.measure.Tick;
import io.weevil.apps.bench.measure.Window;
import io.weevil.apps.process.JavaCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All measurements of one subject: a group, or what it is compared with. */
final class Series {

  /** Starts the processes that are measured. */
  interface Start {
    Servers start() throws IOException;
  }

  /** Four windows of five seconds within five per cent count as steady. */
  private static final double TOLERANCE = 0.05;

  private static final int WINDOWS = 4;
  private static final double WINDOW_SECONDS = 5;
  private static final double FIRST_ANSWER_SECONDS = 120;

  private final String name;
  private final int servers;
  private final Start start;
  private final BenchOptions options;
  private final String mainClass;
  private final Progress progress;
  private final List<Run> runs = new ArrayList<>();
  private final List<Ending> endings = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final SortedMap<String, Long> peaks = new TreeMap<>();
  private String primary = "";

  /**
   * @param name of the subject, for people
   * @param servers how many processes serve, and say in what state they are
   * @param mainClass the command line's, which knows the client's command
   */
  Series(
      String name,
      int servers,
      Start start,
      BenchOptions options,
      String mainClass,
      Progress progress) {
    this.name = name;
    this.servers = servers;
    this.start = start;
    this.options = options;
    this.mainClass = mainClass;
    this.progress = progress;
  }

  /** Of everything measured so far. */
  Result result() {
    return new Result(servers, primary, runs, peaks, endings, faults);
  }

  /**
   * Starts processes, waits until they are warm, and measures.
   *
   * @throws IOException when a process cannot be started, or does not answer
   */
  void measure(int windows) throws IOException, InterruptedException {
    progress.say("Starting %s and a client ...", name);
    try (Servers replicas = start.start();
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

  private List<String> clientCommand(Servers replicas) {
    List<String> arguments = new ArrayList<>(replicas.clientArguments());
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
  private Run.WarmUp warmUp(Servers replicas, LoadClient client)
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

  private Run measure(Servers replicas, LoadClient client, Run.WarmUp warmUp)
      throws IOException, InterruptedException {
    SortedMap<String, Long> pids = pids(replicas, client);
    client.measure(options.measured());
    SortedMap<String, Double> cpu = cpuSeconds(pids);
    SortedMap<String, Long> grown = residentBytes(pids);
    SortedMap<String, Costs> costs = replicas.costs();
    double[] seconds = {0};
    Window window =
        client.awaitMeasured(
            options.measured(),
            tick -> progress.tick("measuring", seconds[0] += tick.seconds(), tick, 0));
    cpuSeconds(pids).forEach((name, now) -> cpu.merge(name, now, (then, later) -> later - then));
    replicas.costs().forEach((name, now) -> costs.merge(name, now, (then, l) -> l.minus(then)));
    residentBytes(pids).forEach((name, now) -> grown.merge(name, now, (then, l) -> l - then));
    progress.say("%s: %,.0f operations/s.", name, window.operationsPerSecond());
    if (window.operations() == 0) {
      faults.add("nothing was answered while it was measured");
    }
    return new Run(warmUp, window, cpu, costs, grown);
  }

  private void finish(Servers replicas, LoadClient client)
      throws IOException, InterruptedException {
    progress.say("Verifying: the states of the servers, and what callers were told ...");
    Ending ending = client.finish(replicas.answering());
    endings.add(ending);
    faults.addAll(ending.faults());
    faults.addAll(replicas.faults());
    primary = replicas.nameOf(ending.leader());
    if (!faults.isEmpty()) {
      progress.say("The servers said last:\n%s", replicas.lastWords());
    }
  }

  private static SortedMap<String, Long> pids(Servers replicas, LoadClient client) {
    SortedMap<String, Long> pids = replicas.pids();
    pids.put(LoadClient.NAME, client.pid());
    return pids;
  }

  private static SortedMap<String, Double> cpuSeconds(SortedMap<String, Long> pids) {
    SortedMap<String, Double> seconds = new TreeMap<>();
    pids.forEach((name, pid) -> seconds.put(name, seconds(ProcessUsage.cpu(pid))));
    return seconds;
  }

  private static SortedMap<String, Long> residentBytes(SortedMap<String, Long> pids) {
    SortedMap<String, Long> bytes = new TreeMap<>();
    pids.forEach((name, pid) -> bytes.put(name, ProcessUsage.residentBytes(pid)));
    return bytes;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private void notePeaks(SortedMap<String, Long> pids) {
    pids.forEach((name, pid) -> peaks.merge(name, ProcessUsage.peakResidentBytes(pid), Math::max));
  }
}
