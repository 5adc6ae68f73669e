package io.weevil.testkit.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.Result;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which replies are held against each other. */
class AnswerMonitorTest {

  private static final PeerAddress CLIENT = new PeerAddress("client", 1);
  private static final Digest KEY = digest('k');

  private final ActorGroup group =
      new ActorGroup(
          SimulationSettings.of(1, 0), 3, Link.delay(Duration.ofMillis(1)), RegisterService::new);
  private final Findings findings = new Findings(group);
  private final Records records = new Records(group, findings);
  private final AnswerMonitor monitor = new AnswerMonitor(records, new Results(records));

  @AfterEach
  void close() {
    group.close();
  }

  private static Digest digest(char of) {
    return new Digest(Bytes.utf8(String.valueOf(of).repeat(Digest.SIZE)));
  }

  private void speak(long incarnation) {
    monitor.onSent(
        CLIENT,
        group.address(0),
        new ClientId(KEY, incarnation),
        new ClientMessage.ResultRequest(1));
  }

  private void reply(int replica, char result) {
    SpecResponse reply =
        new SpecResponse(
            View.ZERO,
            new Slot(1),
            digest('h'),
            1,
            new Result(digest(result), null),
            Grade.CERTIFIED,
            null,
            null);
    monitor.onSent(group.address(replica), CLIENT, new ReplicaId(replica), reply);
  }

  @Test
  void twoResultsOfOneRequestAreFound() {
    speak(1);
    speak(1);
    reply(0, 'a');
    reply(1, 'b');
    assertThat(findings.violations())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.EQUAL_STATES);
  }

  /**
   * A reply names a number and no incarnation, and a lying primary may put one request of each into
   * a batch: they come to results of their own.
   */
  @Test
  void twoIncarnationsAtOnePlaceMayHaveTwoResultsForOneNumber() {
    speak(1);
    speak(2);
    reply(0, 'a');
    reply(0, 'b');
    assertThat(findings.violations()).isEmpty();
  }
}
