package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("R-SUSPECT")
@DisplayName("time-outs follow what commits take here, and what views have cost")
class PatienceTest {

  private static final Duration CONFIGURED = Duration.ofMillis(300);
  private static final Duration QUICK = Duration.ofMillis(10);

  private final Patience patience = new Patience();
  private Timestamp now = TestGroup.NOW;

  private Duration timeout() {
    return patience.of(CONFIGURED, now);
  }

  private void commits(int times, Duration each) {
    for (int i = 0; i < times; i++) {
      now = now.plus(each);
      patience.onCommit(each, now);
    }
  }

  private void isWarm() {
    commits(Patience.WARM, QUICK);
  }

  @Test
  @DisplayName("a process that has just started is as patient as it ever gets")
  void cold() {
    commits(Patience.WARM - 1, QUICK);
    assertThat(timeout()).isEqualTo(CONFIGURED.multipliedBy(Patience.MAX_STRETCH));
    commits(1, QUICK);
    assertThat(timeout()).isEqualTo(CONFIGURED);
  }

  @Test
  @DisplayName("what commits took before that says nothing: the machine was starting")
  void slowStart() {
    commits(Patience.WARM - 1, Duration.ofSeconds(1));
    commits(1, QUICK);
    assertThat(timeout()).isEqualTo(CONFIGURED);
  }

  @Test
  @DisplayName("never below what is configured, three times the slowest commit, eightfold at most")
  void stretches() {
    isWarm();
    commits(1, Duration.ofMillis(99));
    assertThat(timeout()).isEqualTo(CONFIGURED);
    commits(1, Duration.ofMillis(200));
    assertThat(timeout()).isEqualTo(Duration.ofMillis(600));
    commits(1, Duration.ofSeconds(5));
    assertThat(timeout()).isEqualTo(CONFIGURED.multipliedBy(8));
  }

  @Test
  @DisplayName("a slow commit is forgotten by halves, whatever quick ones come after it")
  void forgets() {
    isWarm();
    commits(1, Duration.ofMillis(400));
    now = now.plus(Patience.HALF_LIFE);
    assertThat(timeout()).isEqualTo(Duration.ofMillis(600));
    commits(1, Duration.ZERO);
    assertThat(timeout()).isEqualTo(Duration.ofMillis(600));
    now = now.plus(Patience.HALF_LIFE);
    assertThat(timeout()).isEqualTo(CONFIGURED);
  }

  @Test
  @DisplayName("doubles with each view without a commit, and halves with progress")
  void doubles() {
    isWarm();
    patience.onView(2);
    assertThat(timeout()).isEqualTo(CONFIGURED.multipliedBy(4));
    patience.onProgress();
    assertThat(timeout()).isEqualTo(CONFIGURED.multipliedBy(2));
    patience.onProgress();
    patience.onProgress();
    assertThat(timeout()).isEqualTo(CONFIGURED);
  }
}
