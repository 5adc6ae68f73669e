package io.weevil.apps.demo;

import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.client.MeteredClient;
import io.weevil.apps.client.Traffic;
import io.weevil.apps.ycsb.Failures;
import io.weevil.apps.ycsb.WeevilYcsbClient;
import io.weevil.apps.ycsb.WorkloadFiles;
import io.weevil.apps.ycsb.YcsbRun;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import site.ycsb.WorkloadException;

/**
 * The demonstration: YCSB's workload A on a group of replicas, while backups are paused and
 * continued, and the primary is killed under load; then the proof that nothing was lost. Where the
 * group bears it, a backup is killed too. It does not start the group and does not end it.
 */
public final class Demo {

  /** Something that must happen while a phase runs; said when it does. */
  private record Milestone(String text, BooleanSupplier reached) {}

  /** What is done to the group while a phase's load runs. */
  private interface Deed {
    Deed NONE = () -> {};

    void perform() throws IOException;
  }

  /** Of the operations of a phase, this share has ended before its deed is done. */
  private static final int PERCENT_BEFORE_DEED = 25;

  private static final Duration LOOK = Duration.ofMillis(20);

  private final DemoOptions options;
  private final DemoGroup group;
  private final KeyValueClient client;
  private final MeteredClient meter;
  private final WriteLedger ledger;
  private final GroupWatch watch;
  private final Display display;
  private final Failures failures = new Failures();
  private final List<String> faults = new ArrayList<>();
  private final List<DemoReport.Phase> phases = new ArrayList<>();

  /**
   * @param client not closed here
   */
  Demo(DemoOptions options, DemoGroup group, KeyValueClient client, Display display) {
    this.options = options;
    this.group = group;
    this.client = client;
    this.meter = new MeteredClient(client, System::nanoTime);
    this.ledger = new WriteLedger(meter);
    this.watch = new GroupWatch(client, options.quorums().n());
    this.display = display;
  }

  /** Runs to the end, whatever goes wrong on the way: what does is in the report. */
  DemoReport run() throws IOException, InterruptedException, WorkloadException {
    try (watch) {
      watch.start();
      load();
      phase("all well", 40, speculates(), Deed.NONE);
      List<ReplicaId> paused = pauseBackups();
      phase("paused", 20, agrees(), Deed.NONE);
      resume(paused);
      phase("resumed", 20, speculates(), Deed.NONE);
      if (options.quorums().f() > 1) {
        phase("backup-killed", 10, answers(), () -> killOneBut(paused));
      }
      View before = watch.view();
      phase("primary-killed", 20, changesView(before), this::killPrimary);
      return verify();
    }
  }

  private void load() throws InterruptedException, WorkloadException, IOException {
    display.say("YCSB inserts " + options.records() + " records.");
    YcsbRun run = start(YcsbRun.Mode.LOAD, options.records());
    watchRun(run, "load", options.records(), List.of(), Deed.NONE);
    phases.add(new DemoReport.Phase("load", false, meter.reset()));
  }

  private List<Milestone> speculates() {
    return List.of(
        new Milestone(
            "The primary orders on the track SPECULATIVE.",
            () -> watch.track() == Track.SPECULATIVE),
        new Milestone(
            "A first answer in one round trip, SPECULATIVE: all replicas that it takes agree.",
            () -> hasAnswered(Grade.SPECULATIVE)));
  }

  private List<Milestone> agrees() {
    return List.of(
        new Milestone(
            "A first answer of grade CERTIFIED: the client has taken its second phase.",
            () -> hasAnswered(Grade.CERTIFIED)),
        new Milestone(
            "The primary has switched to the track AGREED: the replicas certify among themselves.",
            () -> watch.track() == Track.AGREED));
  }

  private List<Milestone> answers() {
    return List.of(new Milestone("The service goes on.", () -> meter.traffic().done() > 0));
  }

  private List<Milestone> changesView(View before) {
    return List.of(
        new Milestone(
            "A new view has begun: another replica leads, and the service goes on.",
            () -> watch.view().compareTo(before) > 0));
  }

  private boolean hasAnswered(Grade grade) {
    return meter.traffic().share(grade) > 0;
  }

  /** Runs a share of the operations, and as many more as it takes to reach the milestones. */
  private void phase(String name, int percent, List<Milestone> milestones, Deed deed)
      throws InterruptedException, WorkloadException, IOException {
    int share = Math.ceilDiv(options.operations() * percent, 100);
    YcsbRun run = start(YcsbRun.Mode.TRANSACTIONS, Integer.MAX_VALUE);
    watchRun(run, name, share, milestones, deed);
    phases.add(new DemoReport.Phase(name, true, meter.reset()));
  }

