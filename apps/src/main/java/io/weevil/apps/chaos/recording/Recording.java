package io.weevil.apps.chaos.recording;

import io.weevil.apps.chaos.link.RuleCounts;
import io.weevil.apps.chaos.scenario.Scenario;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that was seen of one scenario. Times are nanoseconds since the load began; what came
 * before is negative.
 *
 * @param calls of the load, and the reads that were made after its end
 * @param looks in order of time
 * @param lines that the nodes printed
 * @param faults in the order in which they began
 * @param rules what each rule did, by its name
 * @param loadEnd when no further calls were made
 * @param ending what was found when all was over
 */
public record Recording(
    Scenario scenario,
    List<CallRecord> calls,
    List<Look> looks,
    List<NodeLine> lines,
    List<Fault> faults,
    SortedMap<String, RuleCounts> rules,
    long loadEnd,
    Ending ending) {

  /** Who reads every key when all is over. */
  public static final String OBSERVER = "observer";

  public Recording {
    calls = List.copyOf(calls);
    looks = List.copyOf(looks);
    lines = List.copyOf(lines);
    faults = List.copyOf(faults);
    rules = new TreeMap<>(rules);
  }

  /** How the replicas said that they were; who did not answer is missing. */
  public record Look(long time, SortedMap<ReplicaId, StatusReport> reports) {
    public Look {
      reports = new TreeMap<>(reports);
    }
  }

  /**
   * How busy the machine was: on one that is, everything takes longer.
   *
   * @param load processes that ran or wanted to, over the last minute; negative if it is not known
   */
  public record Machine(double load, int processors) {

    /** As it is now. */
    public static Machine now() {
      OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
      return new Machine(system.getSystemLoadAverage(), system.getAvailableProcessors());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "load %.0f on %d processors", Math.max(0, load), processors);
    }
  }

  /** A line that a node printed. */
  public record NodeLine(long time, int replica, String text) {}

  /** What is done to a group. */
  public enum Deed {
    RULE,
    PAUSE,
    KILL,
    RESTART
  }

  /**
   * A fault.
   *
   * @param what in words
   * @param name the rule's; of a signal, the replica's number
   * @param from when it began
   * @param to when it ended; of a kill and of a restart when it was done
   */
  public record Fault(Deed deed, String name, String what, long from, long to) {}

  /**
   * What was found when all was over.
   *
   * @param digests of the living replicas' states at one slot
   * @param stateFaults why these are not all equal; empty when they are
   * @param evidence in words, one for each file
   * @param fallen replicas that ended by themselves
   * @param reports how the replicas said last that they are
   * @param machine on which it all ran
   */
  public record Ending(
      SortedMap<ReplicaId, Digest> digests,
      List<String> stateFaults,
      List<String> evidence,
      SortedSet<Integer> fallen,
      SortedMap<ReplicaId, StatusReport> reports,
      Machine machine) {
    public Ending {
      digests = new TreeMap<>(digests);
      stateFaults = List.copyOf(stateFaults);
      evidence = List.copyOf(evidence);
      fallen = new TreeSet<>(fallen);
      reports = new TreeMap<>(reports);
    }
  }

  /** When the last fault had ended; 0 when there was none. */
  public long lastFaultEnd() {
    return faults.stream().mapToLong(Fault::to).max().orElse(0);
  }

  /** Views beyond that of the first look that a replica was seen in. */
  public long viewChanges() {
    List<StatusReport> all = new ArrayList<>(ending.reports().values());
    looks.forEach(look -> all.addAll(look.reports().values()));
    return highest(all).number() - firstView().number();
  }

  /** In which the group was when the load began. */
  public View firstView() {
    return looks.isEmpty() ? View.ZERO : highest(looks.get(0).reports().values());
  }

  private static View highest(Collection<StatusReport> reports) {
    return reports.stream()
        .map(StatusReport::view)
        .max(Comparator.naturalOrder())
        .orElse(View.ZERO);
  }

  /** Calls of the load: those of the observer are not among them. */
  public List<CallRecord> loadCalls() {
    return calls.stream().filter(call -> !call.caller().equals(OBSERVER)).toList();
  }

  /** What the observer read of each key when all was over. */
  public Map<String, CallRecord> finalReads() {
    Map<String, CallRecord> reads = new TreeMap<>();
    calls.stream()
        .filter(call -> call.caller().equals(OBSERVER))
        .forEach(call -> reads.put(call.key(), call));
    return reads;
  }
}
