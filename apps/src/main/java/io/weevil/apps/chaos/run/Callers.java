package io.weevil.apps.chaos.run;

import io.weevil.apps.chaos.recording.CallHistory;
import io.weevil.apps.chaos.scenario.Scenario.Load;
import io.weevil.apps.client.Answer;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueOperation.CompareAndSet;
import io.weevil.apps.kv.KeyValueOperation.Get;
import io.weevil.apps.kv.KeyValueOperation.Put;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Callers, each with one call at a time. What they do is drawn from the seed, no value is written
 * twice, and all together keep to the rate; who had to wait does not catch up.
 */
final class Callers {

  private final Load load;
  private final CallHistory history;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private Callers(Load load, CallHistory history) {
    this.load = load;
    this.history = history;
  }

  static Callers start(
      Load load, long seed, List<? extends KeyValueClient> clients, CallHistory history) {
    Callers callers = new Callers(load, history);
    for (int i = 0; i < load.callers(); i++) {
      int client = i % clients.size();
      String name = "client-" + client + "/" + i / clients.size();
      Caller caller = callers.new Caller(name, clients.get(client), new Random(seed * 31 + i));
      long offset = callers.period() * i / load.callers();
      callers.threads.add(Thread.ofVirtual().name(name).start(() -> callers.run(caller, offset)));
    }
    return callers;
  }

  /** From one call of a caller to its next. */
  private long period() {
    return TimeUnit.SECONDS.toNanos(load.callers()) / load.rate();
  }

  private void run(Caller caller, long offset) {
    long next = System.nanoTime() + offset;
    try {
      while (!stopped.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        caller.call();
        next = Math.max(next + period(), System.nanoTime());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** No further calls are made. */
  void stop() {
    stopped.countDown();
  }

  /** Whether all calls have ended in time. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        return false;
      }
    }
    return true;
  }

  private final class Caller {
    private final String name;
    private final KeyValueClient client;
    private final Random random;

    /** What this caller saw last, by key. */
    private final Map<String, Bytes> seen = new HashMap<>();

    private int written;

    Caller(String name, KeyValueClient client, Random random) {
      this.name = name;
      this.client = client;
      this.random = random;
    }

    void call() {
      KeyValueOperation operation = draw("k" + random.nextInt(load.keys()));
      Answer answer = history.ask(name, client, operation).join();
      if (answer instanceof Answer.Done done) {
        learn(operation, done.result());
      }
    }

    private KeyValueOperation draw(String key) {
      if (random.nextDouble() < load.readShare()) {
        return new Get(key);
      }
      boolean swap =
          switch (load.operation()) {
            case PUT -> false;
            case SWAP -> true;
            case MIXED -> random.nextBoolean();
          };
      return swap ? new CompareAndSet(key, seen.get(key), value()) : new Put(key, value());
    }

    private Bytes value() {
      written++;
      String text = name + "#" + written;
      return Bytes.utf8(text + ".".repeat(Math.max(0, load.valueSize() - text.length())));
    }

    private void learn(KeyValueOperation operation, KeyValueResult result) {
      switch (operation) {
        case Put put -> seen.put(put.key(), put.value());
        case CompareAndSet swap when result instanceof KeyValueResult.Mismatch mismatch ->
            see(swap.key(), mismatch.actual());
        case CompareAndSet swap -> seen.put(swap.key(), swap.value());
        case Get get ->
            see(get.key(), result instanceof KeyValueResult.Value(Bytes value) ? value : null);
        case KeyValueOperation other -> throw new IllegalStateException("never drawn: " + other);
      }
    }

    private void see(String key, @Nullable Bytes value) {
      if (value == null) {
        seen.remove(key);
      } else {
        seen.put(key, value);
      }
    }
  }
}
