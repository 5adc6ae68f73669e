package io.weevil.testkit.swarm;

import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.adversary.Adversary;
import io.weevil.testkit.adversary.Conspiracy;
import io.weevil.testkit.adversary.Deeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets incidents begin and end. */
final class Caretaker {

  private final ActorGroup group;
  private final Weather weather;
  private final Tally tally;
  private final List<Fault> going = new ArrayList<>();
  private final Conspiracy conspiracy;
  private final Map<Fault.Misconduct, Deeds> deeds = new LinkedHashMap<>();
  private final Map<Fault.Malice, Deeds> clientDeeds = new LinkedHashMap<>();

  Caretaker(ActorGroup group, Weather weather, Tally tally) {
    this.group = group;
    this.weather = weather;
    this.tally = tally;
    this.conspiracy = new Conspiracy(group.configuration());
  }

  void plan(List<Incident> incidents) {
    for (Incident incident : incidents) {
      group.time().after(incident.from(), () -> begin(incident.fault()));
      group.time().after(incident.until(), () -> end(incident.fault()));
    }
  }

  /** Whatever goes on ends. */
  void endAll() {
    List.copyOf(going).forEach(this::end);
  }

  private void begin(Fault fault) {
    going.add(fault);
    tally.count(fault.kind());
    switch (fault) {
      case Fault.Crash crash -> group.crash(crash.replica());
      case Fault.Amnesia amnesia -> {
        group.crash(amnesia.replica());
        group.loseDisk(amnesia.replica());
      }
      case Fault.Pause pause -> group.pause(pause.replica());
      case Fault.Slowness slow -> group.slowDown(slow.replica(), slow.step());
      case Fault.ClockSkew skew -> group.skewClock(skew.replica(), skew.ahead());
      case Fault.Misconduct lie -> corrupt(lie);
      case Fault.Malice malice -> letLoose(malice);
      case Fault.Storm f -> weather.begin(f);
      case Fault.Partition f -> weather.begin(f);
      case Fault.Muting f -> weather.begin(f);
      case Fault.CutLink f -> weather.begin(f);
      case Fault.Estrangement f -> weather.begin(f);
      case Fault.Throttle f -> weather.begin(f);
    }
  }

  private void end(Fault fault) {
    if (!going.remove(fault)) {
      return;
    }
    switch (fault) {
      case Fault.Crash crash -> {
        if (crash.restarts()) {
          restart(crash.replica());
        }
      }
      case Fault.Amnesia amnesia -> restart(amnesia.replica());
      case Fault.Pause pause -> group.resume(pause.replica());
      case Fault.Slowness slow -> group.slowDown(slow.replica(), Duration.ZERO);
      case Fault.ClockSkew skew -> group.skewClock(skew.replica(), Duration.ZERO);
      case Fault.Misconduct lie -> {}
      case Fault.Malice malice -> {} // it asks before each deed whether its time is over
      case Fault.Storm f -> weather.end(f);
      case Fault.Partition f -> weather.end(f);
      case Fault.Muting f -> weather.end(f);
      case Fault.CutLink f -> weather.end(f);
      case Fault.Estrangement f -> weather.end(f);
      case Fault.Throttle f -> weather.end(f);
    }
  }

  /** There is no third twin. */
  private void corrupt(Fault.Misconduct lie) {
    boolean another =
        deeds.keySet().stream()
            .anyMatch(l -> l.replica() == lie.replica() && l.adversary() == Adversary.TWINS);
    if (another && lie.adversary() == Adversary.TWINS) {
      return;
    }
    deeds.put(
        lie,
        lie.adversary()
            .corrupt(group, lie.replica(), lie.seed(), lie.percent() / 100.0, conspiracy));
  }

  private void letLoose(Fault.Malice malice) {
    Deeds done =
        malice
            .conduct()
            .start(
                group,
                malice.name(),
                malice.seed(),
                malice.percent() / 100.0,
                conspiracy,
                Crowd::hostileWish,
                () -> !malice.forGood() && !going.contains(malice));
    clientDeeds.put(malice, done);
  }

  /** What Byzantine replicas and malicious clients have done is counted: call it at the end. */
  void tallyDeeds() {
    deeds.forEach((lie, done) -> tally.count(lie.adversary().name(), done.total()));
    clientDeeds.forEach(
        (malice, done) -> tally.count("client " + malice.conduct().name(), done.total()));
  }

  private void restart(int replica) {
    if (!group.isUp(replica)) {
      group.restart(replica);
    }
  }
}
