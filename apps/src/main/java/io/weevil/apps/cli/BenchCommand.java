package io.weevil.apps.cli;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.bench.attack.Attack;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.load.Callee;
import io.weevil.apps.bench.load.GroupCallee;
import io.weevil.apps.bench.load.LoadPlan;
import io.weevil.apps.bench.load.LoadProcess;
import io.weevil.apps.bench.node.BenchNode;
import io.weevil.apps.bench.node.CostQuestions;
import io.weevil.apps.bench.peer.Peer;
import io.weevil.apps.bench.peer.PeerProcesses;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    subcommands = BenchSuiteCommand.class,
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
    Bench.Results results = new Bench(options, Main.class.getName(), progress).run();
    Measured measured =
        new Measured(
            options.named(),
            options.virtualMachines(),
            Machine.here(),
            command(spec.commandLine().getParseResult().originalArgs()),
            results.group(),
            results.peers());
    out.print(BenchText.summary(measured));
    out.flush();
    write(measured);
    return measured.verified() ? 0 : Main.FAILURE;
  }

  /** As given, but for where the result goes, which is nobody's business who reads it there. */
  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--json") || arguments.get(i).equals("--csv")) {
        i++;
      } else {
        command.add(arguments.get(i));
      }
    }
    return command;
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
      @Option(names = "--reply-bytes", paramLabel = "N", required = true) int replyBytes,
      @Option(
              names = "--attack",
              paramLabel = "ATTACK",
              required = true,
              converter = BenchArguments.AttackConverter.class)
          Attack attack)
      throws IOException, InterruptedException {
    Node node =
        BenchNode.start(
            ConfigurationFile.load(file),
            replyBytes,
            attack,
            System.in,
            this::print,
            BenchCommand::halt);
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
      @Option(names = "--rate", paramLabel = "R", required = true) double rate,
      @Option(
              names = "--attack",
              paramLabel = "ATTACK",
              required = true,
              converter = BenchArguments.AttackConverter.class)
          Attack attack)
      throws IOException, InterruptedException {
    LoadPlan plan = new LoadPlan(callers, operationBytes, replyBytes, rate);
    LoadProcess.run(
        plan, GroupCallee.start(files, attack), System.in, this::print, BenchCommand::halt);
    return 0;
  }

  @Command(
      name = "peer",
      hidden = true,
      description = "Runs one server of what a group is compared with.",
      mixinStandardHelpOptions = true)
  int peer(
      @Option(names = "--peer", paramLabel = "PEER", required = true) Peer peer,
      @Option(names = "--servers", paramLabel = "HOST:PORT", split = ",", required = true)
          List<String> servers,
      @Option(names = "--index", paramLabel = "I", required = true) int index,
      @Option(names = "--reply-bytes", paramLabel = "N", required = true) int replyBytes,
      @Option(names = "--folder", paramLabel = "DIR", required = true) Path folder)
      throws IOException, InterruptedException {
    Supplier<Costs> costs =
        PeerProcesses.serve(peer, addresses(servers), index, replyBytes, folder);
    CostQuestions.answer(System.in, costs, this::print, BenchCommand::halt);
    print("ready: " + peer.nameOf(index) + " at " + servers.get(index));
    Thread.currentThread().join(); // until the parent is gone
    return 0;
  }

  @Command(
      name = "peer-client",
      hidden = true,
      description = "Runs callers of what a group is compared with.",
      mixinStandardHelpOptions = true)
  int peerClient(
      @Option(names = "--peer", paramLabel = "PEER", required = true) Peer peer,
      @Option(names = "--servers", paramLabel = "HOST:PORT", split = ",", required = true)
          List<String> servers,
      @Option(names = "--proxies", paramLabel = "P", required = true) int proxies,
      @Option(names = "--clients", paramLabel = "N", required = true) int callers,
      @Option(names = "--operation-bytes", paramLabel = "N", required = true) int operationBytes,
      @Option(names = "--reply-bytes", paramLabel = "N", required = true) int replyBytes,
      @Option(names = "--rate", paramLabel = "R", required = true) double rate)
      throws InterruptedException {
    LoadPlan plan = new LoadPlan(callers, operationBytes, replyBytes, rate);
    Callee callee = PeerProcesses.call(peer, addresses(servers), proxies);
    LoadProcess.run(plan, callee, System.in, this::print, BenchCommand::halt);
    return 0;
  }

  private static List<PeerAddress> addresses(List<String> texts) {
    return texts.stream().map(PeerAddress::parse).toList();
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
