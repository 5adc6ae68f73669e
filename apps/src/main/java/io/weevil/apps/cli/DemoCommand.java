package io.weevil.apps.cli;

import io.weevil.apps.demo.DemoOptions;
import io.weevil.apps.demo.LocalDemo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description = "Starts a group of processes, loads it, pauses and kills replicas, and verifies.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Operations of YCSB's workload A, at least 100 (default: 20000).")
  private int operations;

  @Option(
      names = "--faults",
      paramLabel = "F",
      defaultValue = "1",
      description = "Replicas that may be Byzantine, at least 1 (default: 1).")
  private int faults;

  @Option(
      names = "--slow-tolerated",
      paramLabel = "C",
      defaultValue = "0",
      description = "Slow replicas that the fast path tolerates, 0 … F (default: 0).")
  private int slowTolerated;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Records that the workload works on (default: 1000).")
  private int records;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "32",
      description = "YCSB's threads: callers of one client (default: 32).")
  private int threads;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report to this file too, as one JSON object.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    boolean terminal = Terminal.isOutput();
    boolean held =
        LocalDemo.run(options(), Main.class.getName(), json, spec.commandLine().getOut(), terminal);
    return held ? 0 : Main.FAILURE;
  }

  private DemoOptions options() {
    try {
      return new DemoOptions(
          GroupSize.quorums(null, faults, slowTolerated, 4),
          operations,
          records,
          threads,
          PATIENCE);
    } catch (IllegalArgumentException contradiction) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(contradiction.getMessage()), contradiction);
    }
  }
}
