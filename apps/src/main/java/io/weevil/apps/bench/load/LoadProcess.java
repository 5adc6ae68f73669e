package io.weevil.apps.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.measure.Latencies;
import io.weevil.apps.bench.measure.Tick;
import io.weevil.apps.bench.measure.Window;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A client process's life, as its parent tells it line by line: {@value #BEGIN}, then any number of
 * {@value #MEASURE} with a number of seconds, then {@value #FINISH} with the living replicas. It
 * says a {@value #TICK} about every second, {@value #MEASURING} when a measurement begins, {@value
 * #MEASURED} when it has ended, and at last {@value #FINISHED}; what is measured follows as JSON.
 */
public final class LoadProcess {

  public static final String BEGIN = "begin";
  public static final String MEASURE = "measure";
  public static final String FINISH = "finish";
  public static final String TICK = "tick";
  public static final String MEASURING = "measuring";
  public static final String MEASURED = "measured";
  public static final String FINISHED = "finished";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Everything since the start, at some moment. */
  private record Moment(long nanos, Map<Grade, Long> done, long failed, Costs costs) {
    long operations() {
      return done.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A measurement that goes on. */
  private record Measurement(
      Moment start, long seconds, Histogram latencies, List<Double> perSecond) {}

  private final LoadPlan plan;
  private final Callee callee;
  private final Crowd crowd;
  private final Consumer<String> lines;
  private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
  private Moment last;
  private @Nullable Measurement measurement;

  private LoadProcess(LoadPlan plan, Callee callee, Consumer<String> lines) {
    this.plan = plan;
    this.callee = callee;
    this.crowd = new Crowd(plan, callee);
    this.lines = lines;
    this.last = now();
  }

  /**
   * Runs to the end.
   *
   * @param control the parent's lines; when it ends, so does the process
   * @param end run when the control has ended
   */
  public static void run(
      LoadPlan plan, Callee callee, InputStream control, Consumer<String> lines, Runnable end)
      throws InterruptedException {
    LoadProcess process = new LoadProcess(plan, callee, lines);
    Thread.ofPlatform().daemon().name("control").start(() -> process.listen(control, end));
    lines.accept("ready: " + plan.callers() + " callers, " + callee.proxies().size() + " clients");
    process.obey();
  }

  private void listen(InputStream control, Runnable end) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(control, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        orders.add(line);
      }
    } catch (IOException broken) {
      // A broken pipe says what its end says.
    }
    end.run();
  }

  private void obey() throws InterruptedException {
    while (true) {
      String order = orders.poll(last.nanos() + SECOND - System.nanoTime(), TimeUnit.NANOSECONDS);
      String[] words = order == null ? new String[] {TICK} : order.split(" ");
      switch (words[0]) {
        case TICK -> tick();
        case BEGIN -> begin();
        case MEASURE -> measure(Long.parseLong(words[1]));
        case FINISH -> {
          finish(words[1]);
          return;
        }
        default -> lines.accept("not understood: " + order);
      }
    }
  }

  private void begin() {
    crowd.begin();
    last = now();
  }

  private void measure(long seconds) {
    crowd.meter().takeLatencies();
    last = now();
    measurement = new Measurement(last, seconds, Latencies.emptyHistogram(), new ArrayList<>());
    lines.accept(MEASURING);
  }

  private void tick() {
    Moment before = last;
    last = now();
    Histogram interval = crowd.meter().takeLatencies();
    Latencies latencies = Latencies.of(interval);
    double seconds = seconds(before, last);
    Tick tick =
        new Tick(
            seconds,
            last.operations() - before.operations(),
            last.failed() - before.failed(),
            latencies.p50(),
            latencies.p99());
    say(TICK, tick);
    if (measurement != null) {
      measurement.latencies().add(interval);
      measurement.perSecond().add(tick.operationsPerSecond());
      endWhenItIsTime(measurement);
    }
  }

  private void endWhenItIsTime(Measurement running) {
    if (running.perSecond().size() < running.seconds()) {
      return;
    }
    measurement = null;
    Map<Grade, Long> grades = new EnumMap<>(Grade.class);
    last.done()
        .forEach(
            (grade, count) ->
                grades.put(grade, count - running.start().done().getOrDefault(grade, 0L)));
    say(
        MEASURED,
        new Window(
            seconds(running.start(), last),
            last.operations() - running.start().operations(),
            last.failed() - running.start().failed(),
            grades,
            Latencies.of(running.latencies()),
            running.perSecond(),
            last.costs().minus(running.start().costs())));
  }

  private void finish(String living) throws InterruptedException {
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    Arrays.stream(living.split(","))
        .map(Integer::valueOf)
        .map(ReplicaId::new)
        .forEach(replicas::add);
    say(FINISHED, new Inquest(crowd, callee, plan.operationBytes()).hold(replicas));
  }

  private Moment now() {
    Meter meter = crowd.meter();
    return new Moment(System.nanoTime(), meter.done(), meter.failed(), callee.costs());
  }

  private static double seconds(Moment from, Moment to) {
    return (to.nanos() - from.nanos()) / 1e9;
  }

  private void say(String what, Object value) {
    try {
      lines.accept(what + " " + MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records can be written as JSON", impossible);
    }
  }
}
