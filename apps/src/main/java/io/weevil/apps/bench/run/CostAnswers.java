package io.weevil.apps.bench.run;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.node.CostQuestions;
import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects what servers answer to {@link CostQuestions#COUNT}. Any thread may bring an answer. */
final class CostAnswers {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Counted(String process, Costs costs) {}

  private final BlockingQueue<Counted> counted = new LinkedBlockingQueue<>();

  /** Takes a line that a process has printed, whatever it says. */
  void onLine(String process, String line) {
    if (line.startsWith(CostQuestions.COUNTED)) {
      String json = line.substring(CostQuestions.COUNTED.length());
      counted.add(new Counted(process, Json.read(json, Costs.class)));
    }
  }

  /**
   * The answers of so many processes, by their names.
   *
   * @throws IOException when one does not answer in time
   */
  SortedMap<String, Costs> await(int processes) throws IOException, InterruptedException {
    SortedMap<String, Costs> costs = new TreeMap<>();
    while (costs.size() < processes) {
      Counted next = counted.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new IOException("a server does not answer; these do: " + costs.keySet());
      }
      costs.put(next.process(), next.costs());
    }
    return costs;
  }
}
