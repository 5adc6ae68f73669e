package io.weevil.apps.chaos.link;

import io.weevil.engine.message.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules in force at one sender, and what they make of its messages. A pure function of rules,
 * seeds and messages, but for the clock that is handed in. Safe to use from many threads.
 */
public final class LinkFaults {

  /** Messages wait for a throttled link for at most so long. */
  public static final Duration LONGEST_QUEUE = Duration.ofSeconds(2);

  private final LinkEnd self;
  private final Map<String, RuleInForce> rules = new LinkedHashMap<>();

  /** When the last message that keeps the order goes out, by receiver. */
  private final Map<LinkEnd, Long> lastDue = new HashMap<>();

  public LinkFaults(LinkEnd self) {
    this.self = self;
  }

  /** Puts a rule into force; it takes the place of one with the same name. */
  public synchronized void begin(LinkRule rule) {
    rules.put(rule.name(), new RuleInForce(rule, self));
  }

  /** What the rule has done; empty when none of this name is in force. */
  public synchronized Optional<RuleCounts> end(String name) {
    return Optional.ofNullable(rules.remove(name)).map(RuleInForce::counts);
  }

  /**
   * What goes out instead of a message, and when. Each rule gets what those before it have left.
   *
   * @param now of a clock that never goes back, in nanoseconds
   */
  synchronized List<Delivery> on(LinkEnd to, Wire wire, long now) {
    List<Delivery> left = List.of(Delivery.now(wire));
    for (RuleInForce rule : rules.values()) {
      List<Delivery> after = new ArrayList<>();
      left.forEach(message -> after.addAll(rule.on(self, to, message, now)));
      left = after;
    }
    return left.stream().map(message -> kept(to, message, now)).toList();
  }

  /** Delays differ from message to message; the order stays, unless a rule is to change it. */
  private Delivery kept(LinkEnd to, Delivery message, long now) {
    if (!message.inOrder()) {
      return message;
    }
    long due = now + message.nanos();
    long inTurn = lastDue.merge(to, due, Math::max);
    return message.later(inTurn - due);
  }
}
