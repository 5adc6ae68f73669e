package io.weevil.apps.chaos.link;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a rule does to a message. Rates are the share of messages, more than 0 and at most 1. */
public sealed interface LinkEffect {

  /** Loses messages between ends that are on different sides; who is on no side is not touched. */
  record Partition(List<Set<LinkEnd>> sides) implements LinkEffect {
    public Partition {
      sides = sides.stream().map(Set::copyOf).toList();
    }

    boolean separates(LinkEnd from, LinkEnd to) {
      return sides.stream().anyMatch(side -> side.contains(from) && !side.contains(to))
          && sides.stream().anyMatch(side -> side.contains(to) && !side.contains(from));
    }
  }

  /** Loses messages. */
  record Drop(double rate) implements LinkEffect {
    public Drop {
      requireRate(rate);
    }
  }

  /** Changes a few bytes anywhere in the frame: header, body or authenticator. */
  record Corrupt(double rate) implements LinkEffect {
    public Corrupt {
      requireRate(rate);
    }
  }

  /** Sends messages twice. */
  record Duplicate(double rate) implements LinkEffect {
    public Duplicate {
      requireRate(rate);
    }
  }

  /**
   * Sends messages later. They stay in order.
   *
   * @param jitter up to so much longer, drawn for each message
   */
  record Delay(Duration fixed, Duration jitter) implements LinkEffect {
    public Delay {
      if (fixed.isNegative() || jitter.isNegative() || fixed.plus(jitter).isZero()) {
        throw new IllegalArgumentException("a delay is more than 0, not " + fixed.plus(jitter));
      }
    }
  }

  /**
   * Holds messages back, so that later ones overtake them.
   *
   * @param within held back for at most so long
   */
  record Reorder(double rate, Duration within) implements LinkEffect {
    public Reorder {
      requireRate(rate);
      if (within.toNanos() <= 0) {
        throw new IllegalArgumentException("messages are held back for more than 0, not " + within);
      }
    }
  }

  /**
   * Lets so many bytes a second through on each link; what would wait for more than {@link
   * LinkFaults#LONGEST_QUEUE} is lost, as by a full queue.
   */
  record Throttle(int bytesPerSecond) implements LinkEffect {
    public Throttle {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "a link carries at least 1 byte a second, not " + bytesPerSecond);
      }
    }
  }

  private static void requireRate(double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("a rate is more than 0 and at most 1, not " + rate);
    }
  }
}
