package io.weevil.apps.chaos.verdict;

import io.weevil.apps.chaos.link.RuleCounts;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.apps.chaos.recording.Recording.NodeLine;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the replicas said of themselves, and what was found of them. */
final class GroupChecks {

  /** How lines begin that a correct replica among correct ones never prints. */
  private static final List<String> ALARMS =
      List.of(
          "STATE DIVERGED",
          "NO STATE CAN BE PROVEN",
          "PROVEN FAULTY",
          "the primary is proven faulty",
          "stopped:");

  private GroupChecks() {}

  static Check statesAreEqual(Recording recording) {
    var digests = recording.ending().digests();
    String state = digests.values().stream().findFirst().map(GroupChecks::shortened).orElse("none");
    return Check.of(
        "living replicas have one state",
        digests.size() + " replicas, state " + state,
        recording.ending().stateFaults());
  }

  private static String shortened(Digest digest) {
    return digest.value().toHex().substring(0, 16) + "…";
  }

  static Check noEvidence(Recording recording) {
    List<String> evidence = recording.ending().evidence();
    return Check.of(
        "no replica holds evidence against another",
        evidence.isEmpty() ? "there is none" : evidence.size() + " files",
        evidence);
  }

  /** Nobody ended by itself, or found what it never should. */
  static Check noAlarm(Recording recording) {
    List<String> findings = new ArrayList<>();
    recording
        .ending()
        .fallen()
        .forEach(replica -> findings.add("replica " + replica + " ended by itself"));
    for (NodeLine line : recording.lines()) {
      if (ALARMS.stream().anyMatch(line.text()::startsWith)) {
        findings.add(
            "replica %d at %.1f s: %s".formatted(line.replica(), line.time() / 1e9, line.text()));
      }
    }
    return Check.of(
        "no replica fails or raises an alarm",
        findings.isEmpty() ? "none did" : findings.size() + " did",
        findings);
  }

  static Check viewChanges(Recording recording) {
    int least = recording.scenario().expect().minViewChanges();
    int most = recording.scenario().expect().maxViewChanges();
    long seen = recording.viewChanges();
    String range = least == most ? "" + least : least + " … " + most;
    return Check.that(
        seen >= least && seen <= most,
        "the primary is replaced as often as expected",
        seen + " view changes, expected " + range);
  }

  static Check learners(Recording recording) {
    SortedSet<Integer> learners = new TreeSet<>();
    recording
        .ending()
        .reports()
        .forEach(
            (replica, report) -> {
              if (report.health() == Health.LEARNER) {
                learners.add(replica.index());
              }
            });
    SortedSet<Integer> expected = recording.scenario().expect().learners();
    return Check.that(
        learners.equals(expected),
        "exactly the expected replicas are learners",
        learners.equals(expected) && expected.isEmpty()
            ? "none is"
            : "learners are " + learners + ", expected " + expected);
  }

  static Check tracks(Recording recording) {
    List<String> findings = new ArrayList<>();
    int n = recording.scenario().group().quorums().n();
    Set<Track> expected = recording.scenario().expect().tracks();
    expected.stream()
        .filter(track -> recording.looks().stream().noneMatch(look -> leadsOn(look, n, track)))
        .forEach(track -> findings.add("the primary was never seen on the track " + track));
    return Check.of(
        "the primary was seen on the expected tracks",
        expected.isEmpty() ? "none in particular" : expected.toString(),
        findings);
  }

  private static boolean leadsOn(Look look, int n, Track track) {
    return look.reports().entrySet().stream()
        .anyMatch(e -> leads(e.getKey(), e.getValue(), n) && e.getValue().track() == track);
  }

  private static boolean leads(ReplicaId replica, StatusReport report, int n) {
    return report.view().primary(n).equals(replica);
  }

  /** A rule that met no message, or let all of them alone, shows nothing. */
  static Check rulesMattered(Recording recording) {
    List<String> findings = new ArrayList<>();
    recording
        .rules()
        .forEach(
            (name, counts) -> {
              if (counts.harmed() == 0) {
                findings.add("the rule " + name + " touched no message: " + counts);
              }
            });
    long harmed = recording.rules().values().stream().mapToLong(RuleCounts::harmed).sum();
    return Check.of(
        "every rule touched messages", harmed + " messages were touched by rules", findings);
  }
}
