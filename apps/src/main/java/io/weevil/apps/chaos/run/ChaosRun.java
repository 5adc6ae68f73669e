package io.weevil.apps.chaos.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.client.ClientParts;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.apps.chaos.link.ControlledNode;
import io.weevil.apps.chaos.link.FaultyTransport;
import io.weevil.apps.chaos.link.LinkEnd;
import io.weevil.apps.chaos.link.LinkFaults;
import io.weevil.apps.chaos.link.RuleCounts;
import io.weevil.apps.chaos.recording.CallHistory;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Ending;
import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.apps.chaos.scenario.RulePlan;
import io.weevil.apps.chaos.scenario.Scenario;
import io.weevil.apps.client.GroupClient;
import io.weevil.apps.demo.GroupWatch;
import io.weevil.apps.demo.ProcessGroup;
import io.weevil.apps.demo.StateComparison;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One scenario from its keys to its recording. */
public final class ChaosRun {

  private static final Duration COUNTS = Duration.ofSeconds(10);
  private static final Duration STATES = Duration.ofMinutes(1);
  private static final Duration STATUS = Duration.ofSeconds(2);
  private static final int READS_AT_ONCE = 16;
  private static final KeyValueOperation FIRST = new KeyValueOperation.Get("chaos/first");
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration SWIFT = Duration.ofMillis(100);
  private static final int SWIFT_ROUNDS = 20;

  private final Scenario scenario;
  private final Consumer<String> say;
  private final Stopwatch stopwatch = new Stopwatch();
  private final CallHistory history = new CallHistory(stopwatch::now);
  private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
  private final List<GroupClient> clients = new ArrayList<>();

  private ChaosRun(Scenario scenario, Consumer<String> say) {
    this.scenario = scenario;
    this.say = say;
  }

  /**
   * @param mainClass the command line's, which knows {@code chaos node}
   * @param files gets the nodes' logs and the evidence that they kept
   * @param say told how it goes, for people
   * @throws IOException when the group cannot be started or the files not be kept
   */
  public static Recording run(Scenario scenario, String mainClass, Path files, Consumer<String> say)
      throws IOException, InterruptedException {
    return new ChaosRun(scenario, say).run(mainClass, files);
  }

  private Recording run(String mainClass, Path files) throws IOException, InterruptedException {
    int n = scenario.group().quorums().n();
    say.accept("Making keys and starting " + n + " replicas ...");
    List<PeerAddress> addresses = ProcessGroup.freeAddresses(scenario.load().clients());
    try (ChaosGroup group = ChaosGroup.start(scenario, addresses, mainClass, stopwatch)) {
      sayWithTime(group.processes().describe() + ", are ready.");
      try (GroupClient observer = observer(group);
          GroupWatch watch =
              new GroupWatch(observer, n, r -> looks.add(new Look(stopwatch.now(), r)))) {
        startClients(group, addresses);
        return observed(group, observer, watch);
      } finally {
        clients.forEach(GroupClient::close);
        KeptFiles.keep(group.processes(), files);
      }
    }
  }

  private GroupClient observer(ChaosGroup group) throws IOException {
    return GroupClient.start(configuration(group, scenario.load().clients(), Map.of()));
  }

  private void startClients(ChaosGroup group, List<PeerAddress> addresses) throws IOException {
    for (int i = 0; i < addresses.size(); i++) {
      Map<String, String> own =
          Map.of(
              "weevil.client.address",
              addresses.get(i).toString(),
              "weevil.client.timers.call",
              scenario.load().deadline().toMillis() + "ms");
      Config config = configuration(group, i, own);
      LinkFaults faults = new LinkFaults(new LinkEnd.Client(i));
      Map<PeerAddress, LinkEnd> ends =
          ControlledNode.endsOf(WeevilSettings.forClient(config), addresses);
      clients.add(GroupClient.start(config, parts -> wrapped(parts, ends, faults)));
      group.add(faults);
    }
  }

  private static ClientParts wrapped(
      ClientParts parts, Map<PeerAddress, LinkEnd> ends, LinkFaults faults) {
    return parts.withTransport(FaultyTransport.around(parts.transport(), ends, faults));
  }

