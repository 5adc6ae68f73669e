package io.weevil.testkit.swarm;

import io.weevil.engine.group.RequestAuthentication;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that a run does: with the seed of its small chances, all that it depends on.
 *
 * @param busy how long clients make calls and things go wrong; then all faults end
 * @param latency what a message takes at least; up to four times as long
 */
public record Plan(
    long seed,
    Profile profile,
    SimulationSettings settings,
    Load load,
    Duration busy,
    Duration latency,
    List<Incident> incidents) {

  public Plan {
    incidents = List.copyOf(incidents);
  }

  /** The same with other incidents. */
  public Plan with(List<Incident> others) {
    return new Plan(seed, profile, settings, load, busy, latency, others);
  }

  /** The same with another load. */
  public Plan with(Load other) {
    return new Plan(seed, profile, settings, other, busy, latency, incidents);
  }

  /** The same, busy for another time. */
  public Plan with(Duration otherBusy) {
    return new Plan(seed, profile, settings, load, otherBusy, latency, incidents);
  }

  /** The replicas that count as faulty in the end, for whatever reason. */
  public Set<Integer> faulty() {
    Set<Integer> faulty = new TreeSet<>();
    for (Incident incident : incidents) {
      switch (incident.fault()) {
        case Fault.Crash crash -> faulty.add(crash.replica());
        case Fault.Amnesia amnesia -> faulty.add(amnesia.replica());
        case Fault.Misconduct lie -> faulty.add(lie.replica());
        case Fault.Pause f -> {}
        case Fault.Slowness f -> {}
        case Fault.ClockSkew f -> {}
        case Fault.Storm f -> {}
        case Fault.Partition f -> {}
        case Fault.Muting f -> {}
        case Fault.CutLink f -> {}
        case Fault.Estrangement f -> {}
        case Fault.Throttle f -> {}
        case Fault.Malice f -> {}
      }
    }
    return faulty;
  }

  /**
   * Whether the protocol promises that calls end once all faults have: at most f replicas are
   * faulty, and no client goes on dividing them. What a client has divided a view change resolves,
   * so one that ends takes nothing away.
   */
  public boolean isLive() {
    return faulty().size() <= settings.quorums().f() && !staysDivided();
  }

  /**
   * Whether all logs become equally long once faults have stopped. A slot whose request only some
   * replicas can verify may stay half accepted until somebody calls, and a view change ends it; and
   * while a malicious client goes on, some replica is always a slot ahead.
   */
  public boolean evensOut() {
    return dividing().findAny().isEmpty()
        && malice().noneMatch(Fault.Malice::forGood)
        && !spoilsVectors();
  }

  /** One MAC of a vector may be spoilt on the way, and the primary's own be good. */
  private boolean spoilsVectors() {
    return settings.authentication() == RequestAuthentication.MAC
        && incidents.stream()
            .anyMatch(i -> i.fault() instanceof Fault.Storm storm && storm.spoilt() > 0);
  }

  private boolean staysDivided() {
    return dividing().anyMatch(Fault.Malice::forGood);
  }

  /** A signature is good for all replicas or for none; a vector of MACs need not be. */
  private Stream<Fault.Malice> dividing() {
    return malice()
        .filter(malice -> malice.conduct().dividesReplicas())
        .filter(malice -> settings.authentication() == RequestAuthentication.MAC);
  }

  private Stream<Fault.Malice> malice() {
    return incidents.stream()
        .map(Incident::fault)
        .filter(Fault.Malice.class::isInstance)
        .map(Fault.Malice.class::cast);
  }

  /** For people. */
  public String words() {
    return "f = %d, c = %d, %s, track %s, K = %d, %d clients with %d callers, %d ms busy"
        .formatted(
            settings.quorums().f(),
            settings.quorums().c(),
            settings.authentication(),
            settings.track().mode(),
            settings.limits().checkpointInterval(),
            load.clients(),
            load.callers(),
            busy.toMillis());
  }
}
