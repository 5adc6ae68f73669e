package io.weevil.apps.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.weevil.apps.client.GroupClient;
import io.weevil.apps.client.MeteredClient;
import io.weevil.apps.client.Traffic;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.ycsb.Failures;
import io.weevil.apps.ycsb.WeevilYcsbClient;
import io.weevil.apps.ycsb.WorkloadFiles;
import io.weevil.apps.ycsb.YcsbRun;
import io.weevil.engine.model.Grade;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import site.ycsb.WorkloadException;

@Command(
    name = "ycsb",
    description =
        "Drives the key-value store with YCSB: 'load' inserts the records, 'run' works on them.",
    mixinStandardHelpOptions = true)
final class YcsbCommand implements Callable<Integer> {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** What YCSB does. */
  enum Phase {
    LOAD,
    RUN
  }

  @Parameters(paramLabel = "load|run", description = "Insert the records, or work on them.")
  private Phase phase;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The client's configuration, as 'weevil keygen' writes it.")
  private Path file;

  @Option(
      names = "-P",
      paramLabel = "WORKLOAD",
      description = "workloada … workloadf, or a file of YCSB properties (default: workloada).")
  private List<String> workloads = new ArrayList<>(List.of("workloada"));

  @Option(names = "-p", paramLabel = "KEY=VALUE", description = "A YCSB property.")
  private Map<String, String> more = new LinkedHashMap<>();

  @Option(
      names = "-threads",
      paramLabel = "N",
      defaultValue = "16",
      description = "YCSB's threads: callers of one client (default: 16).")
  private int threads;

  @Option(
      names = "-target",
      paramLabel = "RATE",
      defaultValue = "0",
      description = "Operations a second of all threads; 0 for as fast as it goes (default: 0).")
  private double target;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailedException {
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "-threads must be at least 1");
    }
    Properties properties = properties();
    Failures failures = new Failures();
    try (MeteredClient client =
        new MeteredClient(GroupClient.start(configuration(properties)), System::nanoTime)) {
      YcsbRun run = start(properties, client, failures);
      while (!run.await(TICK)) {
        progress(run, client.traffic());
      }
      return summary(client.traffic(), failures);
    }
  }

  /**
   * Scans are sent one a request: a request's results share one bound (max-result-size), and
   * several full scans together would exceed it.
   */
  private Config configuration(Properties properties) throws IOException {
    Config config = ConfigurationFile.load(file);
    boolean scans = Double.parseDouble(properties.getProperty("scanproportion", "0")) > 0;
    return scans
        ? config.withValue(
            "weevil.client.limits.max-bundle-operations", ConfigValueFactory.fromAnyRef(1))
        : config;
  }

  private Properties properties() throws IOException {
    Properties all = new Properties();
    for (String workload : workloads) {
      all.putAll(WorkloadFiles.load(workload));
    }
    all.putAll(more);
    return all;
  }

  private YcsbRun start(Properties properties, MeteredClient client, Failures failures)
      throws CommandFailedException {
    try {
      return YcsbRun.start(
          properties, load(properties), () -> new WeevilYcsbClient(client, failures));
    } catch (WorkloadException | NumberFormatException unusable) {
      throw new CommandFailedException("the workload cannot be used: " + unusable.getMessage());
    }
  }

  private YcsbRun.Load load(Properties properties) {
    String count = phase == Phase.LOAD ? "recordcount" : "operationcount";
    int operations = Integer.parseInt(properties.getProperty(count, "1000"));
    YcsbRun.Mode mode = phase == Phase.LOAD ? YcsbRun.Mode.LOAD : YcsbRun.Mode.TRANSACTIONS;
    return new YcsbRun.Load(mode, operations, threads, target);
  }

  private void progress(YcsbRun run, Traffic traffic) {
    spec.commandLine()
        .getErr()
        .printf(
            "%,d operations, %,.0f a second%n",
            run.operationsDone(), traffic.operationsPerSecond());
  }

  private int summary(Traffic traffic, Failures failures) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d calls of the store answered in %.1f s: %,.0f a second%n",
        traffic.done(), traffic.nanos() / 1e9, traffic.operationsPerSecond());
    out.printf(
        "latency  p50 %.1f ms  p99 %.1f ms  longest %.1f ms%n",
        traffic.percentile(50) / 1e3, traffic.percentile(99) / 1e3, traffic.longestWait() / 1e3);
    for (Grade grade : Grade.values()) {
      out.printf("%-12s %.1f %%%n", grade, 100 * traffic.share(grade));
    }
    out.printf("failed       %,d%n", failures.count());
    failures.first().forEach(account -> out.println("  " + account));
    out.flush();
    return failures.count() == 0 ? 0 : Main.FAILURE;
  }
}
