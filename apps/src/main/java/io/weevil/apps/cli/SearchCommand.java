package io.weevil.apps.cli;

import io.weevil.engine.quorum.Quorums;
import io.weevil.testkit.selection.ExhaustiveSearch;
import io.weevil.testkit.selection.Instance;
import io.weevil.testkit.selection.Mutant;
import io.weevil.testkit.selection.Outcome;
import io.weevil.testkit.selection.RandomSearch;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "search",
    aliases = "search-selection",
    description =
        "Visits every end-of-view state of a small group, and fails if a view change can lose what"
            + " is committed.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {

  @Option(
      names = "--full",
      description =
          "Two slots, two values and two views, with all that replicas may learn aside. Takes"
              + " minutes.")
  private boolean full;

  @Option(
      names = "--random-states",
      paramLabel = "STATES",
      description = "Visit so many random states, instead of all of them.")
  private @Nullable Long randomStates;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Of the random states (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--faults",
      paramLabel = "F",
      description = "Byzantine replicas (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int faults;

  @Option(
      names = "--slow-tolerated",
      paramLabel = "C",
      description = "Slow replicas that the fast path tolerates (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private int slowTolerated;

  @Option(
      names = "--slots",
      paramLabel = "SLOTS",
      description = "That a log may fill (default: 1; with --full 2).")
  private @Nullable Integer slots;

  @Option(
      names = "--values",
      paramLabel = "VALUES",
      description = "That a slot may hold (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int values;

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description = "Before the last NEW-VIEW (default: 3; with --full 2).")
  private @Nullable Integer views;

  @Option(
      names = "--mutant",
      paramLabel = "MUTANT",
      description = "Break a rule, and tell what is lost: ${COMPLETION-CANDIDATES}.",
      defaultValue = "NONE")
  private Mutant mutant = Mutant.NONE;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Instance instance = instance();
    spec.commandLine().getOut().printf("%s%n%s%n", instance, mutant.description());
    long start = System.nanoTime();
    Outcome outcome =
        randomStates == null
            ? new ExhaustiveSearch(instance, mutant).run()
            : new RandomSearch(instance, mutant, seed).run(randomStates);
    spec.commandLine().getOut().println(outcome.inWords());
    spec.commandLine().getOut().printf("%d s%n", (System.nanoTime() - start) / 1_000_000_000);
    return outcome.violations() == 0 ? 0 : Main.FAILURE;
  }

  private Instance instance() {
    try {
      return new Instance(
          new Quorums(faults, slowTolerated),
          slots != null ? slots : full ? 2 : 1,
          values,
          views != null ? views : full ? 2 : 3,
          true);
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(spec.commandLine(), impossible.getMessage(), impossible);
    }
  }
}
