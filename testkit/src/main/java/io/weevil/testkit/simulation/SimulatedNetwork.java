package io.weevil.testkit.simulation;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.model.Party;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries encoded frames between parties, as a {@link LinkRule} says. */
public final class SimulatedNetwork {

  private final World world;
  private final Map<String, Consumer<byte[]>> receivers = new TreeMap<>();
  private final Map<MessageKind, Long> sent = new EnumMap<>(MessageKind.class);
  private LinkRule rule;

  public SimulatedNetwork(World world, LinkRule rule) {
    this.world = world;
    this.rule = rule;
  }

  /** From now on; messages under way arrive as they were to. */
  public void use(LinkRule next) {
    this.rule = next;
  }

  public LinkRule rule() {
    return rule;
  }

  /** Messages sent so far, by kind. */
  public Map<MessageKind, Long> sent() {
    return new EnumMap<>(sent);
  }

  public void attach(Party party, Consumer<byte[]> receiver) {
    receivers.put(party.toString(), receiver);
  }

  public void send(Party from, Party to, Wire wire) {
    sent.merge(wire.kind(), 1L, Long::sum);
    byte[] frame = WireFormat.toBytes(wire);
    for (Duration delay : rule.deliveries(from, to, wire)) {
      world.deliverAfter(delay, () -> hand(to, frame));
    }
  }

  private void hand(Party to, byte[] frame) {
    @Nullable Consumer<byte[]> receiver = receivers.get(to.toString());
    if (receiver != null) {
      receiver.accept(frame);
    }
  }
}
