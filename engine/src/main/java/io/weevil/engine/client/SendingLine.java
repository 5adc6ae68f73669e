package io.weevil.engine.client;

import io.weevil.engine.model.Timestamp;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** When the calls that wait in a line are sent, of one kind of request (R-CLIENT). */
final class SendingLine {

  private final Session session;
  private final WaitingCalls waiting;
  private final BooleanSupplier windowOpen;
  private final IntSupplier outstanding;
  private final BiConsumer<List<Call>, Timestamp> send;

  /**
   * @param windowOpen whether one more request may be outstanding
   * @param outstanding how many requests are
   * @param send makes a request of these calls
   */
  SendingLine(
      Session session,
      WaitingCalls waiting,
      BooleanSupplier windowOpen,
      IntSupplier outstanding,
      BiConsumer<List<Call>, Timestamp> send) {
    this.session = session;
    this.waiting = waiting;
    this.windowOpen = windowOpen;
    this.outstanding = outstanding;
    this.send = send;
  }

  /** Full bundles now; the rest when nobody is about to add to it. */
  void sendSoon(Timestamp now) {
    while (windowOpen.getAsBoolean() && session.policy().fillsBundle(waiting)) {
      sendBundle(now);
    }
    if (isReady()) {
      session.gathering().begin(waiting.size());
    }
  }

  void sendWaiting(Timestamp now) {
    while (isReady()) {
      sendBundle(now);
    }
  }

  private boolean isReady() {
    return windowOpen.getAsBoolean() && session.policy().isReady(waiting, outstanding.getAsInt());
  }

  private void sendBundle(Timestamp now) {
    send.accept(waiting.takeBundle(session.policy()), now);
  }
}
