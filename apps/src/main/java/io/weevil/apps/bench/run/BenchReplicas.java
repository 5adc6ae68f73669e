package io.weevil.apps.bench.run;

import io.weevil.apps.bench.attack.Attack;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.node.CostQuestions;
import io.weevil.apps.demo.ProcessGroup;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The replicas of a benchmark as processes. */
final class BenchReplicas implements Servers {

  private static final Duration START = Duration.ofMinutes(2);

  private final ProcessGroup processes;
  private final BenchOptions options;
  private final CostAnswers answers;

  private BenchReplicas(ProcessGroup processes, BenchOptions options, CostAnswers answers) {
    this.processes = processes;
    this.options = options;
    this.answers = answers;
  }

  /**
   * Makes keys and starts the replicas.
   *
   * @param mainClass the command line's, which knows {@code bench replica}
   * @throws IOException when one is not ready in time
   */
  static BenchReplicas start(BenchOptions options, String mainClass) throws IOException {
    CostAnswers answers = new CostAnswers();
    ProcessGroup.Plan plan =
        new ProcessGroup.Plan(
            "bench",
            options.quorums(),
            options.authentication(),
            options.proxies(),
            name -> JvmOptions.replica(name, options.jvm()),
            options.allSettings(),
            file -> command(file, options),
            (replica, line) -> answers.onLine(name(replica.index()), line));
    ProcessGroup processes = ProcessGroup.start(plan, mainClass, START);
    if (options.attack() == Attack.DEAD_BACKUP) {
      attacker(options).ifPresent(processes::kill);
    }
    return new BenchReplicas(processes, options, answers);
  }

  private static Optional<ReplicaId> attacker(BenchOptions options) {
    return options.attack().replica(options.quorums().n());
  }

  private static List<String> command(Path file, BenchOptions options) {
    return List.of(
        "bench",
        "replica",
        "--config",
        file.toString(),
        "--reply-bytes",
        Integer.toString(options.replyBytes()),
        "--attack",
        options.attack().label());
  }

  @Override
  public List<String> clientArguments() {
    List<String> arguments =
        new ArrayList<>(List.of("bench", "client", "--attack", options.attack().label()));
    for (int i = 0; i < options.proxies(); i++) {
      arguments.add("--config");
      arguments.add(KeyFolder.clientConfiguration(processes.keys(), i).toString());
    }
    return arguments;
  }

  @Override
  public String nameOf(int index) {
    return name(index);
  }

  private static String name(int index) {
    return "replica-" + index;
  }

  @Override
  public SortedSet<ReplicaId> living() {
    return processes.living();
  }

  @Override
  public SortedSet<ReplicaId> answering() {
    SortedSet<ReplicaId> answering = new TreeSet<>(living());
    if (options.attack().isMute()) {
      attacker(options).ifPresent(answering::remove);
    }
    return answering;
  }

  @Override
  public SortedMap<String, Long> pids() {
    SortedMap<String, Long> pids = new TreeMap<>();
    living().forEach(replica -> pids.put(name(replica.index()), processes.pid(replica)));
    return pids;
  }

  @Override
  public SortedMap<String, Costs> costs() throws IOException, InterruptedException {
    for (ReplicaId replica : living()) {
      processes.tell(replica, CostQuestions.COUNT);
    }
    return answers.await(living().size());
  }

  /**
   * Replicas that ended by themselves, and proof that one is faulty: none signs two things here.
   */
  @Override
  public List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    processes.fallen().forEach(r -> faults.add("replica " + r.index() + " ended by itself"));
    processes
        .evidence() // R-EVIDENCE: no honest behaviour produces it
        .forEach(file -> faults.add("an honest replica is proven faulty: " + file.getFileName()));
    return faults;
  }

  @Override
  public String lastWords() {
    return processes.lastWords();
  }

  @Override
  public void close() {
    processes.close();
  }
}
