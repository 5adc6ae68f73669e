package io.weevil.apps.chaos.link;

import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A rule at one sender, with what it remembers: its randomness, its links, its counts. */
final class RuleInForce {

  /** How many bytes a corruption changes at most. */
  private static final int MOST_CHANGED = 4;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final LinkRule rule;
  private final Random random;
  private final Map<LinkEnd, Long> freeAt = new HashMap<>();
  private final Map<String, Long> done = new TreeMap<>();
  private long met;

  RuleInForce(LinkRule rule, LinkEnd self) {
    this.rule = rule;
    this.random = new Random(rule.seed() * 1_000_003 + self.toString().hashCode());
  }

  LinkRule rule() {
    return rule;
  }

  RuleCounts counts() {
    return new RuleCounts(met, done);
  }

  /**
   * What becomes of a message that is to go out in so many nanoseconds: nothing, one, or several.
   */
  List<Delivery> on(LinkEnd from, LinkEnd to, Delivery message, long now) {
    if (!rule.applies(from, to, message.wire().kind())) {
      return List.of(message);
    }
    met++;
    List<Delivery> left = List.of(message);
    for (LinkEffect effect : rule.effects()) {
      List<Delivery> after = new ArrayList<>();
      left.forEach(m -> after.addAll(apply(effect, from, to, m, now)));
      left = after;
    }
    return left;
  }

  private List<Delivery> apply(
      LinkEffect effect, LinkEnd from, LinkEnd to, Delivery message, long now) {
    return switch (effect) {
      case LinkEffect.Partition partition when partition.separates(from, to) -> lost(effect);
      case LinkEffect.Drop(double rate) when hit(rate) -> lost(effect);
      case LinkEffect.Corrupt(double rate) when hit(rate) ->
          List.of(counted(effect, message.with(corrupted(message.wire()))));
      case LinkEffect.Duplicate(double rate) when hit(rate) ->
          List.of(message, counted(effect, message));
      case LinkEffect.Delay(Duration fixed, Duration jitter) ->
          List.of(counted(effect, message.later(fixed.toNanos() + draw(jitter))));
      case LinkEffect.Reorder(double rate, Duration within) when hit(rate) ->
          List.of(counted(effect, message.overtaken(1 + draw(within))));
      case LinkEffect.Throttle(int bytesPerSecond) ->
          throttled(effect, bytesPerSecond, to, message, now);
      case LinkEffect.Partition p -> List.of(message);
      case LinkEffect.Drop d -> List.of(message);
      case LinkEffect.Corrupt c -> List.of(message);
      case LinkEffect.Duplicate d -> List.of(message);
      case LinkEffect.Reorder r -> List.of(message);
    };
  }

  private List<Delivery> throttled(
      LinkEffect effect, int bytesPerSecond, LinkEnd to, Delivery message, long now) {
    long starts = Math.max(now, freeAt.getOrDefault(to, now));
    long wait = starts - now;
    if (wait > LinkFaults.LONGEST_QUEUE.toNanos()) {
      return lost(effect);
    }
    long takes = WireFormat.size(message.wire()) * SECOND / bytesPerSecond;
    freeAt.put(to, starts + takes);
    return List.of(counted(effect, message.later(wait + takes)));
  }

  private boolean hit(double rate) {
    return random.nextDouble() < rate;
  }

  private long draw(Duration most) {
    return most.isZero() ? 0 : random.nextLong(most.toNanos());
  }

  private List<Delivery> lost(LinkEffect effect) {
    count(effect);
    return List.of();
  }

  private Delivery counted(LinkEffect effect, Delivery message) {
    count(effect);
    return message;
  }

  private void count(LinkEffect effect) {
    done.merge(RuleCounts.nameOf(effect), 1L, Long::sum);
  }

  /** A frame that is none any more never gets past a receiver's serializer: another is made. */
  private Wire corrupted(Wire wire) {
    while (true) {
      byte[] frame = WireFormat.toBytes(wire);
      for (int i = random.nextInt(MOST_CHANGED) + 1; i > 0; i--) {
        frame[random.nextInt(frame.length)] ^= (byte) (1 + random.nextInt(255));
      }
      try {
        return WireFormat.fromBytes(frame);
      } catch (MalformedMessageException malformed) {
        // Drawn again; most bytes are in the body, which may be anything.
      }
    }
  }
}
