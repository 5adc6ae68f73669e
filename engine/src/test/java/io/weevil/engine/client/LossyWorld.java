package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.fullOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Result;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Replicas that order what they are sent, one that lies, and a network that loses messages for a
 * while; the same for the same seed.
 */
final class LossyWorld {

  private static final TestGroup GROUP = TestGroup.of(1, 0);
  private static final int LIAR = 3;
  private static final long HEALED = 10_000_000;
  private static final int CALLS = 60;
  static final ClientLimits LIMITS = ClientScene.limits(4, 2, 3, 20);

  private record Due(long at, long order, Runnable what) {}

  final Random random;
  final ClientScene scene = new ClientScene(GROUP, LIMITS, ClientTimers.DEFAULT);
  final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  final Map<TimerKey, Long> timers = new HashMap<>();

  /** Ordered requests that some replica has seen, and how often they were asked. */
  final Map<Long, Request> known = new HashMap<>();

  final Map<Long, Integer> asked = new HashMap<>();
  final Set<Long> submitted = new HashSet<>();
  long now;
  long order;

  LossyWorld(long seed) {
    random = new Random(seed);
  }

  void at(long when, Runnable what) {
    agenda.add(new Due(when, order++, what));
  }

  void input(ClientInput input) {
    scene.on(input).forEach(this::carryOut);
    assertThat(scene.core.statistics().outstanding())
        .isLessThanOrEqualTo(2 * LIMITS.maxOutstanding());
    assertThat(scene.core.statistics().waiting())
        .isLessThanOrEqualTo(
            LIMITS.maxWaiting() + LIMITS.maxOutstanding() * LIMITS.maxBundleOperations());
  }

  void carryOut(Output output) {
    switch (output) {
      case Output.StartTimer(TimerKey key, Duration after) -> start(key, after);
      case Output.StopTimer(TimerKey key) -> timers.remove(key);
      case Output.Send(var to, WireMessage message) -> deliver(to.index(), message);
      case Output.Broadcast(WireMessage message) -> {
        for (int replica = 0; replica < 4; replica++) {
          deliver(replica, message);
        }
      }
      case Output other -> {}
    }
  }

  void start(TimerKey key, Duration after) {
    long fires = now + after.toNanos() / 1_000;
    timers.put(key, fires);
    at(
        fires,
        () -> {
          if (timers.remove(key, fires)) {
            input(new ClientInput.TimerFired(key));
          }
        });
  }

  boolean isLost() {
    return now < HEALED && random.nextInt(5) == 0;
  }

  long delay() {
    return 1_000 + random.nextInt(random.nextInt(10) == 0 ? 300_000 : 20_000);
  }

  void deliver(int replica, WireMessage message) {
    if (!isLost()) {
      at(now + delay(), () -> onReplica(replica, message));
    }
  }

  void reply(int replica, ReplyMessage reply) {
    if (!isLost()) {
      at(now + delay(), () -> scene.receive(replica, reply).forEach(this::carryOut));
    }
  }

  // replicas

  void onReplica(int replica, WireMessage message) {
    if (replica == LIAR && random.nextInt(3) > 0) {
      reply(replica, lie());
    }
    if (replica == LIAR && random.nextBoolean()) {
      return;
    }
    switch (message) {
      case ClientMessage.Ask(Request request) when request.kind() == Request.Kind.READ ->
          onRead(replica, request);
      case ClientMessage.Ask(Request request) -> onAsk(replica, request);
      case ClientMessage.CommitCertificate m ->
          reply(replica, new ReplyMessage.LocalCommit(V0, new Slot(m.number()), A, m.number()));
      case ClientMessage.ResultRequest m when known.containsKey(m.number()) ->
          reply(
              replica,
              scene.speculative(
                  replica, V0, A, m.number(), fullOf(resultOf(known.get(m.number())))));
      case WireMessage other -> {}
    }
  }

