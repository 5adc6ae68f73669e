package io.weevil.engine.viewchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.authentication.Statements;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.Durability;
import io.weevil.engine.ordering.Step;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One view-change manager, and its backup's side of the talk with it. R-DURABLE is checked. */
final class ManagerHarness {

  static final Duration TIMER = Duration.ofSeconds(1);

  final TestGroup group;
  final Statements say;
  final int self;

  private final ViewChangeCore core;
  private final Durability durability;
  private final Map<TimerKey, Duration> running = new LinkedHashMap<>();
  private Timestamp now = TestGroup.NOW;

  ManagerHarness(TestGroup group, int self) {
    this.group = group;
    this.say = new Statements(group);
    this.self = self;
    this.core = new ViewChangeCore(group.configuration(), group.signer(self), TIMER);
    this.durability = new Durability(new ReplicaId(self), group.quorums().n());
    assertThat(on(new RoleMessage.Started()).outputs()).isEmpty();
  }

  /** Of a group of four. */
  ManagerHarness(int self) {
    this(TestGroup.of(1, 0), self);
  }

  Step on(ToViewChangeManager input) {
    List<Output> outputs = core.on(input, now);
    for (Output output : outputs) {
      if (output instanceof Output.StartTimer(TimerKey key, Duration after)) {
        running.put(key, after);
      } else if (output instanceof Output.StopTimer(TimerKey key)) {
        running.remove(key);
      }
    }
    durability.check(outputs);
    return new Step(outputs);
  }

  // What the others say

  Step hears(int from, PeerMessage message) {
    return on(new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(from), message)));
  }

  Step hearsNoConfidence(int signer, long view) {
    NoConfidence statement = group.signer(signer).noConfidence(new View(view));
    return hears(signer, statement);
  }

  Step hearsViewChange(int signer, long view) {
    return hears(signer, say.viewChange(signer, new View(view)));
  }

  Step hearsStatus(int from, long view, long target) {
    Slot zero = Slot.ZERO;
    return hears(from, new Status(new View(view), new View(target), zero, zero, zero, zero));
  }

  // What the backup says

  Step suspects(long view) {
    return suspects(view, new Suspicion.HoleNotFilled(new Slot(1)));
  }

  Step suspects(long view, Suspicion cause) {
    return on(new RoleMessage.Suspect(new View(view), cause));
  }

  Step freezes(long view) {
    return freezes(view, Statements.NOTHING);
  }

  Step freezes(long view, LogReport report) {
    return on(new RoleMessage.Frozen(new View(view), report));
  }

  Step installs(long view) {
    return on(new RoleMessage.Installed(new View(view)));
  }

  Step starts(long view) {
    return on(new RoleMessage.ViewStarted(new View(view)));
  }

  // Time

  /** The new-view timer of {@code view} runs out, on time. */
  Step runsOut(long view) {
    return runsOut(view, Duration.ZERO);
  }

  /** The new-view timer of {@code view} runs out, and this replica notices so much later. */
  Step runsOut(long view, Duration late) {
    TimerKey key = key(view);
    assertThat(running).as("the timer runs").containsKey(key);
    now = now.plus(running.remove(key)).plus(late);
    return on(new RoleMessage.TimerFired(key));
  }

  boolean waitsFor(long view) {
    return running.containsKey(key(view));
  }

  Duration timerOf(long view) {
    assertThat(running).containsKey(key(view));
    return running.get(key(view));
  }

  static TimerKey key(long view) {
    return new TimerKey.NewViewPending(new View(view));
  }

  // Shorthands

  /** This replica and {@code others} leave the view before {@code view}. */
  void leavesFor(long view, int... others) {
    for (int other : others) {
      hearsViewChange(other, view);
    }
    freezes(view);
  }

  /** The view is gone through without a commit: left for, entered, timed out. */
  void wastes(long view) {
    hears(2, say.newView(new View(view), 1, 2, 3));
    freezes(view);
    installs(view);
    runsOut(view);
  }
}
