package io.weevil.apps.chaos.run;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.chaos.link.ControlLine;
import io.weevil.apps.chaos.link.ControlledNode;
import io.weevil.apps.chaos.link.LinkFaults;
import io.weevil.apps.chaos.link.LinkRule;
import io.weevil.apps.chaos.link.RuleCounts;
import io.weevil.apps.chaos.recording.Recording.NodeLine;
import io.weevil.apps.chaos.scenario.Scenario;
import io.weevil.apps.demo.ProcessGroup;
import io.weevil.apps.process.JavaCommand;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The nodes of a scenario as processes, and the rules that are in force between them. */
final class ChaosGroup implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(10);

  private final Stopwatch stopwatch;
  private final List<LinkFaults> clients = new ArrayList<>();

  /** With times of the machine: the load has not begun when the first ones come. */
  private final List<NodeLine> lines = new ArrayList<>();

  private final SortedMap<String, RuleCounts> counts = new TreeMap<>();
  private final Map<String, LinkRule> inForce = new LinkedHashMap<>();

  /** Replicas that still owe the counts of a rule, as {@code replica rule}. */
  private final Set<String> owed = new HashSet<>();

  private final ProcessGroup processes;

  private ChaosGroup(
      Scenario scenario, List<PeerAddress> clients, String mainClass, Stopwatch stopwatch)
      throws IOException {
    this.stopwatch = stopwatch;
    ProcessGroup.Plan plan =
        new ProcessGroup.Plan(
            "chaos",
            scenario.group().quorums(),
            scenario.group().authentication(),
            clients.size() + 1,
            replica -> JavaCommand.SHORT_LIVED,
            scenario.group().settings(),
            file -> command(file, clients),
            this::onLine);
    this.processes = ProcessGroup.start(plan, mainClass, START);
  }

  /**
   * Starts the nodes.
   *
   * @param clients that rules speak of; one more gets keys: the observer
   * @param mainClass the command line's, which knows {@code chaos node}
   */
  static ChaosGroup start(
      Scenario scenario, List<PeerAddress> clients, String mainClass, Stopwatch stopwatch)
      throws IOException {
    return new ChaosGroup(scenario, clients, mainClass, stopwatch);
  }

  private static List<String> command(Path file, List<PeerAddress> clients) {
    List<String> command = new ArrayList<>(List.of("chaos", "node", "--config", file.toString()));
    clients.forEach(client -> command.addAll(List.of("--client", client.toString())));
    return command;
  }

  ProcessGroup processes() {
    return processes;
  }

  /** From now on rules hold for this client's messages too. */
  synchronized void add(LinkFaults client) {
    clients.add(client);
  }

  synchronized void begin(LinkRule rule) {
    inForce.put(rule.name(), rule);
    counts.putIfAbsent(rule.name(), RuleCounts.NONE);
    clients.forEach(client -> client.begin(rule));
    processes.living().forEach(replica -> tell(replica, new ControlLine.Begin(rule)));
  }

  synchronized void end(String name) {
    inForce.remove(name);
    clients.forEach(client -> client.end(name).ifPresent(done -> count(name, done)));
    for (ReplicaId replica : processes.living()) {
      owed.add(debt(replica, name));
      tell(replica, new ControlLine.End(name));
    }
  }

  synchronized void kill(ReplicaId replica) {
    processes.kill(replica);
    owed.removeIf(debt -> debt.startsWith(replica.index() + " "));
  }

  synchronized void restart(ReplicaId replica) throws IOException {
    processes.restart(replica);
    inForce.values().forEach(rule -> tell(replica, new ControlLine.Begin(rule)));
  }

  /** Names of the rules in force. */
  synchronized List<String> rules() {
    return List.copyOf(inForce.keySet());
  }

  private void tell(ReplicaId replica, ControlLine line) {
    try {
      processes.tell(replica, line.toString());
    } catch (IOException gone) {
      owed.removeIf(debt -> debt.startsWith(replica.index() + " ")); // told with the fallen
    }
  }

  private static String debt(ReplicaId replica, String rule) {
    return replica.index() + " " + rule;
  }

  private synchronized void onLine(ReplicaId replica, String line) {
    lines.add(new NodeLine(System.nanoTime(), replica.index(), line));
    if (line.startsWith(ControlledNode.ENDED)) {
      String[] parts = line.substring(ControlledNode.ENDED.length()).split(" ", 2);
      count(parts[0], RuleCounts.parse(parts[1]));
      owed.remove(debt(replica, parts[0]));
      notifyAll();
    }
  }

  private void count(String name, RuleCounts done) {
    counts.merge(name, done, RuleCounts::plus);
  }

  /** What the rules that have ended did, as far as the nodes say so in time. */
  synchronized SortedMap<String, RuleCounts> counts(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!owed.isEmpty() && System.nanoTime() < deadline) {
      wait(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
    }
    return new TreeMap<>(counts);
  }

  synchronized List<NodeLine> lines() {
    return lines.stream()
        .map(line -> new NodeLine(stopwatch.at(line.time()), line.replica(), line.text()))
        .toList();
  }

  @Override
  public void close() {
    processes.close();
  }
}
