package io.weevil.testkit.swarm;

import io.weevil.engine.model.Bytes;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.linearizability.Registers.Get;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.linearizability.Registers.Swap;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/** The correct clients' callers: each makes one call after the other, until it is told to stop. */
final class Crowd {

  private final ActorGroup group;
  private final Load load;
  private final SplittableRandom random;
  private boolean over;

  Crowd(ActorGroup group, Load load, SplittableRandom random) {
    this.group = group;
    this.load = load;
    this.random = random;
  }

  void start() {
    for (int i = 0; i < load.clients(); i++) {
      ActorClient client = group.newClient();
      for (int j = 0; j < load.callers(); j++) {
        think(client.newCaller());
      }
    }
  }

  /** Nobody makes another call. */
  void stop() {
    over = true;
  }

  private void think(Caller caller) {
    long most = 2 * load.thought().toNanos();
    group.time().after(Duration.ofNanos(random.nextLong(1, most)), () -> goOn(caller));
  }

  private void goOn(Caller caller) {
    if (over) {
      return;
    }
    if (!caller.isWaiting()) {
      call(caller);
    }
    think(caller);
  }

  private void call(Caller caller) {
    String key = "k" + random.nextInt(load.keys());
    String value = caller.name() + "." + caller.calls().size();
    if (random.nextInt(100) < load.readPercent()) {
      caller.read(RegisterService.encode(new Get(key)));
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> caller.call(RegisterService.encode(new Get(key)));
      case 1 -> caller.call(RegisterService.encode(new Swap(key, before(caller), value)));
      default -> caller.call(RegisterService.encode(new Put(key, value)));
    }
  }

  /**
   * What malicious clients ask for, from any number: registers of their own are written, and some
   * of it is no operation at all.
   */
  static Bytes hostileWish(long number) {
    return switch ((int) (number % 5)) {
      case 0 -> Bytes.utf8("nonsense " + number);
      case 1 -> RegisterService.encode(new Get("k0"));
      case 2 -> RegisterService.encode(new Swap("z", Optional.empty(), "z" + number));
      default -> RegisterService.encode(new Put("z", "z" + number));
    };
  }

  private static Optional<String> before(Caller caller) {
    return Optional.of(caller.name() + "." + (caller.calls().size() - 1));
  }
}
