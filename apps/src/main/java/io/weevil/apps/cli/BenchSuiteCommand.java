package io.weevil.apps.cli;

import io.weevil.apps.bench.suite.LatencyPlot;
import io.weevil.apps.bench.suite.Row;
import io.weevil.apps.bench.suite.Suite;
import io.weevil.apps.bench.suite.SuitePage;
import io.weevil.apps.bench.suite.SuiteResults;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "suite",
    description = "Runs several benchmarks that have targets, and writes the page about them.",
    mixinStandardHelpOptions = true)
final class BenchSuiteCommand implements Callable<Integer> {

  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE",
      defaultValue = Suite.STANDARD,
      description = "The suite, a file in HOCON or 'standard' (default: standard).")
  private String name = Suite.STANDARD;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The Markdown page to write; the plot is written beside it, as .svg.")
  private Path out;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description =
          "Folder of the rows' results, one JSON file each (default: the page's name without"
              + " its ending).")
  private @Nullable Path results;

  @Option(
      names = "--rows",
      paramLabel = "ROW",
      split = ",",
      description = "Run these rows alone; the page tells what there is of the others too.")
  private Set<String> chosen = Set.of();

  @Option(names = "--from-results", description = "Run nothing: write the page from what there is.")
  private boolean fromResults;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Suite suite = Suite.load(name);
    Path folder = results != null ? results : out.resolveSibling(stem());
    requireRows(suite);
    Files.createDirectories(folder);
    List<String> failed = fromResults ? List.of() : run(suite, folder);
    SuiteResults found = SuiteResults.read(suite, folder);
    Path plot = out.resolveSibling(stem() + ".svg");
    Files.writeString(plot, LatencyPlot.draw(suite, found));
    Files.writeString(out, SuitePage.write(suite, found, plot.getFileName().toString()));
    if (!failed.isEmpty()) {
      spec.commandLine().getErr().println("These rows failed: " + String.join(", ", failed));
    }
    return failed.isEmpty() ? 0 : Main.FAILURE;
  }

  private String stem() {
    return out.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  private void requireRows(Suite suite) {
    Set<String> unknown = new TreeSet<>(chosen);
    suite.rows().forEach(row -> unknown.remove(row.name()));
    if (!unknown.isEmpty()) {
      String known = suite.rows().stream().map(Row::name).collect(Collectors.joining(", "));
      throw new ParameterException(
          spec.commandLine(), "there is no row " + unknown + " in the suite, only " + known);
    }
  }

  /** The rows that failed, or could not be verified. */
  private List<String> run(Suite suite, Path folder) {
    PrintWriter console = spec.commandLine().getOut();
    List<String> failed = new ArrayList<>();
    for (Row row : suite.rows()) {
      if (chosen.isEmpty() || chosen.contains(row.name())) {
        console.println("\n=== " + row.name() + ": " + row.work());
        List<String> arguments = new ArrayList<>(List.of("bench"));
        arguments.addAll(row.options());
        arguments.addAll(List.of("--json", SuiteResults.file(folder, row).toString()));
        CommandLine bench = Main.commandLine().setOut(console).setErr(spec.commandLine().getErr());
        if (bench.execute(arguments.toArray(String[]::new)) != 0) {
          failed.add(row.name());
        }
      }
    }
    return failed;
  }
}
