package io.weevil.apps.bench.run;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.node.BenchNode;
import io.weevil.apps.demo.ProcessGroup;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The replicas of a benchmark as processes. */
final class BenchReplicas implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private record Counted(ReplicaId replica, Costs costs) {}

  private final ProcessGroup processes;
  private final BlockingQueue<Counted> counted;

  private BenchReplicas(ProcessGroup processes, BlockingQueue<Counted> counted) {
    this.processes = processes;
    this.counted = counted;
  }

  /**
   * Makes keys and starts the replicas.
   *
   * @param mainClass the command line's, which knows {@code bench replica}
   * @throws IOException when one is not ready in time
   */
  static BenchReplicas start(BenchOptions options, String mainClass) throws IOException {
    BlockingQueue<Counted> counted = new LinkedBlockingQueue<>();
    ProcessGroup.Plan plan =
        new ProcessGroup.Plan(
            "bench",
            options.quorums(),
            options.authentication(),
            options.proxies(),
            name -> JvmOptions.replica(name, options.jvm()),
            options.allSettings(),
            file -> command(file, options.replyBytes()),
            (replica, line) -> onLine(replica, line, counted));
    return new BenchReplicas(ProcessGroup.start(plan, mainClass, START), counted);
  }

  private static List<String> command(Path file, int replyBytes) {
    return List.of(
        "bench",
        "replica",
        "--config",
        file.toString(),
        "--reply-bytes",
        Integer.toString(replyBytes));
  }

  private static void onLine(ReplicaId replica, String line, BlockingQueue<Counted> counted) {
    if (line.startsWith(BenchNode.COUNTED)) {
      String json = line.substring(BenchNode.COUNTED.length());
      counted.add(new Counted(replica, Json.read(json, Costs.class)));
    }
  }

  /** Configuration of a client. */
  Path clientConfiguration(int client) {
    return KeyFolder.clientConfiguration(processes.keys(), client);
  }

  static String nameOf(ReplicaId replica) {
    return "replica-" + replica.index();
  }

  SortedSet<ReplicaId> living() {
    return processes.living();
  }

  /** Process ids by name. */
  SortedMap<String, Long> pids() {
    SortedMap<String, Long> pids = new TreeMap<>();
    living().forEach(replica -> pids.put(nameOf(replica), processes.pid(replica)));
    return pids;
  }

  /** What each living replica has done since it started. */
  SortedMap<String, Costs> costs() throws IOException, InterruptedException {
    for (ReplicaId replica : living()) {
      processes.tell(replica, BenchNode.COUNT);
    }
    SortedMap<String, Costs> costs = new TreeMap<>();
    while (costs.size() < living().size()) {
      Counted next = counted.poll(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new IOException("a replica does not answer. The last words:\n" + lastWords());
      }
      costs.put(nameOf(next.replica()), next.costs());
    }
    return costs;
  }

  /** Files in which replicas keep proof that another is faulty (R-EVIDENCE). */
  List<Path> evidence() throws IOException {
    return processes.evidence();
  }

  /** Replicas that have ended by themselves. */
  SortedSet<ReplicaId> fallen() {
    return processes.fallen();
  }

  String lastWords() {
    return processes.lastWords();
  }

  @Override
  public void close() {
    processes.close();
  }
}
