package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.S1;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.V1;
import static io.weevil.engine.client.ClientScene.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderWatchTest {

  private static final ReplicaId R1 = new ReplicaId(1);
  private static final ReplicaId R2 = new ReplicaId(2);
  private static final ReplicaId LIAR = new ReplicaId(3);

  private final List<ReplicaId> forgers = new ArrayList<>();
  private int checks;
  private final HeaderWatch watch =
      new HeaderWatch(
          new Signatures(TestGroup.of(1, 0).configuration(), this::check), forgers::add);

  private boolean check(Bytes key, Bytes statement, Bytes signature) {
    checks++;
    return signature.equals(header(V0, S1, A, true).signature());
  }

  @Test
  @Rule({"R-CLIENT-5", "R-LATE"})
  void checksNoSignatureWhileHeadersAgree() {
    assertThat(watch.onHeader(R1, header(V0, S1, A, true))).isNull();
    assertThat(watch.onHeader(R2, header(V0, S1, A, true))).isNull();
    assertThat(watch.onHeader(R2, header(V1, S1, B, true))).isNull();
    assertThat(watch.onHeader(R2, header(V0, new Slot(2), B, true))).isNull();
    assertThat(checks).isZero();
  }

  @Test
  @Rule("R-CLIENT-5")
  void findsTheContradictionAlthoughAForgeryCameFirst() {
    assertThat(watch.onHeader(LIAR, header(V0, S1, B, false))).isNull();
    assertThat(watch.onHeader(R1, header(V0, S1, A, true))).isNull();
    assertThat(watch.onHeader(R2, header(V0, S1, B, true))).isNotNull();
    assertThat(forgers).containsExactly(LIAR);
  }

  @Test
  @Rule("R-CLIENT-5")
  void checksAnAuthenticHeaderOnce() {
    watch.onHeader(R1, header(V0, S1, A, true));
    watch.onHeader(LIAR, header(V0, S1, B, false));
    watch.onHeader(LIAR, header(V0, S1, B, false));
    assertThat(checks).isEqualTo(3); // the first one, and each forgery
  }

  @Test
  @Rule("R-CLIENT-5")
  void listensToAForgerOnlySoLong() {
    watch.onHeader(R1, header(V0, S1, A, true));
    for (int i = 0; i < 1_000; i++) {
      watch.onHeader(LIAR, header(V0, S1, B, false));
    }
    assertThat(forgers).hasSize(HeaderWatch.FORGERIES_BORNE);
    assertThat(checks).isEqualTo(1 + HeaderWatch.FORGERIES_BORNE);
  }

  @Test
  @Rule("R-CLIENT-5")
  void remembersABoundedNumberOfSlots() {
    for (int slot = 1; slot <= 5_000; slot++) {
      watch.onHeader(R1, header(V0, new Slot(slot), A, true));
    }
    assertThat(watch.size()).isEqualTo(HeaderWatch.REMEMBERED_PLACES);
  }
}
