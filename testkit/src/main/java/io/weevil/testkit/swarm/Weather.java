package io.weevil.testkit.swarm;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** The network of a run: its usual latency, and the faults that are on at the moment. */
final class Weather implements Link {

  private record Direction(PeerAddress from, PeerAddress to) {}

  private final SplittableRandom random;
  private final long latency;
  private final ToIntFunction<PeerAddress> replicaAt;
  private final ToLongFunction<PeerAddress> now;
  private final List<Fault> faults = new ArrayList<>();
  private final Map<PeerAddress, Long> busyUntil = new HashMap<>();

  /** When the last of all that was sent on a link so far arrives. */
  private final Map<Direction, Long> arrivals = new HashMap<>();

  private final Tally tally;

  /**
   * @param replicaAt which replica lives at an address; -1 for a client
   * @param now nanoseconds
   */
  Weather(
      SplittableRandom random,
      Duration latency,
      ToIntFunction<PeerAddress> replicaAt,
      ToLongFunction<PeerAddress> now,
      Tally tally) {
    this.random = random;
    this.latency = latency.toNanos();
    this.replicaAt = replicaAt;
    this.now = now;
    this.tally = tally;
  }

  void begin(Fault fault) {
    faults.add(fault);
  }

  void end(Fault fault) {
    faults.remove(fault);
  }

  @Override
  public List<Delivery> carry(PeerAddress from, PeerAddress to, Wire wire) {
    Passage passage = new Passage(wire, random.nextLong(latency, 4 * latency));
    int sender = replicaAt.applyAsInt(from);
    int receiver = replicaAt.applyAsInt(to);
    for (Fault fault : faults) {
      affect(passage, fault, from, sender, receiver);
    }
    noteOrder(new Direction(from, to), passage);
    return passage.deliveries(to);
  }

  private void noteOrder(Direction link, Passage passage) {
    long arrival = now.applyAsLong(link.from()) + passage.after;
    if (!passage.lost && arrivals.merge(link, arrival, Math::max) > arrival) {
      tally.count("overtaken");
    }
  }

  private void affect(Passage passage, Fault fault, PeerAddress from, int sender, int receiver) {
    switch (fault) {
      case Fault.Storm storm -> weather(passage, storm);
      case Fault.Partition(var side) -> {
        if (side.contains(sender) != side.contains(receiver)) {
          passage.lose("cut off");
        }
      }
      case Fault.Muting(var side) -> {
        if (side.contains(sender) && !side.contains(receiver)) {
          passage.lose("muted");
        }
      }
      case Fault.CutLink(int a, int b) -> {
        if (sender == a && receiver == b) {
          passage.lose("link cut");
        }
      }
      case Fault.Estrangement(int replica, boolean deaf) -> {
        if (deaf
            ? isClient(sender) && receiver == replica
            : sender == replica && isClient(receiver)) {
          passage.lose("clients cut off");
        }
      }
      case Fault.Throttle(int replica, int rate) -> {
        if (sender == replica) {
          passage.delay("throttled", queue(from, passage.wire, rate));
        }
      }
      case Fault.Misconduct f -> {}
      case Fault.Malice f -> {}
      case Fault.Crash f -> {}
      case Fault.Amnesia f -> {}
      case Fault.Pause f -> {}
      case Fault.Slowness f -> {}
      case Fault.ClockSkew f -> {}
    }
  }

  private static boolean isClient(int replica) {
    return replica < 0;
  }

  private void weather(Passage passage, Fault.Storm storm) {
    if (happens(storm.lost())) {
      passage.lose("lost");
    }
    if (happens(storm.repeated())) {
      passage.repeat(random.nextLong(1, 8 * latency));
    }
    if (happens(storm.late())) {
      passage.delay("late", random.nextLong(1, storm.lateness().toNanos()));
    }
    if (happens(storm.spoilt())) {
      passage.spoil(random);
    }
  }

  private boolean happens(int percent) {
    return percent > 0 && random.nextInt(100) < percent;
  }

  /** One message leaves after the other. */
  private long queue(PeerAddress from, Wire wire, int bytesPerMilli) {
    long start = Math.max(now.applyAsLong(from), busyUntil.getOrDefault(from, 0L));
    long end = start + wire.body().size() * 1_000_000L / bytesPerMilli;
    busyUntil.put(from, end);
    return end - now.applyAsLong(from);
  }

  /** What becomes of one message. */
  private final class Passage {
    private Wire wire;
    private long after;
    private long again;
    private boolean lost;

    Passage(Wire wire, long after) {
      this.wire = wire;
      this.after = after;
    }

    void lose(String why) {
      lost = true;
      tally.count(why);
    }

    void repeat(long later) {
      again = later;
      tally.count("repeated");
    }

    void delay(String why, long nanos) {
      after += nanos;
      tally.count(why);
    }

    /** One bit of the frame is another: what is no frame any more is no message. */
    void spoil(SplittableRandom random) {
      byte[] frame = WireFormat.toBytes(wire);
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        wire = WireFormat.fromBytes(frame);
        tally.count("spoilt");
      } catch (MalformedMessageException none) {
        lose("spoilt beyond reading");
      }
    }

    List<Delivery> deliveries(PeerAddress to) {
      if (lost) {
        return List.of();
      }
      Delivery first = new Delivery(to, wire, Duration.ofNanos(after));
      return again == 0
          ? List.of(first)
          : List.of(first, new Delivery(to, wire, Duration.ofNanos(after + again)));
    }
  }
}
