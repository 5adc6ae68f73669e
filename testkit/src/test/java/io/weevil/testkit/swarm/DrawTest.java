package io.weevil.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.ordering.TrackGovernor;
import io.weevil.testkit.adversary.Adversary;
import io.weevil.testkit.adversary.HostileClient;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What seeds draw, of everything that there is to be drawn. */
class DrawTest {

  private static final int SEEDS = 3_000;

  private static final Set<Class<?>> OF_NETWORKS =
      Set.of(
          Fault.Storm.class,
          Fault.Partition.class,
          Fault.Muting.class,
          Fault.CutLink.class,
          Fault.Estrangement.class,
          Fault.Throttle.class);

  private static final Set<Class<?>> OF_PROCESSES =
      Set.of(
          Fault.Crash.class,
          Fault.Amnesia.class,
          Fault.Pause.class,
          Fault.Slowness.class,
          Fault.ClockSkew.class);

  private static final Set<Class<?>> OF_LIARS = Set.of(Fault.Misconduct.class, Fault.Malice.class);

  private static List<Plan> plans(Profile profile) {
    return LongStream.rangeClosed(1, SEEDS).mapToObj(s -> Draw.of(s, profile, 0)).toList();
  }

  private static <T> Set<T> drawn(List<Plan> plans, Function<Plan, T> what) {
    return plans.stream().map(what).collect(Collectors.toSet());
  }

  private static <T extends Fault> Stream<T> faults(List<Plan> plans, Class<T> kind) {
    return plans.stream()
        .flatMap(plan -> plan.incidents().stream())
        .map(Incident::fault)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private static Set<Class<?>> kinds(List<Plan> plans) {
    return faults(plans, Fault.class).map(Object::getClass).collect(Collectors.toSet());
  }

  @Test
  void groupsDifferInAllThatAGroupIsMadeOf() {
    List<Plan> plans = plans(Profile.ALL);
    assertThat(drawn(plans, p -> p.settings().quorums().f())).containsOnly(1, 2);
    assertThat(drawn(plans, p -> p.settings().quorums().c())).containsOnly(0, 1);
    assertThat(drawn(plans, p -> p.settings().authentication()))
        .containsOnly(RequestAuthentication.values());
    assertThat(drawn(plans, p -> p.settings().track().mode()))
        .containsOnly(TrackGovernor.Mode.values());
    assertThat(drawn(plans, p -> p.settings().limits().checkpointInterval()))
        .containsOnly(2, 4, 8, 16, 32);
    assertThat(drawn(plans, p -> p.settings().limits().maxBatchRequests())).hasSize(16);
    assertThat(drawn(plans, p -> p.settings().batches())).hasSizeGreaterThan(100);
    assertThat(drawn(plans, p -> p.settings().timers())).hasSizeGreaterThan(100);
    assertThat(drawn(plans, p -> p.settings().clientTimers())).hasSizeGreaterThan(100);
    assertThat(drawn(plans, Plan::latency)).hasSizeGreaterThan(100);
  }

  @Test
  void allKindsOfFaultsAreDrawn() {
    List<Plan> plans = plans(Profile.ALL);
    assertThat(kinds(plans)).containsOnly(Fault.class.getPermittedSubclasses());
    assertThat(faults(plans, Fault.Misconduct.class).map(Fault.Misconduct::adversary))
        .contains(Adversary.values());
    assertThat(faults(plans, Fault.Malice.class).map(Fault.Malice::conduct))
        .contains(HostileClient.values());
    assertThat(faults(plans, Fault.Malice.class).map(Fault.Malice::forGood)).contains(true, false);
    assertThat(faults(plans, Fault.Estrangement.class).map(Fault.Estrangement::deaf))
        .contains(true, false);
    assertThat(faults(plans, Fault.Crash.class).map(Fault.Crash::restarts)).contains(true, false);
    List<Fault.Storm> storms = faults(plans, Fault.Storm.class).toList();
    assertThat(storms).anyMatch(s -> s.lost() > 0 && s.repeated() == 0);
    assertThat(storms).anyMatch(s -> s.repeated() > 0 && s.late() == 0);
    assertThat(storms).anyMatch(s -> s.late() > 0 && s.spoilt() == 0);
    assertThat(storms).anyMatch(s -> s.spoilt() > 0 && s.lost() == 0);
  }

  @Test
  void eachProfileKeepsToItsKinds() {
    assertThat(kinds(plans(Profile.NETWORK))).isEqualTo(OF_NETWORKS);
    assertThat(kinds(plans(Profile.CRASH))).isEqualTo(OF_PROCESSES);
    assertThat(kinds(plans(Profile.BYZANTINE))).isEqualTo(OF_LIARS);
  }

  @Test
  void inEveryByzantinePlanSomebodyLies() {
    assertThat(plans(Profile.BYZANTINE)).allMatch(plan -> !plan.incidents().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void noMoreReplicasLieThanMay(Profile profile) {
    assertThat(plans(profile))
        .allSatisfy(
            plan ->
                assertThat(
                        faults(List.of(plan), Fault.Misconduct.class)
                            .map(Fault.Misconduct::replica)
                            .distinct())
                    .hasSizeLessThanOrEqualTo(plan.settings().quorums().f()));
  }

  @Test
  void everyMaliciousClientHasANameOfItsOwn() {
    assertThat(plans(Profile.BYZANTINE))
        .allSatisfy(
            plan ->
                assertThat(faults(List.of(plan), Fault.Malice.class).map(Fault.Malice::name))
                    .doesNotHaveDuplicates());
  }

  @Test
  void everyFaultIsToldInWords() {
    assertThat(faults(plans(Profile.ALL), Fault.class))
        .allSatisfy(fault -> assertThat(fault.words()).contains(subject(fault)));
    assertThat(Arrays.stream(HostileClient.values()).map(HostileClient::description))
        .doesNotHaveDuplicates();
  }

  /** Whom or what a fault is about. */
  private static String subject(Fault fault) {
    return switch (fault) {
      case Fault.Storm f -> "messages";
      case Fault.Malice f -> "client hostile-" + f.client() + " is malicious, " + f.conduct();
      case Fault f -> "replica";
    };
  }
}
