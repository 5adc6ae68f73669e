package io.weevil.actors.transport;

import java.util.concurrent.atomic.LongAdder;

/** The running numbers behind {@link TransportStatistics}. Any thread may count. */
final class TransportCounters {

  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder oversized = new LongAdder();
  final LongAdder strangers = new LongAdder();

  /**
   * @param node counts what was dropped after it had been sent here, and what strangers sent
   */
  TransportStatistics statistics(TransportCounters node) {
    return new TransportStatistics(
        sent.sum(), received.sum(), node.dropped.sum(), oversized.sum(), node.strangers.sum());
  }
}
