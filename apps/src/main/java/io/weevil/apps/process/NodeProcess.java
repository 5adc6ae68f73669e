package io.weevil.apps.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A child process that says when it is ready. What it prints goes to a log file, line by line.
 * Signals are sent by the {@code kill} command, so this works where POSIX does.
 */
public final class NodeProcess {

  /** How a node's line begins that says that it is ready. */
  public static final String READY = "ready";

  private final String name;
  private final Process process;
  private final Path log;
  private final Writer input;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private NodeProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process. Its standard input stays open until this JVM ends ({@link ParentWatch}).
   *
   * @param log gets standard output and standard error
   * @param lines told each line, on a thread of its own
   */
  public static NodeProcess start(
      String name, List<String> command, Path log, Consumer<String> lines) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    NodeProcess node = new NodeProcess(name, process, log);
    Thread.ofPlatform().daemon().name("log-of-" + name).start(() -> node.read(lines));
    return node;
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter writer = new PrintWriter(Files.newBufferedWriter(log), true)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        writer.println(line);
        lines.accept(line);
        if (line.startsWith(READY)) {
          ready.complete(line);
        }
      }
    } catch (IOException | UncheckedIOException closed) {
      // The pipe of a process that was killed may break instead of ending.
    }
    ready.completeExceptionally(new IllegalStateException(describeEnd()));
  }

  private String describeEnd() {
    return name + " ended before it was ready. Its last words:\n" + lastLines(15);
  }

  /** The end of its log, for people; empty when there is none. */
  public String lastLines(int count) {
    try {
      List<String> all = Files.readAllLines(log);
      return String.join("\n", all.subList(Math.max(0, all.size() - count), all.size()));
    } catch (IOException unreadable) {
      return "";
    }
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  /**
   * Writes a line to its standard input. A process that is paused reads it when it goes on.
   *
   * @throws IOException when the process has ended
   */
  public synchronized void tell(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  /** Completed by the line that says so; fails when the process ends without it. */
  public CompletionStage<String> ready() {
    return ready;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: it keeps everything and does nothing. */
  public void pause() throws IOException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException {
    signal("CONT");
  }

  /** SIGKILL: it ends at once, paused or not. Returns when it has. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  /**
   * SIGTERM, and SIGKILL when that does not help in time.
   *
   * @return whether it ended by itself
   */
  public boolean stop(Duration patience) {
    process.destroy();
    boolean ended = awaitEnd(patience);
    if (!ended) {
      kill();
    }
    return ended;
  }

  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void signal(String signal) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("cannot send SIG" + signal + " to " + name + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending SIG" + signal + " to " + name, e);
    }
  }
}
