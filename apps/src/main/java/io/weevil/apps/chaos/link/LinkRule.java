package io.weevil.apps.chaos.link;

import io.weevil.engine.message.MessageKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which messages, and what is done to them.
 *
 * @param name one word; names the rule to end it
 * @param seed of the rule's own randomness; each sender mixes itself in
 * @param kinds of message, empty for all
 * @param from senders, empty for all
 * @param to receivers, empty for all
 * @param effects at least one, tried in this order
 */
public record LinkRule(
    String name,
    long seed,
    Set<MessageKind> kinds,
    Set<LinkEnd> from,
    Set<LinkEnd> to,
    List<LinkEffect> effects) {

  public LinkRule {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a rule's name has 1 … 64 letters, digits, dots, hyphens or underscores, not \""
              + name
              + "\"");
    }
    if (effects.isEmpty()) {
      throw new IllegalArgumentException("the rule " + name + " does nothing");
    }
    Set<MessageKind> sorted = EnumSet.noneOf(MessageKind.class);
    sorted.addAll(kinds);
    kinds = Collections.unmodifiableSet(sorted);
    from = Set.copyOf(from);
    to = Set.copyOf(to);
    effects = List.copyOf(effects);
  }

  boolean applies(LinkEnd sender, LinkEnd receiver, MessageKind kind) {
    return (kinds.isEmpty() || kinds.contains(kind))
        && (from.isEmpty() || from.contains(sender))
        && (to.isEmpty() || to.contains(receiver));
  }
}
