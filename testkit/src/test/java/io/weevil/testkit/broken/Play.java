package io.weevil.testkit.broken;

import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.COMMIT_CERTIFICATE;
import static io.weevil.engine.message.MessageKind.LOCAL_COMMIT;
import static io.weevil.engine.message.MessageKind.NEW_VIEW;
import static io.weevil.engine.message.MessageKind.NO_CONFIDENCE;
import static io.weevil.engine.message.MessageKind.PREPARE;
import static io.weevil.engine.message.MessageKind.SPEC_RESPONSE;
import static io.weevil.engine.message.MessageKind.VIEW_CHANGE;

import io.weevil.engine.group.Limits;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.LyingPrimary;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.linearizability.Registers;
import io.weevil.testkit.linearizability.Registers.Get;
import io.weevil.testkit.linearizability.Registers.Operation;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.monitor.Monitors;
import io.weevil.testkit.monitor.Violation;
import io.weevil.testkit.simulation.SimulatedSignatures;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import io.weevil.testkit.world.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A group of four, one {@link Schedule}, one seed, and the monitors. */
public final class Play implements AutoCloseable {

  /** Small, so that checkpoints and the window's end come soon. */
  private static final Limits SMALL =
      new Limits(8, 32, 64, 100, 4, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  private static final Duration TICK = Duration.ofMillis(5);
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int CALLERS = 3;

  private final Schedule schedule;
  private final SplittableRandom random;
  private final SplittableRandom network;
  final ActorGroup group;
  final Monitors monitors;
  private final List<Caller> callers = new ArrayList<>();
  private int unlucky;

  private Play(Schedule schedule, long seed) {
    this.schedule = schedule;
    this.random = new SplittableRandom(seed);
    this.network = random.split();
    this.group =
        new ActorGroup(
            settings(schedule, random),
            seed,
            jitter(),
            RegisterService::new,
            Order.seeded(seed),
            new SimulatedSignatures());
    this.monitors = Monitors.watch(group);
  }

  private static SimulationSettings settings(Schedule schedule, SplittableRandom random) {
    SimulationSettings all = SimulationSettings.of(1, 0).with(SMALL);
    return switch (schedule) {
      case AGREED -> all.with(TrackGovernor.Mode.AGREED);
      case LYING_PRIMARY ->
          all.with(
              random.nextBoolean() ? TrackGovernor.Mode.AGREED : TrackGovernor.Mode.SPECULATIVE);
      case SLOW_COMMITS, NO_COMMITS ->
          all.with(TrackGovernor.Mode.SPECULATIVE).with(patient(ReplicaTimers.DEFAULT));
      case OLD_CERTIFICATE, OLD_SPECULATION, LATE_CERTIFICATE ->
          all.with(TrackGovernor.Mode.SPECULATIVE);
      default -> random.nextBoolean() ? all : all.with(TrackGovernor.Mode.SPECULATIVE);
    };
  }

  /** All but the request timer may take a minute. */
  private static ReplicaTimers patient(ReplicaTimers t) {
    Duration minute = Duration.ofMinutes(1);
    return new ReplicaTimers(
        t.requestTimer(),
        t.holeTimer(),
        1_000,
        minute,
        t.newViewTimer(),
        t.statusPeriod(),
        t.silentAfter(),
        t.archiveSlots(),
        t.archiveBytes());
  }

  /** Every message takes 1 to 4 ms, so that some overtake others. */
  Link jitter() {
    return (from, to, wire) -> List.of(new Link.Delivery(to, wire, delay()));
  }

  private Duration delay() {
    return Duration.ofNanos(network.nextLong(1_000_000, 4_000_000));
  }

  private Link lossy(double lost, double doubled) {
    Link usual = jitter();
    return (from, to, wire) -> {
      double fate = network.nextDouble();
      List<Link.Delivery> once = usual.carry(from, to, wire);
      if (fate < lost) {
        return List.of();
      }
      return fate < lost + doubled
          ? List.of(once.get(0), new Link.Delivery(to, wire, delay().multipliedBy(3)))
          : once;
    };
  }

  /**
   * What monitors find, each as its invariant's name and words for people. Called by reflection.
   */
  public static String[] findings(String schedule, long seed) {
    try (Play play = new Play(Schedule.valueOf(schedule), seed)) {
      play.act();
      play.end();
      return play.monitors.violations().stream()
          .map(v -> v.invariant().name() + " " + v)
          .toArray(String[]::new);
    }
  }

  private void act() {
    switch (schedule) {
      case OLD_CERTIFICATE -> new Traps(this).oldCertificate();
      case OLD_SPECULATION -> new Traps(this).oldSpeculation();
      case LATE_CERTIFICATE -> new Traps(this).lateCertificate();
      case CALM, AGREED -> {
        meet();
        load(600);
      }
      case LOSSY -> {
        meet();
        group.use(lossy(0.1, 0.1));
        load(1_000);
      }
      case CUT_OFF -> cutOff();
      case DEAD_PRIMARY -> deadPrimary();
      case PAUSED_PRIMARIES -> pausedPrimaries();
      case LONG_CHANGE -> longChange();
      case DEAF_START -> deafStart();
      case FOUR_VIEWS -> fourViews();
      case LYING_PRIMARY -> lyingPrimary();
      case NO_COMMITS -> {
        meet();
        group.use(without(PREPARE, COMMIT));
        load(800);
      }
      case SLOW_COMMITS -> slowCommits();
    }
  }

  Link without(MessageKind... kinds) {
    Set<MessageKind> lost = Set.of(kinds);
    Link usual = jitter();
    return (from, to, wire) -> lost.contains(wire.kind()) ? List.of() : usual.carry(from, to, wire);
  }

  /** Two clients, who are introduced. */
  private void meet() {
    for (int i = 0; i < 2; i++) {
      ActorClient client = group.newClient();
      for (int j = 0; j < CALLERS; j++) {
        callers.add(client.newCaller());
      }
    }
    group.pass(Duration.ofMillis(20));
  }

  /** Everybody calls, thinks a little and calls again, for so many milliseconds. */
  private void load(int millis) {
    Duration end = group.time().elapsed().plusMillis(millis);
    while (group.time().elapsed().compareTo(end) < 0 && monitors.violations().isEmpty()) {
      for (Caller caller : callers) {
        if (!caller.isWaiting() && random.nextInt(6) == 0) {
          call(caller);
        }
      }
      group.pass(TICK);
    }
  }

  private void call(Caller caller) {
    String key = random.nextBoolean() ? "x" : "y";
    switch (random.nextInt(4)) {
      case 0 -> caller.read(RegisterService.encode(new Get(key)));
      case 1 -> caller.call(RegisterService.encode(new Get(key)));
      default ->
          caller.call(
              RegisterService.encode(new Put(key, caller.name() + "." + caller.calls().size())));
    }
  }

  private void cutOff() {
    meet();
    load(random.nextInt(20, 300));
    unlucky = random.nextInt(1, 4);
    group.use(jitter().without(group.address(unlucky)));
    load(random.nextInt(200, 600));
    group.use(jitter());
    load(200);
  }

  private void deadPrimary() {
    meet();
    group.use(lossy(0.05, 0));
    load(random.nextInt(50, 300));
    group.crash(0);
    load(1_500);
  }

  private void pausedPrimaries() {
    meet();
    group.use(lossy(0.03, 0.03));
    for (int primary = 0; primary < 3; primary++) {
      load(random.nextInt(30, 200));
      group.pause(primary);
      load(random.nextInt(500, 1_200));
      if (random.nextBoolean()) {
        group.resume(primary);
      } else {
        group.pause((primary + 1) % 4);
        load(1_000);
        group.resume(primary);
        group.resume((primary + 1) % 4);
      }
    }
  }

  /** Callers come to hold votes for a certificate; then the view ends, and the next one is late. */
  private void longChange() {
    meet();
    load(random.nextInt(20, 100));
    unlucky = 3;
    group.use(lost(EnumSet.of(PREPARE, COMMIT, COMMIT_CERTIFICATE, NEW_VIEW)));
    load(300);
    group.runUntil(this::isLeft, Duration.ofSeconds(5));
    for (int i = 0; i < 3; i++) {
      callers.add(group.newClient().newCaller());
    }
    group.use(lost(EnumSet.of(NEW_VIEW)));
    load(random.nextInt(600, 900));
    group.use(lost(EnumSet.noneOf(MessageKind.class)));
    load(500);
  }

  private boolean isLeft() {
    return group.witnesses().stream()
        .skip(1)
        .noneMatch(w -> w.events(Event.ViewLeft.class).isEmpty());
  }

  /**
   * Neither these kinds arrive, nor what would end calls but for speculative replies, of which some
   * lack; nor does the primary hear that it is to go.
   */
  private Link lost(Set<MessageKind> kinds) {
    Link usual = jitter();
    WireCodec codec = new WireCodec(group.configuration().limits(), group.configuration().n());
    return (from, to, wire) -> {
      boolean deaf =
          to.equals(group.address(0))
              && (wire.kind() == NO_CONFIDENCE || wire.kind() == VIEW_CHANGE)
              && kinds.contains(NEW_VIEW);
      boolean ends =
          wire.kind() == LOCAL_COMMIT
              || (wire.kind() == SPEC_RESPONSE
                  && (from.equals(group.address(unlucky))
                      || !(codec.decode(wire.kind(), wire.body()) instanceof SpecResponse reply)
                      || reply.grade() != Grade.SPECULATIVE));
      return deaf || ends || kinds.contains(wire.kind()) ? List.of() : usual.carry(from, to, wire);
    };
  }

  private void deafStart() {
    meet();
    load(100);
    group.crash(0);
    group.use(without(NO_CONFIDENCE));
    load(300);
    group.runUntil(this::hasLostConfidence, Duration.ofSeconds(10));
    group.use(jitter());
  }

  private boolean hasLostConfidence() {
    return group.witnesses().stream()
        .skip(1)
        .noneMatch(w -> w.events(Event.NoConfidenceSigned.class).isEmpty());
  }

  /** What r0 orders last in view 0 nobody else knows of; view 4 is r0's again. */
  private void fourViews() {
    meet();
    load(random.nextInt(50, 200));
    group.use(untilViewFour());
    load(300);
    group.runUntil(() -> isAimedAt(4), Duration.ofSeconds(20));
    load(1_000);
  }

  private boolean isAimedAt(long view) {
    return group.witnesses().stream()
        .allMatch(
            w ->
                w.events(Event.ViewLeft.class).stream().anyMatch(e -> e.target().number() >= view));
  }

  /** Nor does r0 show what it has accepted to those who lead before. */
  private Link untilViewFour() {
    Link usual = jitter();
    WireCodec codec = new WireCodec(group.configuration().limits(), group.configuration().n());
    return (from, to, wire) -> {
      boolean lost =
          switch (codec.decode(wire.kind(), wire.body())) {
            case OrderReq m ->
                m.header().header().view().equals(View.ZERO) && !to.equals(group.address(1));
            case NewView m -> m.view().number() < 4;
            case ViewChange m -> m.view().number() < 4 && from.equals(group.address(0));
            case WireMessage other -> false;
          };
      return lost ? List.of() : usual.carry(from, to, wire);
    };
  }

  private void lyingPrimary() {
    meet();
    group.corrupt(0, LyingPrimary.equivocating(Set.of(new ReplicaId(random.nextInt(1, 4)))));
    group.use(lossy(0.02, 0.02));
    load(1_200);
  }

  /** As long as all are in view 0, votes are late and one replica is cut off. */
  private void slowCommits() {
    meet();
    unlucky = random.nextInt(1, 4);
    Link usual = jitter();
    Link early = without(PREPARE, COMMIT, COMMIT_CERTIFICATE).without(group.address(unlucky));
    group.use((from, to, wire) -> (isInViewZero() ? early : usual).carry(from, to, wire));
    load(300);
    monitors.atEnd(BOUND);
  }

  private boolean isInViewZero() {
    return group.witnesses().stream().allMatch(w -> w.view().equals(View.ZERO));
  }

  private void end() {
    group.use(timely());
    for (int i = 0; i < group.configuration().n(); i++) {
      group.resume(i);
    }
    if (monitors.violations().isEmpty()) {
      monitors.atEnd(BOUND);
    }
    List<Violation> found = monitors.violations();
    if (found.isEmpty()) {
      monitors.onHistory(
          new Registers(), RegisterService::decode, RegisterService::decodeResult, Operation::key);
    }
  }

  /** Timely, and yet a faulty replica's VIEW-CHANGE may always come before the others'. */
  private Link timely() {
    Link usual = jitter();
    if (schedule != Schedule.LATE_CERTIFICATE) {
      return usual;
    }
    return (from, to, wire) ->
        wire.kind() == VIEW_CHANGE && !from.equals(group.address(0))
            ? List.of(new Link.Delivery(to, wire, delay().plus(TICK.multipliedBy(3))))
            : usual.carry(from, to, wire);
  }

  @Override
  public void close() {
    group.close();
  }
}
