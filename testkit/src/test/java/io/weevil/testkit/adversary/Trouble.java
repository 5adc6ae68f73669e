package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.Wire;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A network that fares badly for a while, in spells: lost messages, replicas cut off, two halves.
 */
final class Trouble implements Link {

  private enum Weather {
    FAIR,
    LOSSY,
    TORN,
    ONE_AWAY,
    ONE_MUTE
  }

  private final ActorGroup group;
  private final Link usual;
  private final SplittableRandom random;
  private final Duration end;
  private final Map<PeerAddress, Boolean> halves = new HashMap<>();
  private Weather weather = Weather.FAIR;
  private PeerAddress victim;
  private Duration next = Duration.ZERO;

  private Trouble(ActorGroup group, long seed, Duration end) {
    this.group = group;
    this.usual = group.link();
    this.random = new SplittableRandom(seed);
    this.end = end;
  }

  /** Until so much time has passed. */
  static void befall(ActorGroup group, long seed, Duration end) {
    group.use(new Trouble(group, seed, end));
  }

  private void change() {
    Duration now = group.time().elapsed();
    if (now.compareTo(end) >= 0) {
      weather = Weather.FAIR;
    } else if (now.compareTo(next) >= 0) {
      weather = Weather.values()[random.nextInt(Weather.values().length)];
      victim = group.address(random.nextInt(group.configuration().n()));
      halves.clear();
      next = now.plus(Duration.ofMillis(100 + random.nextInt(1_200)));
    }
  }

  @Override
  public List<Delivery> carry(PeerAddress from, PeerAddress to, Wire wire) {
    change();
    boolean lost =
        switch (weather) {
          case FAIR -> false;
          case LOSSY -> random.nextInt(5) == 0;
          case TORN -> !half(from).equals(half(to));
          case ONE_AWAY -> from.equals(victim) || to.equals(victim);
          case ONE_MUTE -> from.equals(victim);
        };
    return lost ? List.of() : usual.carry(from, to, wire);
  }

  private Boolean half(PeerAddress address) {
    return halves.computeIfAbsent(address, a -> random.nextBoolean());
  }
}
