package io.weevil.engine.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import org.junit.jupiter.api.Test;

class TestGroupTest {

  @Test
  void isTheSameFromRunToRun() {
    TestGroup one = TestGroup.of(1, 0);
    TestGroup same = TestGroup.of(1, 0);
    TestGroup other = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, Limits.DEFAULT, 2);
    assertThat(one.digest()).isEqualTo(same.digest()).isNotEqualTo(other.digest());
    assertThat(one.client("alice").id()).isEqualTo(same.client("alice").id());
    assertThat(one.client("bob").request(1, "op")).isEqualTo(same.client("bob").request(1, "op"));
  }

  @Test
  void signsAuthentically() {
    TestGroup group = TestGroup.of(1, 1);
    Signatures signatures = group.signatures();
    assertThat(signatures.isAuthentic(group.certificate(View.ZERO, new Slot(3), group.digest())))
        .isTrue();
    assertThat(signatures.isAuthentic(group.client("alice").certificate())).isTrue();
    assertThat(group.stableProof(new Slot(128), group.digest(), group.digest()).checkpoints())
        .hasSize(4)
        .allMatch(signatures::isAuthentic);
  }
}
