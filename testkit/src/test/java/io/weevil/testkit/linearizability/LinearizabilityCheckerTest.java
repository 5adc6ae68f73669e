package io.weevil.testkit.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.testkit.linearizability.Counters.Add;
import io.weevil.testkit.linearizability.Registers.Get;
import io.weevil.testkit.linearizability.Registers.Operation;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.linearizability.Registers.Swap;
import io.weevil.testkit.linearizability.Verdict.Linearizable;
import io.weevil.testkit.linearizability.Verdict.NotLinearizable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker, on histories whose verdict is known. */
@Timeout(60)
class LinearizabilityCheckerTest {

  private final List<Call<Operation, Optional<String>>> history = new ArrayList<>();
  private final List<Call<Add, Long>> counted = new ArrayList<>();

  private void put(String who, String value, String before, long called, long returned) {
    history.add(
        Call.ended(who, new Put("x", value), Optional.ofNullable(before), called, returned));
  }

  private void get(String who, String value, long called, long returned) {
    history.add(Call.ended(who, new Get("x"), Optional.ofNullable(value), called, returned));
  }

  private void add(String who, long sum, long called, long returned) {
    counted.add(Call.ended(who, new Add("n", 1), sum, called, returned));
  }

  private Verdict<Operation, Optional<String>> verdict() {
    return LinearizabilityChecker.check(new Registers(), history, Operation::key);
  }

  private Verdict<Add, Long> countedVerdict() {
    return LinearizabilityChecker.check(new Counters(), counted, Add::key);
  }

  @Test
  void anEmptyHistoryIsLinearizable() {
    assertThat(verdict()).isInstanceOf(Linearizable.class);
  }

  @Test
  void whatWasWrittenBeforeIsRead() {
    put("a", "1", null, 0, 1);
    get("b", "1", 2, 3);
    assertThat(verdict()).isInstanceOf(Linearizable.class);
  }

  @Test
  void aStaleReadIsNotLinearizable() {
    put("a", "1", null, 0, 1);
    get("b", null, 2, 3);
    assertThat(verdict())
        .isInstanceOfSatisfying(
            NotLinearizable.class,
            wrong -> {
              assertThat(wrong.unexplained().size()).isEqualTo(1);
              assertThat(wrong).asString().contains("left over").contains("at 2 … 3");
            });
  }

  @Test
  void aReadConcurrentWithAWriteMaySeeEither() {
    put("a", "1", null, 0, 10);
    get("b", null, 1, 2);
    get("b", "1", 3, 4);
    assertThat(verdict()).isInstanceOf(Linearizable.class);
  }

  @Test
  void readsMayNotGoBack() {
    put("a", "1", null, 0, 10);
    get("b", "1", 1, 2);
    get("c", null, 3, 4);
    assertThat(verdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void callsAtTheSameTimeAreConcurrent() {
    put("a", "1", null, 0, 5);
    get("b", null, 5, 6);
    assertThat(verdict()).isInstanceOf(Linearizable.class);
  }

  @Test
  void aValueThatNobodyWroteIsNotLinearizable() {
    put("a", "1", null, 0, 10);
    get("b", "2", 1, 2);
    assertThat(verdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void aSwapHappensOrNot() {
    put("a", "1", null, 0, 1);
    history.add(Call.ended("b", new Swap("x", Optional.of("1"), "2"), Optional.of("1"), 2, 5));
    history.add(Call.ended("c", new Swap("x", Optional.of("1"), "3"), Optional.of("2"), 2, 5));
    get("d", "2", 6, 7);
    assertThat(verdict()).isInstanceOf(Linearizable.class);
    get("d", "3", 8, 9);
    assertThat(verdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void anUnknownOutcomeMayHaveHappenedOrNot() {
    put("a", "1", null, 0, 1);
    history.add(Call.unknown("b", new Put("x", "2"), 2));
    get("c", "1", 100, 101);
    assertThat(verdict()).isInstanceOf(Linearizable.class);
    get("c", "2", 102, 103); // it happened late
    assertThat(verdict()).isInstanceOf(Linearizable.class);
    get("c", "1", 104, 105); // and not twice, nor is it undone
    assertThat(verdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void anUnknownOutcomeDoesNotHappenBeforeItsCall() {
    get("c", "2", 0, 1);
    history.add(Call.unknown("b", new Put("x", "2"), 2));
    assertThat(verdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void keysAreIndependent() {
    put("a", "1", null, 0, 1);
    history.add(Call.ended("a", new Get("y"), Optional.empty(), 2, 3));
    assertThat(verdict()).isInstanceOf(Linearizable.class);
    history.add(Call.ended("a", new Get("y"), Optional.of("1"), 4, 5));
    assertThat(verdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void aLostAndADoubledIncrementAreFound() {
    add("a", 1, 0, 1);
    add("b", 2, 2, 3);
    assertThat(countedVerdict()).isInstanceOf(Linearizable.class);
    add("c", 2, 4, 5);
    assertThat(countedVerdict()).isInstanceOf(NotLinearizable.class);
    counted.remove(2);
    add("c", 4, 4, 5);
    assertThat(countedVerdict()).isInstanceOf(NotLinearizable.class);
    counted.add(Call.unknown("d", new Add("n", 1), 0));
    assertThat(countedVerdict()).isInstanceOf(Linearizable.class);
  }

  @Test
  void incrementsMayNotOvertakeEachOther() {
    add("a", 2, 0, 1);
    add("b", 1, 2, 3);
    assertThat(countedVerdict()).isInstanceOf(NotLinearizable.class);
  }

  /** A history made from one order is found right, whatever else could explain it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatOneOrderMadeIsLinearizableAndADoubledResultIsNot(long seed) {
    Random random = new Random(seed);
    long sum = 0;
    for (int i = 0; i < 400; i++) {
      sum++;
      long at = 10L * i;
      long called = at - random.nextInt(60);
      long returned = at + random.nextInt(60);
      counted.add(
          random.nextInt(20) == 0
              ? Call.unknown("c" + i, new Add("n", 1), called)
              : Call.ended("c" + i, new Add("n", 1), sum, called, returned));
    }
    Collections.shuffle(counted, random);
    assertThat(countedVerdict()).isInstanceOf(Linearizable.class);
    Call<Add, Long> first =
        counted.stream().filter(c -> c.result() != null).findFirst().orElseThrow();
    counted.add(Call.ended("again", first.operation(), first.result(), 0, 10_000));
    assertThat(countedVerdict()).isInstanceOf(NotLinearizable.class);
  }

  @Test
  void aCallThatReturnsBeforeItIsMadeIsNone() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> get("a", "1", 2, 1))
        .hasMessageContaining("cannot have returned");
  }
}
