package io.weevil.testkit.network;

import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.network.FaultRule.Message;
import io.weevil.testkit.world.Link.Delivery;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What a fault does to one message. */
@FunctionalInterface
interface Effect {

  /** What arrives in place of {@code usual}: that, something else, more, or nothing. */
  List<Delivery> on(Message message, Delivery usual);

  static Effect loss() {
    return (message, usual) -> List.of();
  }

  /** A delay of {@code least} to {@code most}, both included. */
  static Effect delay(Duration least, Duration most, SplittableRandom random) {
    return (message, usual) -> List.of(later(usual, between(least, most, random)));
  }

  /** A second time, up to {@code within} later. */
  static Effect twice(Duration within, SplittableRandom random) {
    return (message, usual) -> List.of(usual, later(usual, between(Duration.ZERO, within, random)));
  }

  /** One bit is another one. */
  static Effect corruption(SplittableRandom random) {
    return (message, usual) ->
        List.of(new Delivery(usual.to(), flipped(usual.wire(), random), usual.after()));
  }

  /** No more bytes a second than these from one machine to another; the rest waits its turn. */
  static Effect throttle(long bytesPerSecond, Supplier<Duration> elapsed) {
    Map<List<Object>, Duration> busyUntil = new HashMap<>();
    return (message, usual) -> {
      Duration now = elapsed.get();
      List<Object> line = List.of(message.from(), message.to());
      Duration free = busyUntil.getOrDefault(line, Duration.ZERO);
      Duration start = free.compareTo(now) > 0 ? free : now;
      long size = WireFormat.size(message.wire());
      Duration sent = start.plusNanos(size * 1_000_000_000L / bytesPerSecond);
      busyUntil.put(line, sent);
      return List.of(later(usual, sent.minus(now)));
    };
  }

  /** This effect, on {@code share} of the messages. */
  default Effect on(double share, SplittableRandom random) {
    return (message, usual) -> random.nextDouble() < share ? on(message, usual) : List.of(usual);
  }

  private static Delivery later(Delivery usual, Duration more) {
    return new Delivery(usual.to(), usual.wire(), usual.after().plus(more));
  }

  private static Duration between(Duration least, Duration most, SplittableRandom random) {
    return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
  }

  private static Wire flipped(Wire wire, SplittableRandom random) {
    byte[] body = wire.body().toArray();
    if (body.length > 0) {
      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return new Wire(
        wire.kind(), wire.group(), wire.sender(), Bytes.wrap(body), wire.authenticator());
  }
}
