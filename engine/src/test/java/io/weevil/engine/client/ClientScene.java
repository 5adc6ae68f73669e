package io.weevil.engine.client;

import io.weevil.engine.authentication.TestClient;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One client core on a stage: its outputs are collected, its timers are in a map, replicas say what
 * the test makes them say.
 */
final class ClientScene extends TestReplies {

  static final Duration DEADLINE = Duration.ofSeconds(30);
  final TestGroup group;
  final TestClient client;
  final ClientCore core;
  final Map<TimerKey, Duration> timers = new LinkedHashMap<>();
  final Map<Long, CallOutcome> outcomes = new LinkedHashMap<>();
  private final List<Output> all = new ArrayList<>();
  private List<Output> latest = List.of();
  private Timestamp now = TestGroup.NOW;

  ClientScene(int f, int c) {
    this(TestGroup.of(f, c), ClientLimits.DEFAULT, ClientTimers.DEFAULT);
  }

  ClientScene(TestGroup group, ClientLimits limits, ClientTimers clientTimers) {
    super(group.quorums());
    this.group = group;
    this.client = group.client("alice");
    this.core =
        new ClientCore(
            group.configuration(),
            client.requests(),
            signatures(group),
            new ClientMessage.Hello(client.id(), client.certificate(), "client.example:7000"),
            limits,
            clientTimers,
            TestReplies::readOutcomes);
  }

  static ClientLimits limits(int maxOutstanding, int eager, int maxBundle, int maxWaiting) {
    return new ClientLimits(maxOutstanding, eager, maxBundle, 1_024, maxWaiting, 1_000_000);
  }

  // time and inputs

  ClientScene after(Duration elapsed) {
    now = now.plus(elapsed);
    return this;
  }

  ClientScene afterMillis(long elapsed) {
    return after(Duration.ofMillis(elapsed));
  }

  Timestamp now() {
    return now;
  }

  List<Output> start() {
    return on(new ClientInput.Started());
  }

  List<Output> submit(long ticket, String operation) {
    return on(new ClientInput.Submit(ticket, Bytes.utf8(operation), false, DEADLINE));
  }

  List<Output> read(long ticket, String operation) {
    return on(new ClientInput.Submit(ticket, Bytes.utf8(operation), true, DEADLINE));
  }

  List<Output> cancel(long ticket) {
    return on(new ClientInput.Cancel(ticket));
  }

  List<Output> receive(int replica, ReplyMessage message) {
    return on(new ClientInput.Received(VerifiedForTests.of(new ReplicaId(replica), message)));
  }

  /** The timer must be running. */
  List<Output> fire(TimerKey key) {
    if (timers.remove(key) == null) {
      throw new AssertionError(key + " is not running, only " + timers.keySet());
    }
    return on(new ClientInput.TimerFired(key));
  }

  List<Output> on(ClientInput input) {
    latest = new ArrayList<>(core.on(input, now));
    while (latest.remove(new Output.Tell(new RoleMessage.Gather()))) { // nobody else is ready
      latest.addAll(core.on(new ClientInput.Gathered(), now));
    }
    all.addAll(latest);
    latest.forEach(this::carryOut);
    return latest;
  }

  private void carryOut(Output output) {
    switch (output) {
      case Output.StartTimer(TimerKey key, Duration after) -> timers.put(key, after);
      case Output.StopTimer(TimerKey key) -> timers.remove(key);
      case Output.Tell(RoleMessage.Ended(long ticket, CallOutcome outcome)) -> {
        if (outcomes.putIfAbsent(ticket, outcome) != null) {
          throw new AssertionError("a second outcome for ticket " + ticket + ": " + outcome);
        }
      }
      case Output other -> {}
    }
  }

  // what came out

  /** Messages to all replicas that the latest input led to, and of this type. */
  <M> List<M> broadcasts(Class<M> type) {
    return broadcasts(latest, type);
  }

  <M> List<M> allBroadcasts(Class<M> type) {
    return broadcasts(all, type);
  }

  private static <M> List<M> broadcasts(List<Output> outputs, Class<M> type) {
    return outputs.stream()
        .filter(Output.Broadcast.class::isInstance)
        .map(output -> ((Output.Broadcast) output).message())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  List<Output.Send> sends(Class<? extends WireMessage> type) {
    return sends(latest, type);
  }

  List<Output.Send> allSends(Class<? extends WireMessage> type) {
    return sends(all, type);
  }

  private static List<Output.Send> sends(List<Output> outputs, Class<? extends WireMessage> type) {
    return outputs.stream()
        .filter(Output.Send.class::isInstance)
        .map(Output.Send.class::cast)
        .filter(send -> type.isInstance(send.message()))
        .toList();
  }

  CallOutcome.Done done(long ticket) {
    return (CallOutcome.Done) outcomes.get(ticket);
  }

  String result(long ticket) {
    return ((Outcome.Done) done(ticket).outcome()).result().toUtf8();
  }

  /** All replicas answer the ordered request alike and speculatively. */
  void endFast(long number, String result) {
    for (int replica = 0; replica < quorums.n(); replica++) {
      receive(replica, speculative(replica, V0, A, number, result));
    }
  }

  static TimerKey fastPath(long number) {
    return new TimerKey.FastPath(number);
  }

  static TimerKey retransmission(long number) {
    return new TimerKey.Retransmission(number);
  }

  static TimerKey readTimeout(long number) {
    return new TimerKey.ReadTimeout(number);
  }

  static TimerKey deadline(long ticket) {
    return new TimerKey.Deadline(ticket);
  }
}
