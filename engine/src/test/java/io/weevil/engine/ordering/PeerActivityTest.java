package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-TRACK: "a replica is known silent", as replica 0 of four sees it, after one second. */
@Rule("R-TRACK")
class PeerActivityTest {

  private final PeerActivity activity =
      new PeerActivity(new Quorums(1, 0), new ReplicaId(0), Duration.ofSeconds(1));
  private Timestamp now = new Timestamp(1_700_000_000_000_000L);

  /** For so long these replicas say something every 100 ms. */
  private void speak(int seconds, int... replicas) {
    for (int i = 0; i < seconds * 10; i++) {
      now = now.plus(Duration.ofMillis(100));
      for (int replica : replicas) {
        activity.onHeard(new ReplicaId(replica), now);
      }
    }
  }

  @Test
  void whoSpeaksIsNotSilent() {
    speak(5, 1, 2, 3);
    assertThat(activity.silent()).isEmpty();
  }

  @Test
  void whoSaysNothingWhileOthersSpeakIsSilent() {
    speak(1, 1, 2);
    assertThat(activity.silent()).as("not long enough").isEmpty();
    speak(1, 1, 2);
    assertThat(activity.silent()).containsExactly(new ReplicaId(3));
  }

  @Test
  void whoSpeaksAgainIsSilentNoMore() {
    speak(3, 1, 2);
    speak(1, 3);
    assertThat(activity.silent()).isEmpty();
  }

  @Test
  @DisplayName("in an idle group nobody is silent, nor when it speaks again")
  void anIdleGroup() {
    speak(2, 1, 2, 3);
    now = now.plus(Duration.ofHours(1));
    assertThat(activity.silent()).isEmpty();
    speak(1, 1, 2);
    assertThat(activity.silent()).isEmpty();
    speak(1, 1, 2);
    assertThat(activity.silent()).containsExactly(new ReplicaId(3));
  }

  @Test
  @DisplayName("a single chatterbox in an idle group makes nobody look silent")
  void aChatterbox() {
    speak(2, 1, 2, 3);
    speak(10, 1);
    assertThat(activity.silent()).isEmpty();
  }

  @Test
  void aLonelyReplicaKnowsNobodySilent() {
    PeerActivity lonely =
        new PeerActivity(new Quorums(0, 0), new ReplicaId(0), Duration.ofSeconds(1));
    assertThat(lonely.silent()).isEmpty();
  }
}
