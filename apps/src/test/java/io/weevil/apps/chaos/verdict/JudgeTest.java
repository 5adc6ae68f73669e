package io.weevil.apps.chaos.verdict;

import static io.weevil.apps.chaos.verdict.Recordings.get;
import static io.weevil.apps.chaos.verdict.Recordings.put;
import static io.weevil.apps.chaos.verdict.Recordings.swap;
import static io.weevil.apps.chaos.verdict.Recordings.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.chaos.link.RuleCounts;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.apps.chaos.recording.Recording.NodeLine;
import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Track;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check, on a recording that it must refuse and that no other check minds. */
class JudgeTest {

  private static final String LINEARIZABLE = "calls are linearizable, reads included";
  private static final String READABLE = "every acknowledged write is readable";
  private static final String STATES = "living replicas have one state";
  private static final String EVIDENCE = "no replica holds evidence against another";
  private static final String ALARM = "no replica fails or raises an alarm";
  private static final String IN_TIME = "every call ends in time";
  private static final String OUTCOMES = "callers are told what became of their calls";
  private static final String ANSWERS = "enough calls are answered, and fast enough";
  private static final String VIEWS = "the primary is replaced as often as expected";
  private static final String TRACKS = "the primary was seen on the expected tracks";
  private static final String LEARNERS = "exactly the expected replicas are learners";
  private static final String RULES = "every rule touched messages";

  private static final KeyValueResult DONE = new KeyValueResult.Done();
  private static final KeyValueResult ABSENT = new KeyValueResult.Absent();

  private final Recordings group = new Recordings("");

  @Test
  void aGroupThatKeepsItsWordPasses() {
    assertThat(failed(group)).isEmpty();
    assertThat(Judge.judge(group.recording()).checks()).hasSize(12);
  }

  @Test
  void aStaleReadIsFound() {
    group.done("c", get("x"), value("v3"), 2_000, 2_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE);
    assertThat(findings(group)).singleElement().asString().contains("x:", "left over", "get x");
  }

  @Test
  void aReadThatGoesBackIsFoundEvenWhileTheWriteIsUnderWay() {
    group.done("a", put("y", "1"), DONE, 0, 10);
    group.done("a", put("y", "2"), DONE, 100, 200);
    group.done("b", get("y"), value("2"), 110, 120);
    group.done("c", get("y"), value("1"), 130, 140);
    group.done(Recording.OBSERVER, get("y"), value("2"), 5_000, 5_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE);
  }

  @Test
  void readsWhileAWriteIsUnderWayMaySeeEither() {
    group.done("a", put("y", "1"), DONE, 0, 200);
    group.done("b", get("y"), ABSENT, 10, 20);
    group.done("b", get("y"), value("1"), 30, 40);
    group.done(Recording.OBSERVER, get("y"), value("1"), 5_000, 5_010);
    assertThat(failed(group)).isEmpty();
  }

  @Test
  void aSwapThatSucceededTwiceIsFound() {
    group.done("a", swap("y", null, "1"), DONE, 0, 10);
    group.done("b", swap("y", null, "2"), DONE, 20, 30);
    group.done(Recording.OBSERVER, get("y"), value("2"), 5_000, 5_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE);
  }

  @Test
  void aSwapThatWasToldAnotherValueThanThereWasIsFound() {
    group.done("a", swap("y", null, "1"), DONE, 0, 10);
    group.done("b", swap("y", "7", "2"), new KeyValueResult.Mismatch(Bytes.utf8("3")), 20, 30);
    group.done(Recording.OBSERVER, get("y"), value("1"), 5_000, 5_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE);
  }

  @Test
  void aWriteOfUnknownFateMayHaveHappenedOrNot() {
    Recordings tolerant = new Recordings("max-unknown = 2");
    Answer unknown = new Answer.Unknown("who knows");
    tolerant.ended("a", put("y", "1"), unknown, 0, 10);
    tolerant.done("b", get("y"), ABSENT, 20, 30);
    tolerant.done("b", get("y"), value("1"), 40, 50);
    tolerant.ended("a", put("z", "1"), unknown, 100, 110);
    tolerant.done(Recording.OBSERVER, get("y"), value("1"), 5_000, 5_010);
    tolerant.done(Recording.OBSERVER, get("z"), ABSENT, 5_000, 5_010);
    assertThat(failed(tolerant)).isEmpty();
  }

