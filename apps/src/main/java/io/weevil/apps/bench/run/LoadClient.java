package io.weevil.apps.bench.run;

import io.weevil.apps.bench.load.LoadProcess;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.measure.Tick;
import io.weevil.apps.bench.measure.Window;
import io.weevil.apps.process.LocalGroup;
import io.weevil.apps.process.NodeProcess;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The client process of a benchmark, as its parent sees it. */
final class LoadClient implements AutoCloseable {

  static final String NAME = "client";

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration INQUEST = Duration.ofMinutes(4);

  private record Line(String word, String rest) {
    static Line of(String text) {
      String[] parts = text.split(" ", 2);
      return new Line(parts[0], parts.length == 2 ? parts[1] : "");
    }
  }

  private final LocalGroup processes;
  private final NodeProcess process;
  private final BlockingQueue<Line> said;

  private LoadClient(LocalGroup processes, NodeProcess process, BlockingQueue<Line> said) {
    this.processes = processes;
    this.process = process;
    this.said = said;
  }

  /**
   * Starts it; it calls nothing yet.
   *
   * @throws IOException when it is not ready in time
   */
  static LoadClient start(List<String> command) throws IOException {
    LocalGroup processes = LocalGroup.create("weevil-bench-client-");
    try {
      BlockingQueue<Line> said = new LinkedBlockingQueue<>();
      NodeProcess process = processes.start(NAME, command, line -> said.add(Line.of(line)));
      processes.awaitReady(START);
      return new LoadClient(processes, process, said);
    } catch (IOException | RuntimeException failure) {
      processes.close();
      throw failure;
    }
  }

  long pid() {
    return process.pid();
  }

  void begin() throws IOException {
    process.tell(LoadProcess.BEGIN);
  }

  /** What it says of the next second. */
  Tick awaitTick() throws IOException, InterruptedException {
    return Json.read(await(LoadProcess.TICK, ANSWER, tick -> {}), Tick.class);
  }

  /** Has it begin a measurement; returns when it has. */
  void measure(Duration time) throws IOException, InterruptedException {
    process.tell(LoadProcess.MEASURE + " " + time.toSeconds());
    await(LoadProcess.MEASURING, ANSWER, tick -> {});
  }

  /**
   * Returns when the measurement has ended.
   *
   * @param ticks told of each second on the way
   */
  Window awaitMeasured(Duration time, Consumer<Tick> ticks)
      throws IOException, InterruptedException {
    return Json.read(await(LoadProcess.MEASURED, time.plus(ANSWER), ticks), Window.class);
  }

  /** Ends the load, and has it look whether all was as it should be. */
  Ending finish(SortedSet<ReplicaId> living) throws IOException, InterruptedException {
    String replicas =
        living.stream().map(r -> Integer.toString(r.index())).collect(Collectors.joining(","));
    process.tell(LoadProcess.FINISH + " " + replicas);
    return Json.read(await(LoadProcess.FINISHED, INQUEST, tick -> {}), Ending.class);
  }

  private String await(String word, Duration patience, Consumer<Tick> ticks)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Line line = said.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IOException("the client did not say \"" + word + "\" in time");
      }
      if (line.word().equals(word)) {
        return line.rest();
      }
      if (line.word().equals(LoadProcess.TICK)) {
        ticks.accept(Json.read(line.rest(), Tick.class));
      }
    }
  }

  String lastWords() {
    return process.lastLines(20);
  }

  @Override
  public void close() {
    processes.close();
  }
}
