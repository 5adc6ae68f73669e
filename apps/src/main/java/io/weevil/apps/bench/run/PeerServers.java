package io.weevil.apps.bench.run;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.node.CostQuestions;
import io.weevil.apps.bench.peer.Peer;
import io.weevil.apps.demo.ProcessGroup;
import io.weevil.apps.process.JavaCommand;
import io.weevil.apps.process.LocalGroup;
import io.weevil.apps.process.NodeProcess;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The servers of what a group is compared with, as processes. */
final class PeerServers implements Servers {

  private static final Duration START = Duration.ofMinutes(2);

  private final Peer peer;
  private final BenchOptions options;
  private final LocalGroup processes;
  private final String addresses;
  private final CostAnswers answers = new CostAnswers();

  private PeerServers(Peer peer, BenchOptions options, LocalGroup processes, String addresses) {
    this.peer = peer;
    this.options = options;
    this.processes = processes;
    this.addresses = addresses;
  }

  /**
   * Starts them.
   *
   * @param mainClass the command line's, which knows {@code bench peer}
   * @throws IOException when one is not ready in time
   */
  static PeerServers start(Peer peer, BenchOptions options, String mainClass) throws IOException {
    String addresses =
        ProcessGroup.freeAddresses(peer.servers()).stream()
            .map(PeerAddress::toString)
            .collect(Collectors.joining(","));
    PeerServers servers =
        new PeerServers(
            peer, options, LocalGroup.create("weevil-" + peer.label() + "-"), addresses);
    try {
      for (int i = 0; i < peer.servers(); i++) {
        servers.startServer(i, mainClass);
      }
      servers.processes.awaitReady(START);
      return servers;
    } catch (IOException | RuntimeException failure) {
      servers.close();
      throw failure;
    }
  }

  private void startServer(int index, String mainClass) throws IOException {
    String name = nameOf(index);
    List<String> command = new ArrayList<>(List.of("bench", "peer"));
    command.addAll(whichAndWhere());
    command.addAll(List.of("--index", Integer.toString(index)));
    command.addAll(List.of("--reply-bytes", Integer.toString(options.replyBytes())));
    command.addAll(List.of("--folder", processes.folder().resolve(name).toString()));
    processes.start(
        name,
        JavaCommand.of(
            JvmOptions.peer(peer, name, options.jvm()), options.settings(), mainClass, command),
        line -> answers.onLine(name, line));
  }

  private List<String> whichAndWhere() {
    return List.of("--peer", peer.name(), "--servers", addresses);
  }

  @Override
  public List<String> clientArguments() {
    List<String> arguments = new ArrayList<>(List.of("bench", "peer-client"));
    arguments.addAll(whichAndWhere());
    arguments.addAll(List.of("--proxies", Integer.toString(options.proxies())));
    return arguments;
  }

  @Override
  public String nameOf(int index) {
    return peer.nameOf(index);
  }

  @Override
  public SortedMap<String, Long> pids() {
    SortedMap<String, Long> pids = new TreeMap<>();
    livingProcesses().forEach(process -> pids.put(process.name(), process.pid()));
    return pids;
  }

  private List<NodeProcess> livingProcesses() {
    return processes.nodes().stream().filter(NodeProcess::isAlive).toList();
  }

  @Override
  public SortedMap<String, Costs> costs() throws IOException, InterruptedException {
    List<NodeProcess> living = livingProcesses();
    for (NodeProcess process : living) {
      process.tell(CostQuestions.COUNT);
    }
    return answers.await(living.size());
  }

  @Override
  public SortedSet<ReplicaId> living() {
    SortedSet<ReplicaId> living = new TreeSet<>();
    List<NodeProcess> all = processes.nodes();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isAlive()) {
        living.add(new ReplicaId(i));
      }
    }
    return living;
  }

  @Override
  public List<String> faults() {
    return processes.nodes().stream()
        .filter(process -> !process.isAlive())
        .map(process -> process.name() + " ended by itself")
        .toList();
  }

  @Override
  public String lastWords() {
    return processes.nodes().stream()
        .map(process -> process.name() + ":\n" + process.lastLines(20) + "\n")
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    processes.close();
  }
}
