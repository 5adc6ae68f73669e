package io.weevil.testkit.swarm;

import io.weevil.engine.client.ClientLimits;
import io.weevil.engine.client.ClientTimers;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import io.weevil.engine.quorum.Quorums;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.SplittableRandom;

/** Draws the plan of a seed: the same for the same seed and profile, always. */
public final class Draw {

  private static final int KIB = 1_024;

  private final long seed;
  private final Profile profile;
  private final SplittableRandom random;

  private Draw(long seed, Profile profile) {
    this.seed = seed;
    this.profile = profile;
    this.random = new SplittableRandom(seed).split();
  }

  /**
   * @param faults f of the group; 0 to draw that too
   */
  public static Plan of(long seed, Profile profile, int faults) {
    return new Draw(seed, profile).plan(faults);
  }

  private Plan plan(int faults) {
    int f = faults > 0 ? faults : chance(20) ? 2 : 1;
    int c = chance(25) ? 1 : 0;
    SimulationSettings settings = settings(new Quorums(f, c));
    Duration busy = millis(500, 4_000);
    return new Plan(
        seed,
        profile,
        settings,
        load(),
        busy,
        Duration.ofNanos(random.nextLong(100_000, 4_000_000)),
        new DrawIncidents(random, profile, settings.quorums(), busy).all());
  }

  private SimulationSettings settings(Quorums quorums) {
    TrackGovernor.Settings track = TrackGovernor.Settings.DEFAULT;
    TrackGovernor.Mode mode = oneOf(TrackGovernor.Mode.values());
    return new SimulationSettings(
        quorums,
        chance(60) ? RequestAuthentication.SIGNATURE : RequestAuthentication.MAC,
        limits(),
        timers(),
        new BatchPolicy(millis(1, 12), random.nextInt(1, 5), random.nextInt(1, 17)),
        new TrackGovernor.Settings(
            mode, random.nextInt(4, 65), track.missedShare(), random.nextInt(1, 17)),
        clientTimers(),
        clientLimits());
  }

  private Limits limits() {
    int interval = 1 << random.nextInt(1, 6);
    return new Limits(
        interval,
        interval * random.nextInt(2, 6),
        64,
        100,
        random.nextInt(1, 17),
        64 * KIB,
        16 * KIB,
        16 * KIB,
        millis(200, 2_000));
  }

  private ReplicaTimers timers() {
    Duration status = millis(100, 500);
    return new ReplicaTimers(
        millis(150, 600),
        millis(50, 200),
        random.nextInt(2, 10),
        millis(150, 600),
        millis(200, 1_000),
        status,
        status.multipliedBy(random.nextInt(2, 6)),
        chance(50) ? random.nextInt(0, 64) : 4_096,
        1L << 20);
  }

  private ClientTimers clientTimers() {
    Duration fast = millis(5, 30);
    Duration resend = millis(50, 200);
    return new ClientTimers(
        fast,
        fast.multipliedBy(4),
        resend,
        resend.multipliedBy(2),
        resend.multipliedBy(20),
        millis(500, 5_000));
  }

  private ClientLimits clientLimits() {
    int outstanding = random.nextInt(1, 17);
    return new ClientLimits(
        outstanding,
        random.nextInt(1, outstanding + 1),
        random.nextInt(1, 17),
        256,
        1_000,
        1 << 20);
  }

  private Load load() {
    return new Load(
        random.nextInt(1, 4),
        random.nextInt(1, 4),
        millis(8, 150),
        random.nextInt(1, 5),
        chance(70) ? random.nextInt(0, 60) : 0);
  }

  private Duration millis(int least, int most) {
    return Duration.ofMillis(random.nextInt(least, most));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