  /**
   * Known requests are replicated by the group itself; the first to be asked need not be the one to
   * answer.
   */
  void onAsk(int asked, Request request) {
    boolean isNew = known.putIfAbsent(request.number(), request) == null;
    int times = this.asked.merge(request.number(), 1, Integer::sum);
    for (int replica = 0; replica < 4; replica++) {
      if (isNew || replica == asked) {
        reply(replica, answer(replica, request, times > 8));
      }
    }
  }

  ReplyMessage answer(int replica, Request request, boolean isCommitted) {
    return isCommitted
        ? scene.graded(Grade.COMMITTED, replica, V0, A, request.number(), resultOf(request))
        : scene.speculative(replica, V0, A, request.number(), resultOf(request));
  }

  void onRead(int replica, Request request) {
    Slot executed = new Slot(random.nextInt(20) / 19);
    Grade grade = random.nextInt(8) > 0 ? Grade.COMMITTED : Grade.SPECULATIVE;
    reply(
        replica,
        scene.readReply(replica, V0, executed, request.number(), readResultOf(request), grade));
  }

  ReplyMessage lie() {
    long number = Math.max(1, known.size() - random.nextInt(3));
    View view = new View(random.nextInt(3));
    Digest history = random.nextBoolean() ? A : B;
    Grade grade = Grade.values()[random.nextInt(3)];
    return switch (random.nextInt(7)) {
      case 0 -> scene.withForgedVote(LIAR, view, history, number, "lie");
      case 1 -> scene.speculative(LIAR, V0, A, number, wrongBytes(number));
      case 2 ->
          scene.graded(
              grade == Grade.SPECULATIVE ? Grade.COMMITTED : grade,
              LIAR,
              view,
              history,
              number,
              "lie|lie|lie");
      case 3 -> scene.localCommit(view, history, number);
      case 4 -> scene.readReply(LIAR, view, new Slot(random.nextInt(2)), number, "lie", grade);
      case 5 -> new ReplyMessage.Refused(ReplyMessage.Refusal.values()[random.nextInt(3)]);
      default -> scene.speculative(LIAR, V0, A, number, "lie");
    };
  }

  /** The true digest beside other bytes. */
  Result wrongBytes(long number) {
    Request request = known.get(number);
    String truth = request == null ? "x" : resultOf(request);
    return new Result(fullOf(truth).digest(), Bytes.utf8("lie"));
  }

  // callers

  void submit(long ticket) {
    boolean isRead = random.nextInt(3) == 0;
    String operation = (isRead && random.nextInt(4) == 0 ? "w" : isRead ? "g" : "o") + ticket;
    Duration deadline = Duration.ofMillis(1 + random.nextInt(6_000));
    submitted.add(ticket);
    input(new ClientInput.Submit(ticket, Bytes.utf8(operation), isRead, deadline));
  }

  void run() {
    input(new ClientInput.Started());
    for (long ticket = 1; ticket <= CALLS; ticket++) {
      long call = ticket;
      long when = random.nextInt(8_000_000);
      at(when, () -> submit(call));
      if (random.nextInt(8) == 0) {
        at(when + random.nextInt(1_000_000), () -> input(new ClientInput.Cancel(call)));
      }
    }
    while (!agenda.isEmpty() && agenda.peek().at() < 120_000_000) {
      Due due = agenda.poll();
      scene.after(Duration.ofNanos((due.at() - now) * 1_000));
      now = due.at();
      due.what().run();
    }
  }

  private static String resultOf(Request request) {
    return request.operations().stream()
        .map(o -> "r" + o.toUtf8())
        .collect(Collectors.joining("|"));
  }

  private static String readResultOf(Request request) {
    return request.operations().stream()
        .map(Bytes::toUtf8)
        .map(o -> o.startsWith("w") ? "!" + Outcomes.NOT_A_READ : "r" + o)
        .collect(Collectors.joining("|"));
  }
}
