package io.weevil.apps.cli;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.GroupClient;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "client",
    description = "Reads and writes the replicated key-value store.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ClientCommand implements Runnable {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int SCAN_LIMIT = 100;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The client's configuration, as 'weevil keygen' writes it.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: get, put, cas, remove, scan or watch-status.");
  }

  @Command(description = "Prints the value of a key.", mixinStandardHelpOptions = true)
  int get(@Parameters(paramLabel = "KEY") String key) throws IOException, CommandFailedException {
    return ask(new KeyValueOperation.Get(key));
  }

  @Command(description = "Sets the value of a key.", mixinStandardHelpOptions = true)
  int put(
      @Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "VALUE") String value)
      throws IOException, CommandFailedException {
    return ask(new KeyValueOperation.Put(key, Bytes.utf8(value)));
  }

  @Command(
      description = "Sets the value of a key if it is what you expect; '' expects no value.",
      mixinStandardHelpOptions = true)
  int cas(
      @Parameters(paramLabel = "KEY") String key,
      @Parameters(paramLabel = "EXPECTED") String expected,
      @Parameters(paramLabel = "VALUE") String value)
      throws IOException, CommandFailedException {
    Bytes before = expected.isEmpty() ? null : Bytes.utf8(expected);
    return ask(new KeyValueOperation.CompareAndSet(key, before, Bytes.utf8(value)));
  }

  @Command(description = "Removes a key.", mixinStandardHelpOptions = true)
  int remove(@Parameters(paramLabel = "KEY") String key)
      throws IOException, CommandFailedException {
    return ask(new KeyValueOperation.Remove(key));
  }

  @Command(
      description = "Prints keys and values in order, from a key on.",
      mixinStandardHelpOptions = true)
  int scan(
      @Parameters(paramLabel = "FROM") String from,
      @Parameters(paramLabel = "TO", arity = "0..1") @Nullable String to)
      throws IOException, CommandFailedException {
    return ask(new KeyValueOperation.Scan(from, to, SCAN_LIMIT));
  }

  @Command(
      name = "watch-status",
      description = "Prints how each replica says that it is, again and again.",
      mixinStandardHelpOptions = true)
  int watchStatus(
      @Option(
              names = "--times",
              paramLabel = "N",
              defaultValue = "0",
              description = "How often; 0 for ever (default: 0).")
          int times,
      @Option(
              names = "--every",
              paramLabel = "SECONDS",
              defaultValue = "1",
              description = "Seconds between two (default: 1).")
          int seconds)
      throws IOException, InterruptedException {
    try (GroupClient client = GroupClient.start(ConfigurationFile.load(file))) {
      for (int i = 0; times == 0 || i < times; i++) {
        if (i > 0) {
          Thread.sleep(Duration.ofSeconds(seconds));
        }
        print(
            client
                .status(PATIENCE)
                .exceptionally(late -> new TreeMap<>())
                .toCompletableFuture()
                .join());
      }
    }
    return 0;
  }

  private void print(SortedMap<ReplicaId, StatusReport> reports) {
    PrintWriter out = out();
    if (reports.isEmpty()) {
      out.println("no replica answers: do they run, and do they know this client's group?");
    }
    reports.forEach(
        (replica, r) ->
            out.printf(
                "%-4s view %d  track %-11s  executed %-8d committed %-8d stable %-8d state"
                    + " %s@%d%s%n",
                replica,
                r.view().number(),
                r.track(),
                r.executed().number(),
                r.committed().number(),
                r.stable().number(),
                r.checkpointState().abbreviated(),
                r.checkpoint().number(),
                inWords(r.health())));
    out.flush();
  }

  private static String inWords(Health health) {
    return switch (health) {
      case WELL -> "";
      case BETWEEN_VIEWS -> "  between two views";
      case DIVERGED -> "  STATE DIVERGED: answers nothing";
      case LEARNER -> "  LEARNER: signs nothing, counts as faulty";
    };
  }

  private int ask(KeyValueOperation operation) throws IOException, CommandFailedException {
    try (GroupClient client = GroupClient.start(ConfigurationFile.load(file))) {
      return print(client.ask(operation).toCompletableFuture().join());
    } catch (IllegalArgumentException outOfBounds) {
      throw new CommandFailedException(String.valueOf(outOfBounds.getMessage()));
    }
  }

  private int print(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> print(done);
      case Answer.Failed(String reason) -> fail("the store refused: " + reason);
      case Answer.Rejected(String why) -> fail("not done: " + why);
      case Answer.Unknown(String known) -> fail("not known whether it was done: " + known);
    };
  }

  private int print(Answer.Done done) {
    switch (done.result()) {
      case KeyValueResult.Value(Bytes value) -> out().println(value.toUtf8());
      case KeyValueResult.Absent a -> {
        return fail("there is no such key");
      }
      case KeyValueResult.Done d ->
          out().printf("done (%s, slot %d)%n", done.grade(), done.slot().number());
      case KeyValueResult.Mismatch(var actual) -> {
        return fail(
            actual == null ? "not set: there is no such key" : "not set: it is " + actual.toUtf8());
      }
      case KeyValueResult.Entries entries -> print(entries);
      case KeyValueResult.Refused(String reason) -> {
        return fail("the store refused: " + reason);
      }
    }
    out().flush();
    return 0;
  }

  private void print(KeyValueResult.Entries entries) {
    entries.entries().forEach(e -> out().println(e.key() + "\t" + e.value().toUtf8()));
    if (entries.next() != null) {
      out().println("(more from " + entries.next() + ")");
    }
  }

  private int fail(String message) {
    spec.commandLine().getErr().println("weevil: " + message);
    return Main.FAILURE;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
