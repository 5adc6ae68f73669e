package io.weevil.testkit.network;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.Wire;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The network of a group, and what is wrong with it. Without rules every message arrives, after a
 * time of its own, so that some overtake others. Each rule is a chance of its own: to add one, or
 * to end one, changes nothing of what the others do.
 *
 * <pre>{@code
 * network.drop(0.1).of(MessageKind.PREPARE).from(0).to(1, 2);
 * FaultRule slow = network.delay(Duration.ofMillis(50)).toClients();
 * ...
 * slow.end();
 * }</pre>
 */
public final class TestNetwork implements Link {

  /** What is repeated or held back arrives within this time more. */
  private static final Duration SOON = Duration.ofMillis(20);

  private final List<PeerAddress> replicas;
  private final Supplier<Duration> elapsed;
  private final Duration fastest;
  private final Duration slowest;
  private final SplittableRandom latencies;
  private final SplittableRandom seeds;
  private final List<FaultRule> rules = new ArrayList<>();

  /**
   * @param replicas where each is reached
   * @param elapsed virtual time
   * @param fastest a message's time on its way, at least; and {@code slowest} at most
   */
  public TestNetwork(
      long seed,
      List<PeerAddress> replicas,
      Supplier<Duration> elapsed,
      Duration fastest,
      Duration slowest) {
    this.replicas = List.copyOf(replicas);
    this.elapsed = elapsed;
    this.fastest = fastest;
    this.slowest = slowest;
    SplittableRandom random = new SplittableRandom(seed);
    this.latencies = random.split();
    this.seeds = random.split();
  }

  @Override
  public List<Delivery> carry(PeerAddress from, PeerAddress to, Wire wire) {
    Duration after = Duration.ofNanos(latencies.nextLong(fastest.toNanos(), slowest.toNanos() + 1));
    List<Delivery> deliveries = List.of(new Delivery(to, wire, after));
    for (FaultRule rule : List.copyOf(rules)) {
      deliveries = rule.apply(from, deliveries);
    }
    return deliveries;
  }

  /** This share of the messages, 0 … 1, is lost. */
  public FaultRule drop(double share) {
    return chance("drop", share, random -> Effect.loss());
  }

  /** Messages take this much longer. */
  public FaultRule delay(Duration more) {
    return delay(more, more);
  }

  /** Messages take longer: by {@code least} to {@code most}. */
  public FaultRule delay(Duration least, Duration most) {
    return chance("delay", 1, random -> Effect.delay(least, most, random));
  }

  /** This share of the messages, 0 … 1, arrives twice. */
  public FaultRule duplicate(double share) {
    return chance("duplicate", share, random -> Effect.twice(SOON, random));
  }

  /**
   * This share of the messages, 0 … 1, is held back, for 20 ms at most, so that others overtake.
   */
  public FaultRule reorder(double share) {
    return chance("reorder", share, random -> Effect.delay(Duration.ZERO, SOON, random));
  }

  /** This share of the messages, 0 … 1, arrives with one bit changed. */
  public FaultRule corrupt(double share) {
    return chance("corrupt", share, Effect::corruption);
  }

  /** From one machine to another no more bytes a second arrive than these. */
  public FaultRule throttle(long bytesPerSecond) {
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException("a link carries at least 1 byte a second");
    }
    return add("throttle", Effect.throttle(bytesPerSecond, elapsed));
  }

  /** Replicas on different sides do not hear each other. Clients hear all of them. */
  @SafeVarargs
  @SuppressWarnings("varargs") // List.of does not change it
  public final FaultRule partition(Set<Integer>... sides) {
    List<Set<Integer>> all = List.of(sides);
    return add("partition", Effect.loss())
        .matching(message -> side(all, message.from()) * side(all, message.to()) > 0)
        .matching(message -> side(all, message.from()) != side(all, message.to()));
  }

  /** From 1; 0 for none. */
  private int side(List<Set<Integer>> sides, PeerAddress address) {
    int replica = replicas.indexOf(address);
    return 1
        + IntStream.range(0, sides.size())
            .filter(i -> sides.get(i).contains(replica))
            .findFirst()
            .orElse(-1);
  }

  /** Nothing that {@code from} says reaches {@code to}; the other way is open. */
  public FaultRule cut(int from, int to) {
    return add("cut", Effect.loss()).from(from).to(to);
  }

  /** Nothing reaches these replicas, and nothing that they say reaches anyone, clients included. */
  public FaultRule isolate(int... isolated) {
    Set<PeerAddress> cut = Set.copyOf(IntStream.of(isolated).mapToObj(this::address).toList());
    return add("isolate", Effect.loss())
        .matching(message -> cut.contains(message.from()) || cut.contains(message.to()));
  }

  /** Ends all rules. */
  public void heal() {
    List.copyOf(rules).forEach(FaultRule::end);
  }

  /** Those that were not ended. */
  public Collection<FaultRule> rules() {
    return List.copyOf(rules);
  }

  private FaultRule chance(String name, double share, Function<SplittableRandom, Effect> effect) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is 0 … 1, not " + share);
    }
    SplittableRandom random = seeds.split();
    Effect all = effect.apply(random);
    return add(name + " " + share, share < 1 ? all.on(share, random) : all);
  }

  private FaultRule add(String name, Effect effect) {
    FaultRule rule = new FaultRule(name, this, effect);
    rules.add(rule);
    return rule;
  }

  void forget(FaultRule rule) {
    rules.remove(rule);
  }

  Duration elapsed() {
    return elapsed.get();
  }

  /**
   * @throws IllegalArgumentException when there is no such replica
   */
  PeerAddress address(int replica) {
    if (replica < 0 || replica >= replicas.size()) {
      throw new IllegalArgumentException(
          "the replicas are 0 … " + (replicas.size() - 1) + ", not " + replica);
    }
    return replicas.get(replica);
  }

  boolean isClient(PeerAddress address) {
    return !replicas.contains(address);
  }
}
