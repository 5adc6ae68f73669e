package io.weevil.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.service.OperationContext;
import io.weevil.testkit.group.ReplicatedGroup;
import io.weevil.testkit.group.TestClient;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import io.weevil.testkit.tally.Tally.Operation.Add;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests that must fail do, and say how to see it again. */
class FailingTestsTest {

  /** Its state depends on which copy it is. */
  static final class Uneven extends Tally {
    private static int copies;
    private final int copy = copies++;

    @Override
    public Long apply(OperationContext context, Operation operation) {
      return super.apply(
          context,
          operation instanceof Add(String name, long amount) && name.equals("y") && copy % 4 == 2
              ? new Add(name, amount + 1)
              : operation);
    }
  }

  static final class OfAnUnevenService {
    @RegisterExtension
    static final WeevilTestKit<Operation, Long> KIT =
        WeevilTestKit.of(Uneven::new, new Tally.Codec()).seed(40);

    @Test
    void nothingButTheStateIsWrong(TestClient<Operation, Long> client) {
      client.execute(new Add("x", 1));
      client.execute(new Add("y", 1));
    }

    @Test
    void andHereNothingAtAll(TestClient<Operation, Long> client) {
      client.execute(new Add("x", 1));
    }
  }

  static final class OfItsOwn {
    @RegisterExtension
    static final WeevilTestKit<Operation, Long> KIT =
        WeevilTestKit.of(Tally::new, new Tally.Codec()).seed(50);

    @RepeatedTest(2)
    void expectsTooMuch(TestClient<Operation, Long> client) {
      assertThat(client.execute(new Add("x", 1))).isEqualTo(2);
    }

    @Test
    void asksForNoGroup() {
      throw new AssertionError("of its own");
    }
  }

  /** Somebody says with the key of a replica that counts as correct what no such replica says. */
  static final class OfAReplicaThatWasNotSaidToBeFaulty {
    @RegisterExtension
    static final WeevilTestKit<Operation, Long> KIT =
        WeevilTestKit.of(Tally::new, new Tally.Codec()).seed(60);

    @Test
    void signsTwoStates(ReplicatedGroup<Operation, Long> group) {
      Digest digest = group.actors().configuration().digest();
      var keys = group.actors().keys();
      ReplicaId r3 = new ReplicaId(3);
      var signer = new ReplicaSigner(r3, digest, keys.signatures().signer(keys.replica(r3)));
      var sealer =
          new Sealer(
              group.actors().configuration(),
              new ReplicaKeys(
                  r3, group.actors().configuration(), keys.replica(r3).agreement(digest)));
      for (int i = 0; i < 2; i++) {
        PeerMessage twice = signer.checkpoint(new Slot(8), digest, Digests.of(new byte[i]));
        group
            .actors()
            .network()
            .send(
                group.actors().address(3),
                group.actors().address(0),
                sealer.seal(twice, new ReplicaId(0)));
      }
    }
  }

  /** An error stops a replica. */
  static final class Broken extends Tally {
    @Override
    public Long apply(OperationContext context, Operation operation) {
      throw new AssertionError("in the service");
    }
  }

  static final class OfABrokenService {
    @RegisterExtension
    static final WeevilTestKit<Operation, Long> KIT =
        WeevilTestKit.of(Broken::new, new Tally.Codec()).seed(70);

    @Test
    void isNotAnswered(TestClient<Operation, Long> client) {
      client.execute(new Add("x", 1));
    }
  }

  private static Map<String, List<Throwable>> failures(Class<?> tests, String... parameters) {
    Map<String, List<Throwable>> failures = new TreeMap<>();
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests));
    for (String parameter : parameters) {
      request.configurationParameter(Seeds.PARAMETER, parameter);
    }
    LauncherDiscoveryRequest built =
        request.configurationParameter("junit.jupiter.conditions.deactivate", "*").build();
    LauncherFactory.create()
        .execute(
            built,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                Optional<Throwable> failure = result.getThrowable();
                if (test.isTest()) {
                  failures
                      .computeIfAbsent(test.getLegacyReportingName(), n -> new ArrayList<>())
                      .addAll(failure.stream().toList());
                }
              }
            });
    return failures;
  }

  private static Throwable only(List<Throwable> failures) {
    assertThat(failures).hasSize(1);
    return failures.get(0);
  }

  @Test
  void aServiceThatIsNotTheSameEverywhereFailsTheTestAtTheOperationThatShowsIt() {
    Map<String, List<Throwable>> failures = failures(OfAnUnevenService.class);
    assertThat(failures.get("andHereNothingAtAll(TestClient)")).isEmpty();
    Throwable failure = only(failures.get("nothingButTheStateIsWrong(TestClient)"));
    assertThat(failure)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("with seed 40")
        .hasMessageContaining("the service is not deterministic")
        .hasMessageContaining("Add[name=y, amount=1]")
        .hasMessageContaining("at r2");
    assertThat(failure.getSuppressed()).singleElement().satisfies(FailingTestsTest::saysHow);
  }

  private static void saysHow(Throwable replay) {
    assertThat(replay).hasMessageContaining("-Dweevil.testkit.seed=40, or @Seed(40) at the test");
  }

  @Test
  void aTestThatFailsByItselfSaysItsSeedToo() {
    Map<String, List<Throwable>> failures = failures(OfItsOwn.class);
    assertThat(only(failures.get("asksForNoGroup()")).getSuppressed()).isEmpty();
    assertThat(only(failures.get("expectsTooMuch(TestClient)[1]")).getSuppressed())
        .singleElement()
        .satisfies(replay -> assertThat(replay).hasMessageContaining("seed 50:"));
    assertThat(only(failures.get("expectsTooMuch(TestClient)[2]")).getSuppressed())
        .singleElement()
        .satisfies(replay -> assertThat(replay).hasMessageContaining("seed 51:"));
  }

  @Test
  void theSeedOfAParameterReplays() {
    Map<String, List<Throwable>> failures = failures(OfItsOwn.class, "77");
    assertThat(only(failures.get("expectsTooMuch(TestClient)[1]")).getSuppressed())
        .singleElement()
        .satisfies(replay -> assertThat(replay).hasMessageContaining("seed 77:"));
  }

  @Test
  void aCorrectReplicaThatContradictsItselfFailsTheTest() {
    Map<String, List<Throwable>> failures = failures(OfAReplicaThatWasNotSaidToBeFaulty.class);
    assertThat(only(failures.get("signsTwoStates(ReplicatedGroup)")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("r3 is correct and has signed")
        .hasMessageContaining("with seed 60");
  }

  @Test
  void whyReplicasHaveStoppedIsSaidBesideWhatATestFailsOf() {
    Throwable failure = only(failures(OfABrokenService.class).get("isNotAnswered(TestClient)"));
    assertThat(failure).hasMessageContaining("has no answer");
    assertThat(failure.getSuppressed())
        .extracting(Throwable::getMessage)
        .anyMatch(message -> message.contains("has stopped") && message.contains("in the service"));
  }
}
