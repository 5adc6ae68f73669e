package io.weevil.apps.cli;

import io.weevil.apps.costs.CostsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "costs",
    description =
        "Counts the MACs and signatures that a request costs, and writes the page of them.",
    mixinStandardHelpOptions = true)
final class CostsCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The Markdown page to write, docs/costs.md say; written over.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Files.writeString(out, CostsPage.write());
    return 0;
  }
}