  @Test
  void aWriteOfUnknownFateHappensOnceAtMost() {
    Recordings tolerant = new Recordings("max-unknown = 1");
    tolerant.ended("a", put("y", "1"), new Answer.Unknown("who knows"), 0, 10);
    tolerant.done("b", get("y"), value("1"), 20, 30);
    tolerant.done("b", put("y", "2"), DONE, 40, 50);
    tolerant.done("b", get("y"), value("1"), 60, 70);
    tolerant.done(Recording.OBSERVER, get("y"), value("2"), 5_000, 5_010);
    assertThat(failed(tolerant)).containsExactly(LINEARIZABLE);
  }

  @Test
  void aRefusedWriteMustNotHaveHappened() {
    group.ended("a", put("y", "1"), new Answer.Rejected("full"), 0, 10);
    group.done("b", get("y"), value("1"), 20, 30);
    assertThat(failed(group)).containsExactly(LINEARIZABLE, OUTCOMES);
  }

  @Test
  void anAcknowledgedWriteThatIsGoneIsFound() {
    group.done("a", put("y", "1"), DONE, 0, 10);
    group.done(Recording.OBSERVER, get("y"), ABSENT, 5_000, 5_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE, READABLE);
  }

  @Test
  void anAcknowledgedWriteThatIsOverwrittenByAnEarlierOneIsFound() {
    group.done("a", put("y", "1"), DONE, 0, 10);
    group.done("b", put("y", "2"), DONE, 20, 30);
    group.done(Recording.OBSERVER, get("y"), value("1"), 5_000, 5_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE, READABLE);
  }

  @Test
  void aValueThatNobodyWroteIsFound() {
    group.done("a", put("y", "1"), DONE, 0, 10);
    group.done(Recording.OBSERVER, get("y"), value("9"), 5_000, 5_010);
    assertThat(failed(group)).containsExactly(LINEARIZABLE, READABLE);
  }

  @Test
  void aKeyThatCannotBeReadAtTheEndIsFound() {
    Recordings tolerant = new Recordings("max-unknown = 1");
    tolerant.done("a", put("y", "1"), DONE, 0, 10);
    tolerant.ended(Recording.OBSERVER, get("y"), new Answer.Unknown("too late"), 5_000, 5_010);
    assertThat(failed(tolerant)).containsExactly(READABLE);
  }

  @Test
  void aKeyThatWasNotReadAtTheEndIsFound() {
    group.done("a", put("y", "1"), DONE, 0, 10);
    assertThat(failed(group)).containsExactly(READABLE);
  }

  @Test
  void aCallThatEndsTooLateAfterTheLastFaultIsFound() {
    group.done("c", get("nothing"), ABSENT, 0, 4_501);
    assertThat(failed(group)).containsExactly(IN_TIME);
  }

  @Test
  void aCallMayWaitWhileFaultsGoOn() {
    group.done("c", get("nothing"), ABSENT, 0, 4_499);
    assertThat(failed(group)).isEmpty();
  }

  @Test
  void aCallMadeAfterTheFaultsMustEndInTimeToo() {
    group.done("c", get("nothing"), ABSENT, 4_000, 6_001);
    assertThat(failed(group)).containsExactly(IN_TIME);
  }

  @Test
  void aCallThatNeverEndsIsFound() {
    group.open("c", get("nothing"), 10);
    assertThat(failed(group)).containsExactly(IN_TIME);
    assertThat(findings(group)).singleElement().asString().contains("no answer");
  }

  @Test
  void aCallThatEndsInDoubtIsFound() {
    group.ended("c", get("nothing"), new Answer.Unknown("too late"), 0, 10);
    assertThat(failed(group)).containsExactly(OUTCOMES);
    assertThat(findings(group)).singleElement().asString().contains("too late");
  }

