package io.weevil.testkit.swarm;

import io.weevil.engine.quorum.Quorums;
import io.weevil.testkit.adversary.Adversary;
import io.weevil.testkit.adversary.HostileClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Draws what goes wrong: some kinds of faults and not others, few or many of them. */
final class DrawIncidents {

  private static final int MOST_INCIDENTS = 10;

  private final SplittableRandom random;
  private final Profile profile;
  private final Quorums quorums;
  private final Duration busy;

  /** Who dies, of all replicas that may: more than f only now and then. */
  private final List<Integer> mortal = new ArrayList<>();

  /** Who lies: the same that may die, and never more than f. */
  private final List<Integer> liars;

  /** So many malicious clients have been drawn. */
  private int hostile;

  DrawIncidents(SplittableRandom random, Profile profile, Quorums quorums, Duration busy) {
    this.random = random;
    this.profile = profile;
    this.quorums = quorums;
    this.busy = busy;
    int dying = chance(10) ? random.nextInt(1, quorums.n() + 1) : quorums.f();
    while (mortal.size() < dying) {
      int replica = anyReplica();
      if (!mortal.contains(replica)) {
        mortal.add(replica);
      }
    }
    this.liars = List.copyOf(mortal.subList(0, Math.min(quorums.f(), mortal.size())));
  }

  List<Incident> all() {
    List<Supplier<Fault>> kinds = chosenKinds();
    List<Incident> incidents = new ArrayList<>();
    int count = kinds.isEmpty() ? 0 : random.nextInt(1, MOST_INCIDENTS + 1);
    for (int i = 0; i < count; i++) {
      incidents.add(during(kinds.get(random.nextInt(kinds.size())).get()));
    }
    return incidents;
  }

  private Incident during(Fault fault) {
    long from = random.nextLong(busy.toNanos());
    long length = random.nextLong(1_000_000, Math.max(2_000_000, busy.toNanos() / 2));
    return new Incident(Duration.ofNanos(from), Duration.ofNanos(from + length), fault);
  }

  /** Each kind that the profile has, with even chances; somebody lies where anybody may. */
  private List<Supplier<Fault>> chosenKinds() {
    List<Supplier<Fault>> possible = new ArrayList<>();
    if (profile.has(Profile.NETWORK)) {
      possible.add(this::storm);
      possible.add(() -> new Fault.Partition(someReplicas()));
      possible.add(() -> new Fault.Muting(someReplicas()));
      possible.add(() -> new Fault.CutLink(anyReplica(), anyReplica()));
      possible.add(() -> new Fault.Estrangement(anyReplica(), random.nextBoolean()));
      possible.add(() -> new Fault.Throttle(anyReplica(), random.nextInt(2, 200)));
    }
    if (profile.has(Profile.CRASH)) {
      possible.add(() -> new Fault.Crash(anyMortal(), random.nextBoolean()));
      possible.add(() -> new Fault.Amnesia(anyMortal()));
      possible.add(() -> new Fault.Pause(anyReplica()));
      possible.add(
          () ->
              new Fault.Slowness(
                  anyReplica(), Duration.ofNanos(random.nextLong(10_000, 5_000_000))));
      possible.add(
          () ->
              new Fault.ClockSkew(anyReplica(), Duration.ofMillis(random.nextInt(-3_000, 3_000))));
    }
    possible.removeIf(kind -> random.nextBoolean());
    if (profile.has(Profile.BYZANTINE)) {
      int who = random.nextInt(4);
      if (who != 0) {
        possible.add(this::misconduct);
      }
      if (who != 1) {
        possible.add(this::malice);
      }
    }
    return possible;
  }

  private Fault malice() {
    HostileClient[] all = HostileClient.values();
    return new Fault.Malice(
        hostile++,
        all[random.nextInt(all.length)],
        random.nextLong(),
        random.nextInt(5, 101),
        chance(30));
  }

  private Fault misconduct() {
    Adversary[] all = Adversary.values();
    return new Fault.Misconduct(
        liars.get(random.nextInt(liars.size())),
        all[random.nextInt(all.length)],
        random.nextLong(),
        random.nextInt(5, 101));
  }

  private Fault storm() {
    return new Fault.Storm(
        intensity(40),
        intensity(30),
        intensity(40),
        intensity(10),
        Duration.ofMillis(random.nextInt(5, 800)));
  }

  private int intensity(int most) {
    return random.nextBoolean() ? 0 : random.nextInt(1, most + 1);
  }

  private SortedSet<Integer> someReplicas() {
    SortedSet<Integer> some = new TreeSet<>();
    int size = random.nextInt(1, quorums.n());
    while (some.size() < size) {
      some.add(anyReplica());
    }
    return some;
  }

  private int anyReplica() {
    return random.nextInt(quorums.n());
  }

  private int anyMortal() {
    return mortal.get(random.nextInt(mortal.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
