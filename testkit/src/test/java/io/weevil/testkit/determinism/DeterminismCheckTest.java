package io.weevil.testkit.determinism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to be different must be found, and nothing in a service that is not. */
class DeterminismCheckTest {

  private static final List<String> ENTRIES =
      Stream.iterate(0, i -> i + 1).limit(40).map(i -> "entry " + i).toList();

  private static DeterminismCheck<String, String> check(
      Class<? extends StateMachine<String, String>> service) {
    return DeterminismCheck.of(service, Diary.Codec.class).operations(ENTRIES);
  }

  @Test
  void aSoundServicePassesUnderAllConditions() {
    assertThatCode(() -> check(UnsoundServices.Sound.class).run()).doesNotThrowAnyException();
  }

  @Test
  void refusalsAndMalformedOperationsAreNoDifferences() {
    DeterminismCheck<Operation, Long> tally =
        DeterminismCheck.of(Tally.class, Tally.Codec.class)
            .operations(
                100,
                random ->
                    random.nextInt(4) == 0
                        ? new Operation.Get("n" + random.nextInt(9))
                        : new Operation.Add("n" + random.nextInt(9), random.nextInt(3)));
    assertThat(tally.under(Condition.OTHER_PROCESS).find()).isEmpty();
    assertThat(
            DeterminismCheck.of(UnsoundServices.Sound.class, Diary.Codec.class)
                .operations(List.of("a", "", "b"))
                .under(Condition.OTHER_HASHES)
                .find())
        .isEmpty();
  }

  static Stream<Arguments> foundInThisJvm() {
    return Stream.of(
        Arguments.of(UnsoundServices.ObjectHash.class, Condition.AGAIN),
        Arguments.of(UnsoundServices.Clock.class, Condition.AGAIN),
        Arguments.of(UnsoundServices.Chance.class, Condition.AGAIN),
        Arguments.of(UnsoundServices.StaticVariable.class, Condition.AGAIN),
        Arguments.of(UnsoundServices.LeftOut.class, Condition.ROLLED_BACK),
        Arguments.of(UnsoundServices.NotWritten.class, Condition.TRANSFERRED),
        Arguments.of(UnsoundServices.Unreadable.class, Condition.TRANSFERRED));
  }

  @ParameterizedTest
  @MethodSource
  void foundInThisJvm(Class<? extends StateMachine<String, String>> service, Condition by) {
    Optional<Divergence> found = check(service).under().find();
    assertThat(found).get().extracting(Divergence::condition).isEqualTo(by.name());
  }

  static Stream<Arguments> foundInAnotherJvm() {
    return Stream.of(
        Arguments.of(UnsoundServices.HashOrder.class, Condition.OTHER_HASHES),
        Arguments.of(UnsoundServices.EnumOrder.class, Condition.OTHER_HASHES),
        Arguments.of(UnsoundServices.SetOrder.class, Condition.OTHER_PROCESS),
        Arguments.of(UnsoundServices.Environment.class, Condition.OTHER_PROCESS),
        Arguments.of(UnsoundServices.Casing.class, Condition.TURKISH),
        Arguments.of(UnsoundServices.Formatting.class, Condition.ARABIC),
        Arguments.of(UnsoundServices.Encoding.class, Condition.OTHER_TEXT),
        Arguments.of(UnsoundServices.Lines.class, Condition.OTHER_TEXT),
        Arguments.of(UnsoundServices.Processors.class, Condition.MANY_THREADS));
  }

  /** None of these is found in this JVM: it is the condition that finds it. */
  @ParameterizedTest
  @MethodSource
  void foundInAnotherJvm(Class<? extends StateMachine<String, String>> service, Condition by) {
    Optional<Divergence> found = check(service).under(by).find();
    assertThat(found).get().extracting(Divergence::condition).isEqualTo(by.name());
  }

  /** One of the two has another date than this JVM, whatever the hour. */
  @Test
  void theDateIsFoundByTimeZones() {
    assertThat(
            check(UnsoundServices.Today.class).under(Condition.FAR_EAST, Condition.FAR_WEST).find())
        .isPresent();
  }

  /** Where depends on the computer: one processor may run what races always in the same order. */
  @Test
  void threadsAreFoundWhereThereAreMoreOrFewerOfThem() {
    assertThat(
            check(UnsoundServices.Racing.class)
                .under(Condition.ONE_THREAD, Condition.MANY_THREADS)
                .find())
        .isPresent();
  }

  /** Usually there; here if this JVM has just collected its own. */
  @Test
  void weakReferencesAreFoundWhereGarbageIsCollectedOften() {
    assertThat(check(UnsoundServices.Forgetting.class).under(Condition.ONE_THREAD).find())
        .isPresent();
  }

  @Test
  void readsThatChangeTheStateAreFound() {
    assertThat(check(UnsoundServices.ReadsAreNoted.class).under().find())
        .get()
        .extracting(Divergence::difference)
        .isEqualTo("reading it has changed the state");
  }

  @Test
  void snapshotsThatChangeAreFound() {
    assertThat(check(UnsoundServices.SharedSnapshot.class).under().find())
        .get()
        .satisfies(d -> assertThat(d.hint()).contains("shares what later operations change"));
  }

  @Test
  void theReportNamesOperationConditionDigestsAndWhatToLookFor() {
    assertThatThrownBy(() -> check(UnsoundServices.Casing.class).under(Condition.TURKISH).run())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Casing is not deterministic: operation 0, entry 0, under the locale")
        .hasMessageContaining("tr-TR")
        .hasMessageMatching("(?s).*the state is [0-9a-f]{64}, and was [0-9a-f]{64}; result.*")
        .hasMessageContaining("Look for toLowerCase");
  }

  @Test
  void withoutOperationsNothingIsProven() {
    assertThatThrownBy(
            () -> DeterminismCheck.of(UnsoundServices.Sound.class, Diary.Codec.class).run())
        .isInstanceOf(IllegalStateException.class);
  }

  /** An inner class cannot be made without what it is in. */
  final class Inner extends Diary {
    @Override
    String entry(String operation) {
      return operation;
    }
  }

  @Test
  void aServiceThatCannotBeMadeIsSaidSo() {
    assertThatThrownBy(() -> check(Inner.class).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no constructor without parameters");
  }
}
