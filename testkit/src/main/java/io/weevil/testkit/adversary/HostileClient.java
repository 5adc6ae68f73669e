package io.weevil.testkit.adversary;

import io.weevil.engine.model.Bytes;
import io.weevil.testkit.actors.ActorGroup;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** What a client may do instead of what it should: the catalogue that swarms draw from. */
public enum HostileClient {
  TWO_BODIES(
      "Sends different requests under one number to different replicas.",
      List.of(ClientMischief::twoBodies)),
  SOME_ONLY("Asks some of the replicas only.", List.of(ClientMischief::toSomeOnly)),
  INCONSISTENT_AUTHENTICATORS(
      "Authenticates requests so that some replicas, or none, can verify them.",
      List.of(ClientMischief::inconsistentAuthenticator, ClientMischief::ask)),
  REPETITION_AND_GAPS(
      "Repeats its requests, old and new ones, and leaves gaps in their numbers.",
      List.of(ClientMischief::repeat, ClientMischief::gap, ClientMischief::ask)),
  TWO_INCARNATIONS(
      "Is two incarnations of one key at once.", List.of(ClientMischief::twoIncarnations)),
  FORGED_CERTIFICATES(
      "Shows client certificates and commit certificates that are none.",
      List.of(
          ClientMischief::forgedIntroduction,
          ClientMischief::forgedCommitCertificate,
          ClientMischief::ask)),
  SELECTIVE_CERTIFICATES(
      "Makes real commit certificates, with votes that the faulty lend, and shows them to some.",
      List.of(ClientMischief::realCommitCertificate, ClientMischief::twoBodies)),
  FLOOD("Sends as much as it can, within bounds.", List.of(ClientMischief::flood)),
  WRONG_DIRECTION(
      "Says what only replicas say, and replies in place of requests.",
      List.of(ClientMischief::wrongDirection, ClientMischief::ask)),
  BROKEN_FRAMES(
      "Sends frames that are cut off, too long, or changed.", List.of(ClientMischief::brokenFrame)),
  SLANDER(
      "Accuses primaries with what proves nothing.",
      List.of(ClientMischief::slander, ClientMischief::ask)),
  ALL(
      "All of these in turn.",
      List.of(
          ClientMischief::ask,
          ClientMischief::twoBodies,
          ClientMischief::toSomeOnly,
          ClientMischief::inconsistentAuthenticator,
          ClientMischief::repeat,
          ClientMischief::gap,
          ClientMischief::twoIncarnations,
          ClientMischief::forgedIntroduction,
          ClientMischief::forgedCommitCertificate,
          ClientMischief::realCommitCertificate,
          ClientMischief::wrongDirection,
          ClientMischief::brokenFrame,
          ClientMischief::slander,
          ClientMischief::flood));

  private static final Duration MEAN_PAUSE = Duration.ofMillis(20);

  private final String description;
  private final List<Consumer<ClientMischief>> deeds;

  HostileClient(String description, List<Consumer<ClientMischief>> deeds) {
    this.description = description;
    this.deeds = deeds;
  }

  /** One sentence for people. */
  public String description() {
    return description;
  }

  /**
   * Whether some replicas may accept its requests that others refuse, where requests carry MACs (a
   * frame with one byte changed may have one wrong MAC): no group promises liveness while a client
   * does so (R-AUTH).
   */
  public boolean dividesReplicas() {
    return this == INCONSISTENT_AUTHENTICATORS || this == BROKEN_FRAMES || this == ALL;
  }

  /** A client like this acts from now on, until so much time has passed. */
  public Deeds start(
      ActorGroup group,
      String name,
      long seed,
      double intensity,
      Conspiracy conspiracy,
      LongFunction<Bytes> operations,
      Duration end) {
    Duration until = group.time().elapsed().plus(end);
    BooleanSupplier over = () -> group.time().elapsed().compareTo(until) >= 0;
    return start(group, name, seed, intensity, conspiracy, operations, over);
  }

  /**
   * A client like this acts from now on, until it is over.
   *
   * @param name of the client: no other's
   * @param seed the same seed, the same deeds
   * @param intensity more than 0, at most 1: 1 for a deed every 20 ms or so, less for less
   * @param operations what it asks for, from any number: choose what harms no honest client's view
   *     of the state, since a malicious client may ask for whatever it is entitled to
   * @param over asked before each deed
   * @return what it has done, as of each moment
   */
  public Deeds start(
      ActorGroup group,
      String name,
      long seed,
      double intensity,
      Conspiracy conspiracy,
      LongFunction<Bytes> operations,
      BooleanSupplier over) {
    Deeds done = new Deeds();
    Means means =
        new Means(
            new SplittableRandom(seed), intensity, group.settings().timers(), conspiracy, done);
    MaliciousClient client = new MaliciousClient(group, name, conspiracy);
    ClientMischief mischief = new ClientMischief(client, operations, means);
    mischief.hello();
    goOn(group, mischief, means, over);
    return done;
  }

  private void goOn(ActorGroup group, ClientMischief mischief, Means means, BooleanSupplier over) {
    long most = (long) (2 * MEAN_PAUSE.toNanos() / means.intensity());
    Duration pause = Duration.ofNanos(1 + means.random().nextLong(most));
    group
        .time()
        .after(
            pause,
            () -> {
              if (!over.getAsBoolean()) {
                deeds.get(means.random().nextInt(deeds.size())).accept(mischief);
                goOn(group, mischief, means, over);
              }
            });
  }
}
