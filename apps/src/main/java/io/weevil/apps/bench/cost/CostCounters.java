package io.weevil.apps.bench.cost;

import io.weevil.actors.role.EventCounters;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Party;
import io.weevil.engine.role.Event;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by standing before what does the work, so the node knows nothing of it. A count takes some
 * ten nanoseconds: less than a hundredth of what it counts. Any thread may count and ask.
 */
public final class CostCounters {

  private static final MessageKind[] KINDS = MessageKind.values();

  final LongAdder macs = new LongAdder();
  final LongAdder signatures = new LongAdder();
  final LongAdder verifications = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder[] messages = adders();
  private final LongAdder[] bytes = adders();
  private final LongAdder ignored = new LongAdder();
  private final EventCounters events = new EventCounters();
  private final List<Transport> transports = new CopyOnWriteArrayList<>();

  private static LongAdder[] adders() {
    LongAdder[] adders = new LongAdder[KINDS.length];
    for (int i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  /** Counts what goes out and comes in. */
  public Transport.Factory counting(Transport.Factory factory) {
    return (address, bind, receiver, threads) -> {
      Transport started =
          factory.start(
              address,
              bind,
              wire -> {
                onReceived(wire);
                receiver.receive(wire);
              },
              threads);
      transports.add(started);
      return new CountingTransport(started, this);
    };
  }

  /** Counts signatures and MACs. */
  public SignatureScheme counting(SignatureScheme scheme) {
    return new CountingScheme(scheme, this);
  }

  /** Counts what else happens. What cores ignore is one number: naming each would cost too much. */
  public NodeListener listener() {
    return new NodeListener() {
      @Override
      public void onEvent(Event event) {
        if (event instanceof Event.Ignored) {
          ignored.increment();
        } else {
          events.onEvent(event);
        }
      }

      @Override
      public void onRefused(Opened.Refused refused) {
        events.onRefused(refused);
      }

      @Override
      public void onOverflow(Party claimedSender) {
        events.onOverflow(claimedSender);
      }

      @Override
      public void onUnknownClient(ClientId client) {
        events.onUnknownClient(client);
      }
    };
  }

  void onSent(Wire wire) {
    int kind = wire.kind().ordinal();
    messages[kind].increment();
    bytes[kind].add(WireFormat.size(wire));
  }

  private void onReceived(Wire wire) {
    received.increment();
    receivedBytes.add(WireFormat.size(wire));
  }

  /** Everything so far. */
  public Costs costs() {
    return new Costs(
        macs.sum(),
        signatures.sum(),
        verifications.sum(),
        received.sum(),
        receivedBytes.sum(),
        transports.stream()
            .map(Transport::statistics)
            .mapToLong(TransportStatistics::dropped)
            .sum(),
        sent(),
        eventCounts());
  }

  private SortedMap<String, Long> eventCounts() {
    SortedMap<String, Long> counts = events.counts();
    counts.put("ignored", ignored.sum());
    return counts;
  }

  private SortedMap<String, Costs.Sent> sent() {
    SortedMap<String, Costs.Sent> sent = new TreeMap<>();
    for (MessageKind kind : KINDS) {
      long count = messages[kind.ordinal()].sum();
      if (count > 0) {
        sent.put(kind.name(), new Costs.Sent(count, bytes[kind.ordinal()].sum()));
      }
    }
    return sent;
  }
}