  private YcsbRun start(YcsbRun.Mode mode, int operations) throws WorkloadException, IOException {
    meter.reset();
    Properties workload = WorkloadFiles.load("workloada");
    workload.setProperty("recordcount", Integer.toString(options.records()));
    return YcsbRun.start(
        workload,
        new YcsbRun.Load(mode, operations, options.threads(), 0),
        () -> new WeevilYcsbClient(ledger, failures));
  }

  private void watchRun(YcsbRun run, String name, int target, List<Milestone> milestones, Deed deed)
      throws InterruptedException, IOException {
    Deed pending = deed;
    List<Milestone> ahead = new ArrayList<>(milestones);
    long deadline = System.nanoTime() + options.patience().toNanos();
    long done = 0;
    while (!ahead.isEmpty() || done < target) {
      run.await(LOOK);
      Traffic traffic = meter.traffic();
      if (traffic.done() > done && ahead.isEmpty()) {
        deadline = System.nanoTime() + options.patience().toNanos();
      }
      done = traffic.done();
      if (done * 100 >= (long) target * PERCENT_BEFORE_DEED) {
        pending.perform();
        pending = Deed.NONE;
      }
      sayReached(ahead);
      display.progress(name, target, traffic);
      if (System.nanoTime() > deadline) {
        faults.add(describeStall(name, done, ahead));
        break;
      }
      if (traffic.failed() > 0 && !group.fallen().isEmpty()) {
        break;
      }
    }
    stop(run, name);
  }

  private void sayReached(List<Milestone> ahead) {
    while (!ahead.isEmpty() && ahead.get(0).reached().getAsBoolean()) {
      display.say(ahead.remove(0).text());
    }
  }

  private String describeStall(String phase, long done, List<Milestone> ahead) {
    String missing = ahead.isEmpty() ? "no operation ended" : "not seen: " + ahead.get(0).text();
    return "phase \"%s\", after %d operations: %d s passed and %s"
        .formatted(phase, done, options.patience().toSeconds(), missing);
  }

  private void stop(YcsbRun run, String phase) throws InterruptedException {
    run.requestStop();
    if (!run.await(options.patience())) {
      faults.add("phase \"" + phase + "\": calls that had been made did not end");
    }
  }

  private List<ReplicaId> pauseBackups() throws IOException {
    List<ReplicaId> chosen = backups().subList(0, options.replicasToPause());
    for (ReplicaId replica : chosen) {
      group.pause(replica);
      display.say("Replica " + replica.index() + " is paused (SIGSTOP).");
    }
    return chosen;
  }

  private void resume(List<ReplicaId> paused) throws IOException {
    for (ReplicaId replica : paused) {
      group.resume(replica);
      display.say("Replica " + replica.index() + " goes on (SIGCONT).");
    }
  }

  /** Kills another backup than those that were paused: they must have recovered for good. */
  private void killOneBut(List<ReplicaId> paused) throws IOException {
    ReplicaId victim =
        backups().stream().filter(r -> !paused.contains(r)).findFirst().orElse(backups().get(0));
    group.kill(victim);
    display.say("Replica " + victim.index() + " is killed for good (SIGKILL).");
  }

  private void killPrimary() throws IOException {
    ReplicaId primary = watch.primary();
    group.kill(primary);
    display.say("Replica " + primary.index() + ", the primary, is killed for good (SIGKILL).");
  }

  /** The living replicas that do not lead, last first. */
  private List<ReplicaId> backups() {
    return group.living().stream()
        .filter(replica -> !replica.equals(watch.primary()))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private DemoReport verify() throws IOException {
    display.say("Verifying: the states of the living replicas ...");
    StateComparison.Outcome states =
        new StateComparison(client, group.living(), options.patience()).run();
    faults.addAll(states.faults());
    SortedMap<ReplicaId, Digest> digests = new TreeMap<>(states.digests());
    display.say("... and a read of each of the " + ledger.keys().size() + " keys written.");
    faults.addAll(ReadBack.run(ledger, client));
    failures.first().forEach(failure -> faults.add("an operation failed: " + failure));
    group.fallen().forEach(r -> faults.add("replica " + r.index() + " ended by itself"));
    for (Path file : group.evidence()) { // R-EVIDENCE: no honest behaviour produces it
      faults.add("an honest replica is proven faulty: " + file.getFileName());
    }
    return new DemoReport(phases, watch.switches(), watch.view().number() + 1, digests, faults);
  }
}
