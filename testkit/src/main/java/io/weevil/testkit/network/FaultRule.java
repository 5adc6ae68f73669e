package io.weevil.testkit.network;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with messages: with all of them at first, from the moment that {@link
 * TestNetwork} made it, and with those only that every method called since has left. It ends when
 * it is told to.
 */
public final class FaultRule {

  /** A message about to be sent. */
  public record Message(PeerAddress from, PeerAddress to, Wire wire) {}

  private final String name;
  private final TestNetwork network;
  private final Effect effect;
  private final Set<MessageKind> kinds = EnumSet.noneOf(MessageKind.class);
  private @Nullable Predicate<PeerAddress> from;
  private @Nullable Predicate<PeerAddress> to;
  private Predicate<Message> more = message -> true;
  private long left = Long.MAX_VALUE;
  private @Nullable Duration end;
  private boolean ended;
  private long hits;

  FaultRule(String name, TestNetwork network, Effect effect) {
    this.name = name;
    this.network = network;
    this.effect = effect;
  }

  /** Of these kinds only; called again, of those too. */
  public FaultRule of(MessageKind... only) {
    kinds.addAll(List.of(only));
    return this;
  }

  /** Of these replicas only, and of whom else {@code from} was called with. */
  public FaultRule from(int... replicas) {
    return from(addresses(replicas));
  }

  /** Of these machines only, and of whom else {@code from} was called with. */
  public FaultRule from(PeerAddress... machines) {
    from = or(from, Set.of(machines)::contains);
    return this;
  }

  /** Of clients only, and of whom else {@code from} was called with. */
  public FaultRule fromClients() {
    from = or(from, network::isClient);
    return this;
  }

  /** To these replicas only, and to whom else {@code to} was called with. */
  public FaultRule to(int... replicas) {
    return to(addresses(replicas));
  }

  /** To these machines only, and to whom else {@code to} was called with. */
  public FaultRule to(PeerAddress... machines) {
    to = or(to, Set.of(machines)::contains);
    return this;
  }

  /** To clients only, and to whom else {@code to} was called with. */
  public FaultRule toClients() {
    to = or(to, network::isClient);
    return this;
  }

  /** Only those that are so, too. */
  public FaultRule matching(Predicate<Message> only) {
    more = more.and(only);
    return this;
  }

  /** It ends when so many messages have felt it. */
  public FaultRule times(long messages) {
    left = messages;
    return this;
  }

  /** It ends when so much virtual time has passed from now on. */
  public FaultRule lasting(Duration duration) {
    end = network.elapsed().plus(duration);
    return this;
  }

  /** What is sent from now on does not feel it any more. */
  public void end() {
    ended = true;
    network.forget(this);
  }

  public boolean isActive() {
    return !ended && left > 0 && (end == null || network.elapsed().compareTo(end) < 0);
  }

  /** How many messages have felt it: a fault that none has felt proves nothing. */
  public long hits() {
    return hits;
  }

  private PeerAddress[] addresses(int... replicas) {
    return IntStream.of(replicas).mapToObj(network::address).toArray(PeerAddress[]::new);
  }

  private static Predicate<PeerAddress> or(
      @Nullable Predicate<PeerAddress> before, Predicate<PeerAddress> also) {
    return before == null ? also : before.or(also);
  }

  private boolean matches(Message message) {
    return isActive()
        && (kinds.isEmpty() || kinds.contains(message.wire().kind()))
        && (from == null || from.test(message.from()))
        && (to == null || to.test(message.to()))
        && more.test(message);
  }

  /** What arrives of what would arrive without it. */
  List<Link.Delivery> apply(PeerAddress sender, Collection<Link.Delivery> deliveries) {
    return deliveries.stream().flatMap(each -> apply(sender, each).stream()).toList();
  }

  private List<Link.Delivery> apply(PeerAddress sender, Link.Delivery delivery) {
    Message message = new Message(sender, delivery.to(), delivery.wire());
    List<Link.Delivery> usual = List.of(delivery);
    if (!matches(message)) {
      return usual;
    }
    List<Link.Delivery> faulty = effect.on(message, delivery);
    if (!faulty.equals(usual)) {
      hits++;
      left--;
    }
    return faulty;
  }

  @Override
  public String toString() {
    return name + (kinds.isEmpty() ? "" : " of " + kinds) + ", felt by " + hits + " messages";
  }
}