  @Test
  void aCallThatIsRefusedIsFound() {
    group.ended("c", get("nothing"), new Answer.Failed("no"), 0, 10);
    assertThat(failed(group)).containsExactly(OUTCOMES);
  }

  @Test
  void statesThatDifferAreFound() {
    group.stateFaults.add("they differ");
    assertThat(failed(group)).containsExactly(STATES);
  }

  @Test
  void evidenceIsFound() {
    group.evidence.add("r2 voted twice");
    assertThat(failed(group)).containsExactly(EVIDENCE);
  }

  @Test
  void aReplicaThatEndsByItselfIsFound() {
    group.fallen.add(2);
    assertThat(failed(group)).containsExactly(ALARM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STATE DIVERGED at s3: mine is …",
        "NO STATE CAN BE PROVEN at s3: …",
        "PROVEN FAULTY: r1, conflicting votes; …",
        "the primary is proven faulty: it signed two histories …",
        "stopped: a role failed"
      })
  void anAlarmIsFound(String line) {
    group.lines.add(new NodeLine(1, 2, line));
    assertThat(failed(group)).containsExactly(ALARM);
  }

  @Test
  void moreAndFewerViewChangesThanExpectedAreFound() {
    group.looks.add(
        new Look(
            Recordings.millis(4_000),
            new TreeMap<>(
                Map.of(new ReplicaId(2), Recordings.report(2, Track.SPECULATIVE, Health.WELL)))));
    assertThat(failed(group)).containsExactly(VIEWS);
    Recordings still = new Recordings("");
    still.looks.clear();
    still.last.replaceAll((r, report) -> Recordings.report(0, Track.SPECULATIVE, Health.WELL));
    assertThat(failed(still)).containsExactly(VIEWS);
  }

  @Test
  void aTrackThatWasNeverTakenIsFound() {
    assertThat(failed(new Recordings("tracks = [speculative]"))).isEmpty();
    assertThat(failed(new Recordings("tracks = [agreed]"))).containsExactly(TRACKS);
    Recordings backup = new Recordings("tracks = [agreed]");
    backup.looks.add(look(2, Track.AGREED));
    assertThat(failed(backup)).containsExactly(TRACKS);
    backup.looks.add(look(1, Track.AGREED));
    assertThat(failed(backup)).isEmpty();
  }

  /** Of one replica in view 1, which r1 leads. */
  private static Look look(int replica, Track track) {
    return new Look(
        Recordings.millis(4_000),
        new TreeMap<>(Map.of(new ReplicaId(replica), Recordings.report(1, track, Health.WELL))));
  }

  @Test
  void learnersThatAreMissingOrTooManyAreFound() {
    assertThat(failed(new Recordings("learners = [3]"))).containsExactly(LEARNERS);
    group.last.put(new ReplicaId(3), Recordings.report(1, Track.SPECULATIVE, Health.LEARNER));
    assertThat(failed(group)).containsExactly(LEARNERS);
    Recordings expected = new Recordings("learners = [3]");
    expected.last = group.last;
    assertThat(failed(expected)).isEmpty();
  }

  @Test
  void aRuleThatTouchedNothingIsFound() {
    group.rules.put("idle", new RuleCounts(17, Map.of()));
    assertThat(failed(group)).containsExactly(RULES);
  }

  @Test
  void tooFewAnswersAndTooFewFastOnesAreFound() {
    assertThat(failed(new Recordings("min-answered = 81"))).containsExactly(ANSWERS);
    assertThat(failed(new Recordings("min-speculative-share = 1"))).isEmpty();
    Recordings slow = new Recordings("min-speculative-share = 1");
    slow.ended(
        "c",
        get("nothing"),
        new Answer.Done(
            ABSENT, io.weevil.engine.model.Grade.CERTIFIED, new io.weevil.engine.model.Slot(1)),
        0,
        10);
    assertThat(failed(slow)).containsExactly(ANSWERS);
  }

  private static List<String> failed(Recordings group) {
    return Judge.judge(group.recording()).failed().stream().map(Check::name).toList();
  }

  private static List<String> findings(Recordings group) {
    return Judge.judge(group.recording()).failed().get(0).findings();
  }
}
