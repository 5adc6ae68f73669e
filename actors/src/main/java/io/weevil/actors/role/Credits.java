package io.weevil.actors.role;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many messages may wait in a mailbox. Whoever puts one in takes a credit first, whoever
 * handles it gives the credit back; without a credit the message is dropped. Any thread may call
 * it.
 */
public final class Credits {

  private final AtomicInteger left;

  /**
   * @param count at least 1
   */
  public Credits(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a mailbox has room for at least 1 message, not " + count);
    }
    this.left = new AtomicInteger(count);
  }

  /** Whether there was one. */
  public boolean take() {
    if (left.getAndDecrement() > 0) {
      return true;
    }
    left.incrementAndGet();
    return false;
  }

  public void giveBack() {
    left.incrementAndGet();
  }
}
