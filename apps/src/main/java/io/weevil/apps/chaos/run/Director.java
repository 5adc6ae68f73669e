package io.weevil.apps.chaos.run;

import io.weevil.apps.chaos.recording.Recording.Deed;
import io.weevil.apps.chaos.recording.Recording.Fault;
import io.weevil.apps.chaos.scenario.Action;
import io.weevil.apps.chaos.scenario.Action.Whom;
import io.weevil.apps.chaos.scenario.RulePlan;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Does to the group what the timeline says, and keeps book of it. */
final class Director {

  private record Open(Deed deed, String name, String what, long from) {
    Fault ended(long to) {
      return new Fault(deed, name, what, from, to);
    }
  }

  private static final Duration NEXT_PRIMARY = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 20;

  private final ChaosGroup group;
  private final Supplier<RulePlan.Roles> roles;
  private final Stopwatch stopwatch;
  private final Consumer<String> say;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final SortedSet<ReplicaId> paused = new TreeSet<>();
  private final SortedSet<ReplicaId> dead = new TreeSet<>();

  /**
   * @param roles who is who at the moment
   * @param say told what is done, for people
   */
  Director(
      ChaosGroup group, Supplier<RulePlan.Roles> roles, Stopwatch stopwatch, Consumer<String> say) {
    this.group = group;
    this.roles = roles;
    this.stopwatch = stopwatch;
    this.say = say;
  }

  void perform(Action action) throws IOException, InterruptedException {
    switch (action) {
      case Action.Begin(RulePlan plan) -> begin(plan);
      case Action.End(String name) -> end(name);
      case Action.Pause(Whom whom) -> pause(one(whom));
      case Action.Kill(Whom whom) -> kill(one(whom));
      case Action.Resume(Action.Number(int i)) -> resume(new ReplicaId(i));
      case Action.Resume r -> resumeAll();
      case Action.Restart(Action.Number(int i)) -> restart(new ReplicaId(i));
      case Action.Restart r -> {
        for (ReplicaId replica : List.copyOf(dead)) {
          restart(replica);
        }
      }
    }
  }

  private ReplicaId one(Whom whom) throws InterruptedException {
    return switch (whom) {
      case Action.Number(int index) -> new ReplicaId(index);
      case Action.Word word -> primary();
    };
  }

  /** Whoever leads; while that is one who is paused or dead, the next one is waited for. */
  private ReplicaId primary() throws InterruptedException {
    long deadline = System.nanoTime() + NEXT_PRIMARY.toNanos();
    ReplicaId primary = new ReplicaId(roles.get().primary());
    while ((paused.contains(primary) || dead.contains(primary)) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      primary = new ReplicaId(roles.get().primary());
    }
    return primary;
  }

  private void begin(RulePlan plan) {
    var rule = plan.resolve(roles.get());
    group.begin(rule);
    String what = RuleText.describe(rule);
    open.put("rule " + plan.name(), new Open(Deed.RULE, plan.name(), what, stopwatch.now()));
    say.accept("Rule " + plan.name() + " begins: " + what + ".");
  }

  private void end(String name) {
    group.end(name);
    close("rule " + name);
    say.accept("Rule " + name + " ends.");
  }

  private void pause(ReplicaId replica) throws IOException {
    group.processes().pause(replica);
    paused.add(replica);
    String what = "replica " + replica.index() + primaryOrNot(replica) + " is paused";
    open.put("pause " + replica, open(Deed.PAUSE, replica, what));
    say.accept(capital(what) + " (SIGSTOP).");
  }

  private void resume(ReplicaId replica) throws IOException {
    if (paused.remove(replica)) {
      group.processes().resume(replica);
      close("pause " + replica);
      say.accept("Replica " + replica.index() + " goes on (SIGCONT).");
    }
  }

  private void resumeAll() throws IOException {
    for (ReplicaId replica : List.copyOf(paused)) {
      resume(replica);
    }
  }

  private void kill(ReplicaId replica) {
    String what = "replica " + replica.index() + primaryOrNot(replica) + " is killed";
    group.kill(replica);
    dead.add(replica);
    paused.remove(replica);
    close("pause " + replica);
    faults.add(open(Deed.KILL, replica, what).ended(stopwatch.now()));
    say.accept(capital(what) + " (SIGKILL).");
  }

  private void restart(ReplicaId replica) throws IOException {
    group.restart(replica);
    dead.remove(replica);
    String what = "replica " + replica.index() + " is started anew";
    faults.add(open(Deed.RESTART, replica, what).ended(stopwatch.now()));
    say.accept(capital(what) + ".");
  }

  private Open open(Deed deed, ReplicaId replica, String what) {
    return new Open(deed, Integer.toString(replica.index()), what, stopwatch.now());
  }

  private void close(String key) {
    Open fault = open.remove(key);
    if (fault != null) {
      faults.add(fault.ended(stopwatch.now()));
    }
  }

  /** Everything that can end ends: rules, and pauses. */
  void endAll() throws IOException {
    for (String rule : group.rules()) {
      end(rule);
    }
    resumeAll();
  }

  /** In the order in which they began; those that have not ended are not among them. */
  List<Fault> faults() {
    return faults.stream().sorted((a, b) -> Long.compare(a.from(), b.from())).toList();
  }

  private String primaryOrNot(ReplicaId replica) {
    return roles.get().primary() == replica.index() ? ", the primary," : "";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
