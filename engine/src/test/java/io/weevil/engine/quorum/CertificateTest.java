package io.weevil.engine.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** protocol.md, section 2: "`certify` votes, of distinct members, equal in (v, s, h)". */
class CertificateTest {

  private static final Digest H = new Digest(Bytes.wrap(new byte[Digest.SIZE]));

  private final TestGroup group = TestGroup.of(1, 0);
  private final Quorums quorums = group.quorums();

  @Test
  void certifyVotesAreComplete() {
    assertThat(group.certificate(View.ZERO, new Slot(1), H, 0, 1, 3).isComplete(quorums)).isTrue();
    assertThat(group.certificate(View.ZERO, new Slot(1), H, 0, 1).isComplete(quorums)).isFalse();
  }

  @Test
  @DisplayName("2f distinct signers and one of them twice are 2f")
  void aSignerCountsOnce() {
    assertThat(group.certificate(View.ZERO, new Slot(1), H, 0, 1, 1).isComplete(quorums)).isFalse();
  }

  @Test
  @DisplayName("a signer outside the group does not count")
  void aStrangerDoesNotCount() {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int signer : new int[] {0, 1, 4}) {
      signatures.put(new ReplicaId(signer), Bytes.EMPTY);
    }
    Vote vote = new Vote(View.ZERO, new Slot(1), H);
    assertThat(new Certificate(vote, signatures).isComplete(quorums)).isFalse();
  }

  @Test
  @DisplayName("signatures under another (v, s, h) make no authentic certificate")
  void signaturesMustBeForTheVote() {
    SortedMap<ReplicaId, Bytes> signatures =
        group.certificate(View.ZERO, new Slot(1), H).signatures();
    assertThat(group.signatures().isAuthentic(group.certificate(View.ZERO, new Slot(1), H)))
        .isTrue();
    for (Vote other :
        new Vote[] {
          new Vote(new View(1), new Slot(1), H),
          new Vote(View.ZERO, new Slot(2), H),
          new Vote(View.ZERO, new Slot(1), group.digest())
        }) {
      assertThat(group.signatures().isAuthentic(new Certificate(other, signatures))).isFalse();
    }
  }

  @Test
  @Rule("R-VIEW-CHANGE")
  @DisplayName("\"the greatest certificate by (view, slot)\": the view first")
  void isOrderedByViewThenSlot() {
    Certificate shortOfView1 = at(1, 1);
    Certificate longOfView0 = at(0, 9);
    assertThat(shortOfView1.isGreaterThan(longOfView0)).isTrue();
    assertThat(longOfView0.isGreaterThan(shortOfView1)).isFalse();
    assertThat(at(1, 2).isGreaterThan(shortOfView1)).isTrue();
    assertThat(at(1, 1).isGreaterThan(shortOfView1)).isFalse();
  }

  @Test
  void isImmutable() {
    TreeMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    Certificate certificate = new Certificate(new Vote(View.ZERO, Slot.ZERO, H), signatures);
    signatures.put(new ReplicaId(0), Bytes.EMPTY);
    assertThat(certificate.signatures()).isEmpty();
    assertThatThrownBy(() -> certificate.signatures().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Certificate at(long view, long slot) {
    return new Certificate(new Vote(new View(view), new Slot(slot), H), new TreeMap<>());
  }
}
