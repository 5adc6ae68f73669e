package io.weevil.apps.bench.load;

import io.weevil.actors.client.ClientProxy;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The callers, spread over the clients that they share. */
final class Crowd {

  private final List<ActorRef<Object>> callers = new ArrayList<>();
  private final CountDownLatch stopped;
  private final Meter meter = new Meter();
  private final HistorySample history;
  private final @Nullable Pacer pacer;

  /** They call nothing yet. */
  Crowd(LoadPlan plan, Callee callee) {
    this.stopped = new CountDownLatch(plan.callers());
    this.history = new HistorySample(plan.replyBytes());
    List<ActorRef<ClientProxy.Command>> proxies = callee.proxies();
    Bytes operation = Bytes.wrap(new byte[plan.operationBytes()]);
    Caller.World world = new Caller.World(operation, callee.deadline(), meter, stopped::countDown);
    for (int i = 0; i < plan.callers(); i++) {
      String name = "caller-" + i;
      ActorRef<ClientProxy.Command> proxy = proxies.get(i % proxies.size());
      callers.add(
          callee
              .system()
              .systemActorOf(
                  Caller.create(world, proxy, history.new Line(name)), name, Callee.DISPATCHER));
    }
    this.pacer = plan.rate() > 0 ? new Pacer(callers, plan.rate()) : null;
  }

  void begin() {
    if (pacer == null) {
      callers.forEach(caller -> caller.tell(Caller.Order.BEGIN));
    } else {
      pacer.start();
    }
  }

  /** Lets every call that is under way end; whether all did in time. */
  boolean stop(Duration patience) throws InterruptedException {
    if (pacer != null) {
      pacer.stop();
    }
    callers.forEach(caller -> caller.tell(Caller.Order.STOP));
    return stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  Meter meter() {
    return meter;
  }

  HistorySample history() {
    return history;
  }
}
