package io.weevil.apps.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SteadinessTest {

  private final Steadiness steadiness = new Steadiness(2, 3, 0.05);

  @Test
  void aGrowingThroughputIsNotSteady() {
    for (int rate = 1_000; rate < 3_000; rate += 100) {
      add(rate);
      assertThat(steadiness.isSteady()).as("at %d", rate).isFalse();
    }
  }

  @Test
  void itIsSteadyOnceTheLastWindowsAgree() {
    addAll(100, 500, 900, 980);
    addAll(1_000, 1_000, 1_010, 990, 1_020);
    assertThat(steadiness.isSteady()).as("two windows and a half").isFalse();
    add(1_020);
    assertThat(steadiness.last()).containsExactly(1_000.0, 1_000.0, 1_020.0);
    assertThat(steadiness.spread()).isCloseTo(20 / 1_006.67, within(1e-4));
    assertThat(steadiness.isSteady()).isTrue();
  }

  @Test
  void aHiccupInASecondIsEvenedOutByItsWindowButNotOneOfAWindow() {
    addAll(960, 1_040, 1_000, 1_000, 1_010, 990);
    assertThat(steadiness.isSteady()).isTrue();
    addAll(500, 500);
    assertThat(steadiness.isSteady()).isFalse();
    addAll(1_000, 1_000, 1_000, 1_000);
    assertThat(steadiness.isSteady()).as("the hiccup still counts").isFalse();
    addAll(1_000, 1_000);
    assertThat(steadiness.isSteady()).isTrue();
  }

  @Test
  void tooFewWindowsAndAGroupThatDoesNothingAreNeverSteady() {
    addAll(1_000, 1_000, 1_000, 1_000);
    assertThat(steadiness.spread()).isInfinite();
    Steadiness idle = new Steadiness(1, 2, 0.05);
    for (int i = 0; i < 10; i++) {
      idle.add(new Tick(1, 0, 0, 0, 0));
    }
    assertThat(idle.isSteady()).isFalse();
  }

  @Test
  void windowsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Steadiness(0, 3, 0.05))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Steadiness(5, 1, 0.05))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void addAll(int... rates) {
    for (int rate : rates) {
      add(rate);
    }
  }

  private void add(int rate) {
    steadiness.add(new Tick(1, rate, 0, 0, 0));
  }
}
