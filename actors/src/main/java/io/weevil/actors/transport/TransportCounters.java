package io.weevil.actors.transport;

import java.util.concurrent.atomic.LongAdder;

/** The running numbers behind {@link TransportStatistics}. Any thread may count. */
final class TransportCounters {

  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder oversized = new LongAdder();
  final LongAdder strangers = new LongAdder();

  TransportStatistics statistics() {
    return new TransportStatistics(
        sent.sum(), received.sum(), dropped.sum(), oversized.sum(), strangers.sum());
  }
}
