package io.weevil.apps.cli;

import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.node.Node;
import io.weevil.apps.process.ParentWatch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "node",
    description = "Runs one replica of the key-value store until it is told to stop.",
    mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The replica's configuration, as 'weevil keygen' writes it.")
  private Path file;

  @Option(
      names = "--exit-with-parent",
      description = "End when standard input ends: for whoever starts nodes as children.")
  private boolean exitWithParent;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (exitWithParent) {
      ParentWatch.watch(System.in, () -> Runtime.getRuntime().halt(0));
    }
    Node node =
        Node.start(
            ConfigurationFile.load(file),
            line -> {
              out.println(line);
              out.flush();
            });
    node.awaitEnd();
    return node.hasFailed() ? Main.FAILURE : 0;
  }
}
