package io.weevil.apps.cli;

import io.weevil.actors.configuration.InvalidConfigurationException;
import java.io.IOException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weevil}. Exit status: 0 done, 1 failed, 2 called wrongly. */
@Command(
    name = "weevil",
    description = "Byzantine fault-tolerant state machine replication.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      KeygenCommand.class,
      NodeCommand.class,
      ClientCommand.class,
      YcsbCommand.class,
      EvidenceCommand.class,
      ChaosCommand.class,
      BenchCommand.class,
      CostsCommand.class,
      SearchCommand.class,
      SimulateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {

  static final int FAILURE = 1;
  static final int USAGE = 2;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  public static void main(String[] arguments) {
    // Before any thread logs: SLF4J complains about lines that come while it is being set up.
    LoggerFactory.getILoggerFactory();
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** What people can act on is a message; what they cannot is a bug, with its trace. */
  private static int report(Exception failure, CommandLine command) {
    boolean forPeople =
        failure instanceof IOException
            || failure instanceof InvalidConfigurationException
            || failure instanceof CommandFailedException;
    if (forPeople) {
      command.getErr().println("weevil: " + failure.getMessage());
    } else {
      failure.printStackTrace(command.getErr());
    }
    return FAILURE;
  }
}
