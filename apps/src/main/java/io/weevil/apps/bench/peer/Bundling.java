package io.weevil.apps.bench.peer;

import com.typesafe.config.Config;
import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientProxy;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A client of what Weevil is compared with. It bundles as {@link ClientProxy} does, with the same
 * settings: an idle way gets operations at once, a busy one in bundles. It neither repeats nor
 * authenticates: what the way loses does not end.
 */
final class Bundling extends AbstractMatchingBehavior<Object> {

  /** Carries bundles. */
  @FunctionalInterface
  interface Way {
    /**
     * @param self gets the {@link BundleResults}, or a {@link Lost}
     */
    void send(long number, List<Bytes> operations, ActorRef<Object> self);
  }

  /** A bundle of which nobody knows whether it was executed. */
  record Lost(long number, String why) {}

  /** When operations are sent, and how many together. */
  record Policy(int eagerBundles, int maxBundles, int maxOperations) {

    /** Weevil's own, as configured. */
    static Policy of(Config config) {
      Config limits = config.getConfig("weevil.client.limits");
      return new Policy(
          limits.getInt("eager-requests"),
          limits.getInt("max-outstanding"),
          limits.getInt("max-bundle-operations"));
    }

    static Policy none() {
      return new Policy(Integer.MAX_VALUE, Integer.MAX_VALUE, 1);
    }
  }

  /** As a request of Weevil's: operations of this size at most together, and results. */
  private static final int MAX_BYTES = 127 * 1_024;

  private final Way way;
  private final Policy policy;
  private final Queue<ClientProxy.Call> waiting = new ArrayDeque<>();
  private final Map<Long, List<ClientProxy.Call>> outstanding = new HashMap<>();
  private int largestResult = 1_024;
  private long lastNumber;

  private Bundling(ActorContext<Object> context, Way way, Policy policy) {
    super(context);
    this.way = way;
    this.policy = policy;
  }

  static Behavior<Object> create(Way way, Policy policy) {
    return Behaviors.setup(context -> new Bundling(context, way, policy));
  }

  @Override
  public Behavior<Object> onMessage(Object message) {
    switch (message) {
      case ClientProxy.Call call -> waiting.add(call);
      case BundleResults results -> onResults(results);
      case Lost lost -> onLost(lost);
      default -> {
        return Behaviors.unhandled();
      }
    }
    while (isReady()) {
      sendBundle();
    }
    return this;
  }

  private boolean isReady() {
    return !waiting.isEmpty()
        && outstanding.size() < policy.maxBundles()
        && (outstanding.size() < policy.eagerBundles() || waiting.size() >= maxOperations());
  }

  private int maxOperations() {
    return Math.max(1, Math.min(policy.maxOperations(), MAX_BYTES / (largestResult + 32)));
  }

  private void sendBundle() {
    List<ClientProxy.Call> calls = new ArrayList<>();
    List<Bytes> operations = new ArrayList<>();
    int bytes = 0;
    for (ClientProxy.Call next = waiting.peek();
        next != null && operations.size() < maxOperations();
        next = waiting.peek()) {
      bytes += next.operation().size() + 8;
      if (!operations.isEmpty() && bytes > MAX_BYTES) {
        break;
      }
      waiting.remove();
      calls.add(next);
      operations.add(next.operation());
    }
    long number = ++lastNumber;
    outstanding.put(number, calls);
    way.send(number, operations, getContext().getSelf());
  }

  private void onResults(BundleResults results) {
    List<ClientProxy.Call> calls = outstanding.remove(results.number());
    if (calls == null) {
      return;
    }
    Slot slot = new Slot(results.slot());
    for (int i = 0; i < calls.size(); i++) {
      Bytes result = results.results().get(i);
      largestResult = Math.max(largestResult, result.size());
      calls.get(i).replyTo().tell(new Answer.Done<>(result, Grade.COMMITTED, slot));
    }
  }

  private void onLost(Lost lost) {
    List<ClientProxy.Call> calls = outstanding.remove(lost.number());
    if (calls != null) {
      calls.forEach(call -> call.replyTo().tell(new Answer.Unknown<>(lost.why())));
    }
  }
}
