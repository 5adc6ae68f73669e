package io.weevil.apps.cli;

import io.weevil.apps.bench.load.LoadPlan;
import io.weevil.apps.bench.load.LoadProcess;
import io.weevil.apps.bench.node.BenchNode;
import io.weevil.apps.bench.report.BenchCsv;
import io.weevil.apps.bench.report.BenchJson;
import io.weevil.apps.bench.report.BenchText;
import io.weevil.apps.bench.report.Machine;
import io.weevil.apps.bench.report.Measured;
import io.weevil.apps.bench.run.Bench;
import io.weevil.apps.bench.run.BenchOptions;
import io.weevil.apps.bench.run.Progress;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.node.Node;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = "Measures a group on this computer: throughput, latency, CPU, memory, messages.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON too.")
  private @Nullable Path json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the result as comma-separated values too, one line a run.")
  private @Nullable Path csv;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    BenchOptions options = arguments.options(spec.commandLine());
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(out, Terminal.isOutput());
    Measured measured =
        new Measured(
            options.named(),
            options.virtualMachines(),
            Machine.here(),
            new Bench(options, Main.class.getName(), progress).run());
    out.print(BenchText.summary(measured));
    out.flush();
    write(measured);
    return measured.result().verified() ? 0 : Main.FAILURE;
  }

  private void write(Measured measured) throws IOException {
    if (json != null) {
      BenchJson.write(measured, json);
    }
    if (csv != null) {
      BenchCsv.write(measured, csv);
    }
  }

  @Command(
      name = "replica",
      hidden = true,
      description = "Runs one replica of the null service, and says what it does when asked.",
      mixinStandardHelpOptions = true)
  int replica(
      @Option(names = "--config", paramLabel = "FILE", required = true) Path file,
      @Option(names = "--reply-bytes", paramLabel = "N", required = true) int replyBytes)
      throws IOException, InterruptedException {
    Node node =
        BenchNode.start(
            ConfigurationFile.load(file), replyBytes, System.in, this::print, BenchCommand::halt);
    node.awaitEnd();
    return node.hasFailed() ? Main.FAILURE : 0;
  }

  @Command(
      name = "client",
      hidden = true,
      description = "Runs callers that obey what comes on standard input.",
      mixinStandardHelpOptions = true)
  int client(
      @Option(names = "--config", paramLabel = "FILE", required = true) List<Path> files,
      @Option(names = "--clients", paramLabel = "N", required = true) int callers,
      @Option(names = "--operation-bytes", paramLabel = "N", required = true) int operationBytes,
      @Option(names = "--reply-bytes", paramLabel = "N", required = true) int replyBytes,
      @Option(names = "--rate", paramLabel = "R", required = true) double rate)
      throws IOException, InterruptedException {
    LoadProcess.run(
        new LoadPlan(files, callers, operationBytes, replyBytes, rate),
        System.in,
        this::print,
        BenchCommand::halt);
    return 0;
  }

  /** The parent is gone, or has no more to say. */
  private static void halt() {
    Runtime.getRuntime().halt(0);
  }

  /** Lines of several threads do not mix. */
  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
