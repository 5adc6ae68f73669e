package io.weevil.apps.chaos.verdict;

import io.weevil.apps.chaos.link.RuleCounts;
import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Deed;
import io.weevil.apps.chaos.recording.Recording.Ending;
import io.weevil.apps.chaos.recording.Recording.Fault;
import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.apps.chaos.recording.Recording.NodeLine;
import io.weevil.apps.chaos.scenario.Scenario;
import io.weevil.apps.chaos.scenario.ScenarioFile;
import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Recordings made up for tests: a group of four that a rule and a killed primary were done to and
 * that kept its word. What a test changes makes it wrong. Times are given in milliseconds.
 */
public final class Recordings {

  public final List<CallRecord> calls = new ArrayList<>();
  public final List<Look> looks = new ArrayList<>();
  public final List<NodeLine> lines = new ArrayList<>();
  public final List<Fault> faults = new ArrayList<>();
  public final SortedMap<String, RuleCounts> rules = new TreeMap<>();
  public final List<String> stateFaults = new ArrayList<>();
  public final List<String> evidence = new ArrayList<>();
  public final SortedSet<Integer> fallen = new TreeSet<>();
  public SortedMap<ReplicaId, StatusReport> last = new TreeMap<>();
  private final String expect;

  /**
   * @param expect what the scenario expects, as it says it
   */
  public Recordings(String expect) {
    this.expect = expect;
    faults.add(new Fault(Deed.RULE, "lossy", "lose 10 %", millis(1_000), millis(2_000)));
    faults.add(new Fault(Deed.KILL, "0", "replica 0 is killed", millis(2_500), millis(2_500)));
    rules.put("lossy", new RuleCounts(900, Map.of("drop", 91L)));
    lines.add(new NodeLine(millis(2_800), 1, "no confidence in the primary of v0: <why>"));
    for (int time = 0; time < 6_000; time += 100) {
      looks.add(new Look(millis(time), reports(time < 3_000 ? 0 : 1, time >= 2_500)));
    }
    last = reports(1, true);
    for (int i = 0; i < 40; i++) {
      done("a", put("x", "v" + i), new KeyValueResult.Done(), i * 100L, i * 100L + 20);
      done("b", get("x"), value("v" + i), i * 100L + 30, i * 100L + 50);
    }
    done(Recording.OBSERVER, get("x"), value("v39"), 5_000, 5_010);
  }

  private static SortedMap<ReplicaId, StatusReport> reports(long view, boolean withoutFirst) {
    SortedMap<ReplicaId, StatusReport> reports = new TreeMap<>();
    for (int i = withoutFirst ? 1 : 0; i < 4; i++) {
      reports.put(new ReplicaId(i), report(view, Track.SPECULATIVE, Health.WELL));
    }
    return reports;
  }

  public static StatusReport report(long view, Track track, Health health) {
    Slot slot = new Slot(view * 100 + 7);
    return new StatusReport(
        1, new View(view), track, slot, slot, slot, slot, slot, Digests.of(Bytes.EMPTY), health);
  }

  public static KeyValueOperation put(String key, String value) {
    return new KeyValueOperation.Put(key, Bytes.utf8(value));
  }

  public static KeyValueOperation get(String key) {
    return new KeyValueOperation.Get(key);
  }

  public static KeyValueOperation swap(String key, @Nullable String expected, String value) {
    return new KeyValueOperation.CompareAndSet(
        key, expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value));
  }

  public static KeyValueResult value(String value) {
    return new KeyValueResult.Value(Bytes.utf8(value));
  }

  public void done(
      String caller, KeyValueOperation operation, KeyValueResult result, long called, long ended) {
    Answer answer = new Answer.Done(result, Grade.SPECULATIVE, new Slot(1));
    calls.add(new CallRecord(caller, operation, millis(called), millis(ended), answer));
  }

  public void ended(
      String caller, KeyValueOperation operation, Answer answer, long called, long ended) {
    calls.add(new CallRecord(caller, operation, millis(called), millis(ended), answer));
  }

  public void open(String caller, KeyValueOperation operation, long called) {
    calls.add(new CallRecord(caller, operation, millis(called), -1, null));
  }

  public static long millis(long time) {
    return time * 1_000_000;
  }

  public Recording recording() {
    SortedMap<ReplicaId, Digest> digests = new TreeMap<>();
    last.keySet().forEach(replica -> digests.put(replica, Digests.of(Bytes.EMPTY)));
    Ending ending =
        new Ending(digests, stateFaults, evidence, fallen, last, new Recording.Machine(1.5, 2));
    return new Recording(scenario(), calls, looks, lines, faults, rules, millis(5_000), ending);
  }

  private Scenario scenario() {
    try {
      Path file = Files.createTempFile("made-up", ".conf");
      Files.writeString(
          file,
          "# It shows <nothing> & \"all\".\n"
              + "chaos { seed = 1, duration = 5s, expect { min-answered = 80, min-view-changes = 1,"
              + " max-view-changes = 1, calls-end-within = 2s, "
              + expect
              + " } }\n");
      Scenario scenario = ScenarioFile.load(file);
      Files.delete(file);
      return scenario;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
