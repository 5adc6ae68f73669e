package io.weevil.apps.cli;

import io.weevil.actors.configuration.InvalidConfigurationException;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.chaos.Campaign;
import io.weevil.apps.chaos.link.ControlledNode;
import io.weevil.apps.chaos.scenario.Scenario;
import io.weevil.apps.chaos.scenario.ScenarioFile;
import io.weevil.apps.chaos.scenario.SlowMotion;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.node.Node;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weevil chaos}: faults on the links and signals to the processes of a real group. */
@Command(
    name = "chaos",
    description = "Runs groups of processes under faults, judges what callers were told, reports.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ChaosCommand {

  private static final int MOST_SLOWED = 100;

  @Spec private CommandSpec spec;

  @Command(
      name = "run",
      description = "Runs scenarios one after the other. Status 0: all passed.",
      mixinStandardHelpOptions = true)
  int run(
      @Option(
              names = "--out",
              paramLabel = "FOLDER",
              defaultValue = "chaos-report",
              description = "Gets reports, histories and logs (default: ${DEFAULT-VALUE}).")
          Path folder,
      @Option(
              names = "--slower",
              paramLabel = "N",
              defaultValue = "1",
              description =
                  "Stretch all times and timers N times: for a busy machine (default: 1).")
          int slower,
      @Parameters(
              arity = "1..*",
              paramLabel = "FILE",
              description = "Scenarios: conf/chaos/*.conf.")
          List<Path> files)
      throws IOException, InterruptedException, CommandFailedException {
    if (slower < 1 || slower > MOST_SLOWED) {
      throw new ParameterException(
          spec.commandLine(), "--slower must be 1 … " + MOST_SLOWED + ", not " + slower);
    }
    List<Scenario> scenarios =
        scenarios(files).stream().map(scenario -> SlowMotion.of(scenario, slower)).toList();
    boolean passed =
        Campaign.run(scenarios, folder, Main.class.getName(), spec.commandLine().getOut());
    return passed ? 0 : Main.FAILURE;
  }

  /** All are read before the first is run; all errors of all files are told. */
  private static List<Scenario> scenarios(List<Path> files)
      throws IOException, CommandFailedException {
    List<Scenario> scenarios = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (Path file : files) {
      try {
        scenarios.add(ScenarioFile.load(file));
      } catch (InvalidConfigurationException wrong) {
        errors.add(file + ": " + wrong.getMessage());
      }
    }
    if (!errors.isEmpty()) {
      throw new CommandFailedException(String.join("\n", errors));
    }
    return scenarios;
  }

  @Command(
      name = "node",
      hidden = true,
      description = "Runs one replica whose links obey what comes on standard input.",
      mixinStandardHelpOptions = true)
  int node(
      @Option(names = "--config", paramLabel = "FILE", required = true) Path file,
      @Option(names = "--client", paramLabel = "HOST:PORT") List<String> clients)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> named = clients == null ? List.of() : clients;
    Node node =
        ControlledNode.start(
            ConfigurationFile.load(file),
            named.stream().map(PeerAddress::parse).toList(),
            System.in,
            line -> print(out, line),
            () -> Runtime.getRuntime().halt(0));
    node.awaitEnd();
    return node.hasFailed() ? Main.FAILURE : 0;
  }

  /** Lines of several threads do not mix. */
  private static void print(PrintWriter out, String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