  private Config configuration(ChaosGroup group, int client, Map<String, String> own)
      throws IOException {
    Map<String, String> settings = new HashMap<>(scenario.group().settings());
    settings.putAll(own);
    Path file = KeyFolder.clientConfiguration(group.processes().keys(), client);
    return ConfigFactory.parseMap(settings, "the scenario")
        .withFallback(ConfigurationFile.load(file));
  }

  private Recording observed(ChaosGroup group, GroupClient observer, GroupWatch watch)
      throws IOException, InterruptedException {
    Director director = new Director(group, () -> roles(watch), stopwatch, this::sayWithTime);
    warmUp(observer);
    looks.add(new Look(0, observer.status(STATUS).toCompletableFuture().join()));
    stopwatch.start();
    watch.start();
    Callers callers = Callers.start(scenario.load(), scenario.seed(), clients, history);
    direct(director);
    callers.stop();
    long loadEnd = stopwatch.now();
    Recording.Machine machine = Recording.Machine.now();
    director.endAll();
    callers.awaitEnd(scenario.expect().callsEndWithin().plus(scenario.load().deadline()));
    sayWithTime("The load has ended; reading every key and comparing the states ...");
    readAll(observer);
    SortedMap<String, RuleCounts> rules = group.counts(COUNTS);
    Ending ending = ending(group.processes(), observer, machine);
    return new Recording(
        scenario,
        history.calls(),
        List.copyOf(looks),
        group.lines(),
        director.faults(),
        rules,
        loadEnd,
        ending);
  }

  private RulePlan.Roles roles(GroupWatch watch) {
    return new RulePlan.Roles(
        scenario.group().quorums().n(), watch.primary().index(), scenario.load().clients());
  }

  /**
   * Connections are there, classes are loaded, and calls take no longer than calls do, before the
   * clock starts; on a machine where that is never so, it starts all the same.
   */
  private void warmUp(GroupClient observer) {
    List<GroupClient> all = new ArrayList<>(clients);
    all.add(observer);
    long deadline = System.nanoTime() + WARM_UP.toNanos();
    int swift = 0;
    while (swift < SWIFT_ROUNDS && System.nanoTime() < deadline) {
      long start = System.nanoTime();
      List<CompletableFuture<?>> round = new ArrayList<>();
      all.forEach(client -> round.add(client.askOrdered(FIRST).toCompletableFuture()));
      round.forEach(CompletableFuture::join);
      swift = System.nanoTime() - start < SWIFT.toNanos() ? swift + 1 : 0;
    }
  }

  private void direct(Director director) throws IOException, InterruptedException {
    for (Scenario.Step step : scenario.timeline()) {
      awaitTime(step.at());
      director.perform(step.action());
    }
    awaitTime(scenario.duration());
  }

  private void awaitTime(Duration at) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(at.toNanos() - stopwatch.now());
  }

  private void readAll(GroupClient observer) {
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (int i = 0; i < scenario.load().keys(); i++) {
      reads.add(history.ask(Recording.OBSERVER, observer, new KeyValueOperation.Get("k" + i)));
      if (reads.size() == READS_AT_ONCE) {
        reads.forEach(CompletableFuture::join);
        reads.clear();
      }
    }
    reads.forEach(CompletableFuture::join);
  }

  private Ending ending(ProcessGroup processes, GroupClient observer, Recording.Machine machine)
      throws IOException {
    SortedSet<ReplicaId> living = processes.living();
    StateComparison.Outcome states = new StateComparison(observer, living, STATES).run();
    SortedSet<Integer> fallen = new TreeSet<>();
    processes.fallen().forEach(replica -> fallen.add(replica.index()));
    return new Ending(
        states.digests(),
        states.faults(),
        KeptFiles.evidence(processes),
        fallen,
        observer.status(STATUS).toCompletableFuture().join(),
        machine);
  }

  private void sayWithTime(String line) {
    say.accept("%5.1f s  %s".formatted(stopwatch.now() / 1e9, line));
  }
}
