package io.weevil.apps.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Processes on this computer and the temporary folder with their keys. Whatever ends this JVM short
 * of SIGKILL ends them and removes the folder; after SIGKILL the processes end by themselves, if
 * they watch their parent ({@link ParentWatch}), and the folder goes too ({@link LastWill}).
 */
public final class LocalGroup implements AutoCloseable {

  private final Path folder;
  private final LastWill will;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Thread hook = new Thread(this::end, "end-of-local-group");
  private boolean ended;

  private LocalGroup(Path folder, LastWill will) {
    this.folder = folder;
    this.will = will;
  }

  /** A group without processes yet, and a fresh folder that only this user may enter. */
  public static LocalGroup create(String prefix) throws IOException {
    Path folder = Files.createTempDirectory(prefix);
    LocalGroup group = new LocalGroup(folder, LastWill.write(folder));
    Runtime.getRuntime().addShutdownHook(group.hook);
    return group;
  }

  /** For keys, configuration and logs; gone when the group is closed. */
  public Path folder() {
    return folder;
  }

  /** Starts a process; its log is {@code <name>.log} in the folder. */
  public synchronized NodeProcess start(String name, List<String> command, Consumer<String> lines)
      throws IOException {
    if (ended) {
      throw new IOException("the group is closed: " + name + " is not started");
    }
    NodeProcess node = NodeProcess.start(name, command, folder.resolve(name + ".log"), lines);
    nodes.add(node);
    will.provideFor(node.pid());
    return node;
  }

  /** In the order in which they were started. */
  public synchronized List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Waits until all are ready.
   *
   * @throws IOException when one of them ends, or is not ready in time; the message says which and
   *     what it said last
   */
  public void awaitReady(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (NodeProcess node : nodes()) {
      awaitReady(node, deadline - System.nanoTime());
    }
  }

  private static void awaitReady(NodeProcess node, long nanos) throws IOException {
    try {
      node.ready().toCompletableFuture().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          node.name() + " is not ready in time. Its last words:\n" + node.lastLines(15), e);
    } catch (ExecutionException | CompletionException e) {
      throw new IOException(
          String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + node.name(), e);
    }
  }

  /** Kills every process and removes the folder. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // Then the hook runs, and finds nothing to do.
    }
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    nodes.forEach(NodeProcess::kill);
    delete(folder);
    will.revoke();
  }

  private static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder + ": remove it, it holds keys", e);
    }
  }
}
