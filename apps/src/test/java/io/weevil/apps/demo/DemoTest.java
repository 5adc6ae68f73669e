package io.weevil.apps.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DemoTest {

  private static final Quorums FOUR = new Quorums(1, 0);
  private static final ReplicaId R2 = new ReplicaId(2);

  private final StringWriter said = new StringWriter();

  @Test
  void aGroupThatKeepsItsWordIsVerified() throws Exception {
    FakeGroup group = new FakeGroup(FOUR);
    DemoReport report = run(group, FOUR, Duration.ofSeconds(30));
    assertThat(report.faults()).isEmpty();
    assertThat(report.verified()).isTrue();
    assertThat(report.digests().keySet()).extracting(ReplicaId::index).containsExactly(1, 2, 3);
    assertThat(report.trackSwitches()).isGreaterThanOrEqualTo(2);
    assertThat(report.views()).isEqualTo(2);
    assertThat(report.phases())
        .extracting(DemoReport.Phase::name)
        .containsExactly("load", "all well", "paused", "resumed", "primary-killed");
    assertThat(report.total().done()).isGreaterThanOrEqualTo(400);
    assertThat(report.total().share(Grade.CERTIFIED)).isPositive();
  }

  @Test
  void aBackupIsPausedAndContinuedAndThePrimaryKilled() throws Exception {
    FakeGroup group = new FakeGroup(FOUR);
    run(group, FOUR, Duration.ofSeconds(30));
    assertThat(group.deeds).containsExactly("pause r3", "resume r3", "kill r0");
    assertThat(said.toString())
        .contains("SIGSTOP", "AGREED", "SIGCONT", "SIGKILL", "A new view", "Verifying");
  }

  @Test
  void aGroupThatBearsItLosesABackupToo() throws Exception {
    Quorums seven = new Quorums(2, 0);
    FakeGroup group = new FakeGroup(seven);
    assertThat(run(group, seven, Duration.ofSeconds(30)).verified()).isTrue();
    assertThat(group.deeds).containsExactly("pause r6", "resume r6", "kill r5", "kill r0");
  }

  @Test
  void aGroupThatKeepsADeadPrimaryIsNotVerified() throws Exception {
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          View view() {
            return View.ZERO;
          }
        };
    assertThat(run(group, FOUR, Duration.ofSeconds(1)).faults())
        .singleElement()
        .asString()
        .contains("primary-killed", "A new view");
  }

  @Test
  void oneMoreThanTheFastPathToleratesIsPaused() throws Exception {
    Quorums six = new Quorums(1, 1);
    FakeGroup group = new FakeGroup(six);
    assertThat(run(group, six, Duration.ofSeconds(30)).verified()).isTrue();
    assertThat(group.deeds)
        .containsExactly("pause r5", "pause r4", "resume r5", "resume r4", "kill r0");
  }

  @Test
  void aReplicaWithAnotherStateIsFound() throws Exception {
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          Digest digest(ReplicaId replica, Slot checkpoint) {
            return replica.index() == 1
                ? Digests.of(Bytes.EMPTY)
                : super.digest(replica, checkpoint);
          }
        };
    assertThat(run(group, FOUR, Duration.ofSeconds(2)).faults())
        .singleElement()
        .asString()
        .contains("differ");
  }

  @Test
  void updatesThatWereAcknowledgedAndLostAreFound() throws Exception {
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          KeyValueResult execute(KeyValueOperation operation) {
            boolean lose =
                operation instanceof KeyValueOperation.Update update
                    && update.fields().containsKey("field3");
            return lose ? new KeyValueResult.Done() : super.execute(operation);
          }
        };
    assertThat(run(group, FOUR, Duration.ofSeconds(30)).faults())
        .isNotEmpty()
        .allMatch(fault -> fault.contains("does not read as the client was told"));
  }

  @Test
  void anAnswerThatIsNeverCertainFailsTheDemonstration() throws Exception {
    AtomicBoolean once = new AtomicBoolean();
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          synchronized Answer answer(KeyValueOperation operation) {
            boolean unlucky =
                operation instanceof KeyValueOperation.Update && once.compareAndSet(false, true);
            return unlucky ? new Answer.Unknown("too late") : super.answer(operation);
          }
        };
    assertThat(run(group, FOUR, Duration.ofSeconds(30)).faults())
        .singleElement()
        .asString()
        .contains("an operation failed", "too late");
  }

  @Test
  void aGroupThatNeverSwitchesIsNotVerified() throws Exception {
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          Track track() {
            return Track.SPECULATIVE;
          }
        };
    assertThat(run(group, FOUR, Duration.ofSeconds(1)).faults())
        .singleElement()
        .asString()
        .contains("\"paused\"", "AGREED");
  }

  @Test
  void aReplicaThatEndsByItselfIsAFault() throws Exception {
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          public SortedSet<ReplicaId> fallen() {
            SortedSet<ReplicaId> fallen = new TreeSet<>();
            fallen.add(R2);
            return fallen;
          }
        };
    assertThat(run(group, FOUR, Duration.ofSeconds(30)).faults())
        .containsExactly("replica 2 ended by itself");
  }

  @Test
  void evidenceAgainstAReplicaIsAFault() throws Exception {
    FakeGroup group =
        new FakeGroup(FOUR) {
          @Override
          public List<Path> evidence() {
            return List.of(Path.of("somewhere", "r2-conflicting-votes-00.evidence"));
          }
        };
    DemoReport report = run(group, FOUR, Duration.ofSeconds(30));
    assertThat(report.verified()).isFalse();
    assertThat(report.faults())
        .containsExactly("an honest replica is proven faulty: r2-conflicting-votes-00.evidence");
  }

  private DemoReport run(FakeGroup group, Quorums quorums, Duration patience) throws Exception {
    DemoOptions options = new DemoOptions(quorums, 400, 50, 4, patience);
    return new Demo(options, group, group, new Display(new PrintWriter(said), false)).run();
  }
}
