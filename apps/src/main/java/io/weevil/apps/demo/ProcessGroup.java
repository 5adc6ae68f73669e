package io.weevil.apps.demo;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.keys.GroupPlan;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.apps.process.JavaCommand;
import io.weevil.apps.process.LocalGroup;
import io.weevil.apps.process.NodeProcess;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.Quorums;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A group with fresh keys, each replica a process of its own on this computer. */
public final class ProcessGroup implements DemoGroup, AutoCloseable {

  /**
   * What to start.
   *
   * @param name of the group
   * @param clients how many clients get keys
   * @param jvm options of each replica's virtual machine, given the replica's name: heap, collector
   * @param settings that differ from the defaults, by their paths; the same for all replicas
   * @param node the command line of a node, given its configuration; ends with its standard input
   * @param lines told each line that a replica prints, on that replica's own thread
   */
  public record Plan(
      String name,
      Quorums quorums,
      RequestAuthentication authentication,
      int clients,
      Function<String, List<String>> jvm,
      Map<String, String> settings,
      Function<Path, List<String>> node,
      BiConsumer<ReplicaId, String> lines) {
    public Plan {
      settings = Map.copyOf(settings);
    }

    /** What {@code weevil node} starts, with one client. */
    static Plan standard(String name, Quorums quorums) {
      return new Plan(
          name,
          quorums,
          RequestAuthentication.SIGNATURE,
          1,
          replica -> JavaCommand.SHORT_LIVED,
          Map.of(),
          file -> List.of("node", "--exit-with-parent", "--config", file.toString()),
          (replica, line) -> {});
    }
  }

  private final LocalGroup processes;
  private final TreeMap<ReplicaId, NodeProcess> nodes = new TreeMap<>();
  private final SortedSet<ReplicaId> killed = new TreeSet<>();
  private int restarts;

  private final Plan plan;
  private final String mainClass;

  private ProcessGroup(LocalGroup processes, Plan plan, String mainClass) {
    this.processes = processes;
    this.plan = plan;
    this.mainClass = mainClass;
  }

  /**
   * Makes keys in a temporary folder and starts the replicas.
   *
   * @param mainClass the command line's, which knows the plan's command
   * @throws IOException when a replica is not ready in time; the message holds its last words
   */
  public static ProcessGroup start(Plan plan, String mainClass, Duration patience)
      throws IOException {
    ProcessGroup group =
        new ProcessGroup(LocalGroup.create("weevil-" + plan.name() + "-"), plan, mainClass);
    try {
      KeyFolder.write(group.keys(), keysOf(plan), new SecureRandom(), Instant.now());
      for (ReplicaId replica : plan.quorums().members().toList()) {
        group.start(replica, "replica-" + replica.index());
      }
      group.processes.awaitReady(patience);
      return group;
    } catch (IOException | RuntimeException failure) {
      group.close();
      throw failure;
    }
  }

  private static GroupPlan keysOf(Plan plan) throws IOException {
    return new GroupPlan(
        plan.name(),
        plan.quorums(),
        freeAddresses(plan.quorums().n()),
        plan.clients(),
        plan.authentication(),
        Duration.ofDays(1));
  }

  /** Ports that are free now: all are held until the last is known. */
  public static List<PeerAddress> freeAddresses(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(s -> new PeerAddress("127.0.0.1", s.getLocalPort())).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private void start(ReplicaId replica, String name) throws IOException {
    Path file = KeyFolder.replicaConfiguration(keys(), replica.index());
    List<String> command =
        JavaCommand.of(plan.jvm().apply(name), plan.settings(), mainClass, plan.node().apply(file));
    nodes.put(replica, processes.start(name, command, line -> plan.lines().accept(replica, line)));
  }

  /** Starts a replica that was killed anew, with what it has left on disk. */
  public void restart(ReplicaId replica) throws IOException {
    if (!killed.remove(replica)) {
      throw new IllegalArgumentException("replica " + replica.index() + " was not killed");
    }
    restarts++;
    start(replica, "replica-" + replica.index() + "-again-" + restarts);
  }

  /** Writes a line to a replica's standard input. */
  public void tell(ReplicaId replica, String line) throws IOException {
    node(replica).tell(line);
  }

  /** With all that the replicas were given and have written: gone when the group is closed. */
  public Path folder() {
    return processes.folder();
  }

  /** With keys and configuration, and evidence if there is some. */
  public Path keys() {
    return processes.folder().resolve("keys");
  }

  /** Of the one client. */
  Path clientConfiguration() {
    return KeyFolder.clientConfiguration(keys(), 0);
  }

  /** Of the process that the operating system knows. */
  public long pid(ReplicaId replica) {
    return node(replica).pid();
  }

  /** Process ids by replica. */
  public String describe() {
    List<String> pids = nodes.values().stream().map(node -> Long.toString(node.pid())).toList();
    return nodes.size() + " replicas, processes " + String.join(", ", pids);
  }

  /** What the replicas said last, for people who want to know why something failed. */
  public String lastWords() {
    StringBuilder words = new StringBuilder();
    nodes
        .values()
        .forEach(
            node ->
                words.append(node.name()).append(":\n").append(node.lastLines(20)).append('\n'));
    return words.toString();
  }

  @Override
  public void pause(ReplicaId replica) throws IOException {
    node(replica).pause();
  }

  @Override
  public void resume(ReplicaId replica) throws IOException {
    node(replica).resume();
  }

  @Override
  public void kill(ReplicaId replica) {
    killed.add(replica);
    node(replica).kill();
  }

  private NodeProcess node(ReplicaId replica) {
    NodeProcess node = nodes.get(replica);
    if (node == null) {
      throw new IllegalArgumentException("there is no replica " + replica.index());
    }
    return node;
  }

  @Override
  public SortedSet<ReplicaId> living() {
    SortedSet<ReplicaId> living = new TreeSet<>(nodes.keySet());
    living.removeAll(killed);
    return living;
  }

  @Override
  public SortedSet<ReplicaId> fallen() {
    SortedSet<ReplicaId> fallen = living();
    fallen.removeIf(replica -> node(replica).isAlive());
    return fallen;
  }

  @Override
  public List<Path> evidence() throws IOException {
    SortedSet<Path> files = new TreeSet<>();
    for (ReplicaId replica : nodes.keySet()) {
      files.addAll(new EvidenceFolder(evidenceFolder(replica)).files());
    }
    return List.copyOf(files);
  }

  /** Where the replica itself keeps what it finds. */
  private Path evidenceFolder(ReplicaId replica) throws IOException {
    Path file = KeyFolder.replicaConfiguration(keys(), replica.index());
    return WeevilSettings.forReplica(ConfigurationFile.load(file))
        .replica()
        .orElseThrow(() -> new IOException(file + " is not a replica's"))
        .evidenceFolder();
  }

  @Override
  public void close() {
    processes.close();
  }
}
