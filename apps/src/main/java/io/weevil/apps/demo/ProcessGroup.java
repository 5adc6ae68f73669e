package io.weevil.apps.demo;

import io.weevil.actors.configuration.PeerAddress;
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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A group with fresh keys, each replica a process of its own on this computer. */
final class ProcessGroup implements DemoGroup, AutoCloseable {

  private final LocalGroup processes;
  private final TreeMap<ReplicaId, NodeProcess> nodes = new TreeMap<>();
  private final SortedSet<ReplicaId> killed = new TreeSet<>();

  private ProcessGroup(LocalGroup processes) {
    this.processes = processes;
  }

  /**
   * Makes keys in a temporary folder and starts the replicas.
   *
   * @param mainClass the command line's, which knows the command {@code node}
   * @throws IOException when a replica is not ready in time; the message holds its last words
   */
  static ProcessGroup start(Quorums quorums, String mainClass, Duration patience)
      throws IOException {
    ProcessGroup group = new ProcessGroup(LocalGroup.create("weevil-demo-"));
    try {
      KeyFolder.write(group.keys(), plan(quorums), new SecureRandom(), Instant.now());
      for (ReplicaId replica : quorums.members().toList()) {
        group.start(replica, mainClass);
      }
      group.processes.awaitReady(patience);
      return group;
    } catch (IOException | RuntimeException failure) {
      group.close();
      throw failure;
    }
  }

  private static GroupPlan plan(Quorums quorums) throws IOException {
    return new GroupPlan(
        "demo",
        quorums,
        freeAddresses(quorums.n()),
        1,
        RequestAuthentication.SIGNATURE,
        Duration.ofDays(1));
  }

  /** Ports that are free now: all are held until the last is known. */
  private static List<PeerAddress> freeAddresses(int count) throws IOException {
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

  private void start(ReplicaId replica, String mainClass) throws IOException {
    String file = KeyFolder.replicaConfiguration(keys(), replica.index()).toString();
    List<String> command =
        JavaCommand.of(mainClass, List.of("node", "--exit-with-parent", "--config", file));
    nodes.put(replica, processes.start("replica-" + replica.index(), command, line -> {}));
  }

  private Path keys() {
    return processes.folder().resolve("keys");
  }

  /** Of the one client. */
  Path clientConfiguration() {
    return KeyFolder.clientConfiguration(keys(), 0);
  }

  /** Process ids by replica. */
  String describe() {
    List<String> pids = nodes.values().stream().map(node -> Long.toString(node.pid())).toList();
    return nodes.size() + " replicas, processes " + String.join(", ", pids);
  }

  /** What the replicas said last, for people who want to know why something failed. */
  String lastWords() {
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
  public void close() {
    processes.close();
  }
}
