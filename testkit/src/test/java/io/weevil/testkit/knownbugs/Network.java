package io.weevil.testkit.knownbugs;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What the network of a group does beyond what is usual, without reading what it carries. */
final class Network {

  /** An envelope on its way. */
  record Passing(PeerAddress from, PeerAddress to, Wire wire) {

    boolean isFrom(int... replicas) {
      return isOneOf(from, replicas);
    }

    boolean isTo(int... replicas) {
      return isOneOf(to, replicas);
    }

    /** To or from. */
    boolean concerns(int... replicas) {
      return isFrom(replicas) || isTo(replicas);
    }

    boolean is(MessageKind... kinds) {
      return Arrays.asList(kinds).contains(wire.kind());
    }

    private static boolean isOneOf(PeerAddress address, int... replicas) {
      return Arrays.stream(replicas).anyMatch(i -> address.host().equals("replica-" + i));
    }
  }

  private final ActorGroup group;
  private final Link usual;

  Network(ActorGroup group) {
    this.group = group;
    this.usual = group.link();
  }

  /** From now on this is lost, and only this. */
  void lose(Predicate<Passing> lost) {
    group.use(
        (from, to, wire) ->
            lost.test(new Passing(from, to, wire)) ? List.of() : usual.carry(from, to, wire));
  }

  /** From now on this takes so long, and only this. */
  void delay(Duration oneWay, Predicate<Passing> slow) {
    group.use(
        (from, to, wire) ->
            slow.test(new Passing(from, to, wire))
                ? List.of(new Link.Delivery(to, wire, oneWay))
                : usual.carry(from, to, wire));
  }

  /** From now on replicas hear only those of their own part, and clients all. */
  void partition(int[]... parts) {
    lose(
        p -> {
          boolean together = Arrays.stream(parts).anyMatch(part -> p.isFrom(part) && p.isTo(part));
          boolean betweenReplicas =
              Arrays.stream(parts).anyMatch(p::isFrom) && Arrays.stream(parts).anyMatch(p::isTo);
          return betweenReplicas && !together;
        });
  }

  /** From now on all is as it was in the beginning. */
  void heal() {
    group.use(usual);
  }
}
