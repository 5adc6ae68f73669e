package io.weevil.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Rule("R-AUTH")
class SignedBytesTest {

  private static final Digest A = Digests.of(Bytes.utf8("a"));
  private static final Digest B = Digests.of(Bytes.utf8("b"));
  private static final ReplicaId R0 = new ReplicaId(0);
  private static final ReplicaId R1 = new ReplicaId(1);
  private static final View V0 = View.ZERO;
  private static final View V1 = new View(1);
  private static final Slot S0 = Slot.ZERO;
  private static final Slot S1 = new Slot(1);
  private static final Bytes KEY = A.value();
  private static final Bytes OTHER_KEY = B.value();

  /** One statement of each sort, and each once more for every field that is another. */
  private static List<Bytes> statements(SignedBytes group) {
    Timestamp zero = Timestamp.ZERO;
    Timestamp one = new Timestamp(1);
    return List.of(
        group.vote(R0, V0, S0, A),
        group.vote(R1, V0, S0, A),
        group.vote(R0, V1, S0, A),
        group.vote(R0, V0, S1, A),
        group.vote(R0, V0, S0, B),
        group.orderHeader(R0, V0, S0, A, A, Track.SPECULATIVE),
        group.orderHeader(R1, V0, S0, A, A, Track.SPECULATIVE),
        group.orderHeader(R0, V1, S0, A, A, Track.SPECULATIVE),
        group.orderHeader(R0, V0, S1, A, A, Track.SPECULATIVE),
        group.orderHeader(R0, V0, S0, B, A, Track.SPECULATIVE),
        group.orderHeader(R0, V0, S0, A, B, Track.SPECULATIVE),
        group.orderHeader(R0, V0, S0, A, A, Track.AGREED),
        group.checkpoint(R0, S0, A, A),
        group.checkpoint(R1, S0, A, A),
        group.checkpoint(R0, S1, A, A),
        group.checkpoint(R0, S0, B, A),
        group.checkpoint(R0, S0, A, B),
        group.noConfidence(R0, V0),
        group.noConfidence(R1, V0),
        group.noConfidence(R0, V1),
        group.request(A),
        group.request(B),
        group.requestTo(R0, A, A),
        group.requestTo(R1, A, A),
        group.requestTo(R0, B, A),
        group.requestTo(R0, A, B),
        addressed(group, 1, R0, KEY, R0),
        addressed(group, 2, R0, KEY, R0),
        addressed(group, 1, R1, KEY, R0),
        addressed(group, 1, new ClientId(A, 1), KEY, R0),
        addressed(group, 1, new ClientId(A, 2), KEY, R0),
        addressed(group, 1, new ClientId(B, 1), KEY, R0),
        addressed(group, 1, R0, OTHER_KEY, R0),
        addressed(group, 1, R0, KEY, R1),
        addressed(group, 1, R0, KEY, new ClientId(A, 1)),
        addressed(group, 1, R0, KEY, new ClientId(A, 2)),
        SignedBytes.clientCertificate("a", KEY, KEY, zero, zero),
        SignedBytes.clientCertificate("b", KEY, KEY, zero, zero),
        SignedBytes.clientCertificate("a", OTHER_KEY, KEY, zero, zero),
        SignedBytes.clientCertificate("a", KEY, OTHER_KEY, zero, zero),
        SignedBytes.clientCertificate("a", KEY, KEY, one, zero),
        SignedBytes.clientCertificate("a", KEY, KEY, zero, one));
  }

  private static Bytes addressed(
      SignedBytes group, int kind, Party sender, Bytes body, Party receiver) {
    return SignedBytes.addressed(group.envelope(kind, sender, body), receiver);
  }

  @Test
  void noTwoStatementsAreTheSameBytes() {
    assertThat(statements(new SignedBytes(A))).doesNotHaveDuplicates();
  }

  @Test
  void allButTheAuthoritysWordNameTheGroup() {
    List<Bytes> both = new ArrayList<>(statements(new SignedBytes(A)));
    List<Bytes> certificates = both.subList(both.size() - 6, both.size());
    assertThat(statements(new SignedBytes(B))).endsWith(certificates.toArray(new Bytes[0]));
    certificates.clear();
    both.addAll(statements(new SignedBytes(B)));
    assertThat(both).doesNotHaveDuplicates();
  }

  @Test
  void noStatementBeginsAnother() {
    List<Bytes> all = statements(new SignedBytes(A));
    for (Bytes one : all) {
      assertThat(all)
          .filteredOn(other -> other.toHex().startsWith(one.toHex()))
          .containsExactly(one);
    }
  }
}
