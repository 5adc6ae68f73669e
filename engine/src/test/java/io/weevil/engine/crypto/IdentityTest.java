package io.weevil.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentityTest {

  private static final Digest GROUP = Digests.of(Bytes.utf8("group"));
  private static final Bytes STATEMENT = Bytes.utf8("statement");

  private final SecureRandom random = seeded();
  private final Identity alice = Identity.generate(random);
  private final Identity bob = Identity.generate(random);
  private final Identity eve = Identity.generate(random);

  @Test
  @Rule("R-AUTH")
  void bothEndsAgreeOnOneKeyThatNobodyElseHas() {
    Bytes tag = key(alice, bob, GROUP).tag(STATEMENT);
    assertThat(key(bob, alice, GROUP).tag(STATEMENT))
        .isEqualTo(tag)
        .matches(t -> t.size() == MacKey.SIZE);
    assertThat(key(bob, alice, GROUP).verify(STATEMENT, tag)).isTrue();
    assertThat(key(eve, alice, GROUP).verify(STATEMENT, tag)).isFalse();
    assertThat(key(eve, bob, GROUP).verify(STATEMENT, tag)).isFalse();
  }

  @Test
  @Rule("R-AUTH")
  void anotherGroupOrEpochHasOtherKeys() {
    Bytes tag = key(alice, bob, GROUP).tag(STATEMENT);
    assertThat(key(bob, alice, Digests.of(Bytes.utf8("other"))).verify(STATEMENT, tag)).isFalse();
  }

  @Test
  @Rule("R-AUTH")
  void agreesOnNothingWithKeysOfSmallOrder() {
    // Every one of these shares a secret of all zeros with everybody (RFC 7748, section 6.1).
    for (String hex :
        List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
      assertThat(alice.agreement(GROUP).with(Bytes.ofHex(hex))).as(hex).isEmpty();
    }
    assertThat(alice.agreement(GROUP).with(Bytes.utf8("short"))).isEmpty();
  }

  @Test
  void isRestoredFromItsStoredKeys() {
    Identity restored = Identity.of(alice.copySigningSeed(), alice.copyAgreementSecret());
    assertThat(restored.signingKey()).isEqualTo(alice.signingKey());
    assertThat(restored.agreementKey()).isEqualTo(alice.agreementKey());
    assertThat(restored.signer().sign(STATEMENT)).isEqualTo(alice.signer().sign(STATEMENT));
  }

  @Test
  void wipesItsKeysWhenClosed() {
    KeyAgreement agreement = alice.agreement(GROUP);
    Authenticator derived = agreement.with(bob.agreementKey()).orElseThrow();
    Bytes tag = derived.tag(STATEMENT);
    alice.close();
    assertThatIllegalStateException().isThrownBy(() -> alice.signer().sign(STATEMENT));
    assertThatIllegalStateException().isThrownBy(() -> agreement.with(bob.agreementKey()));
    assertThatIllegalStateException().isThrownBy(alice::copySigningSeed);
    assertThatIllegalStateException().isThrownBy(alice::copyAgreementSecret);
    assertThat(derived.tag(STATEMENT)).isEqualTo(tag);
  }

  @Test
  void saysWhichKeyHasTheWrongSize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Identity.of(new byte[31], new byte[32]))
        .withMessage("an Ed25519 seed has 32 bytes, not 31");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Identity.of(new byte[32], new byte[33]))
        .withMessage("an X25519 private key has 32 bytes, not 33");
  }

  @Test
  void oneKeyServesManyThreads() throws Exception {
    Authenticator key = key(alice, bob, GROUP);
    // Long enough that threads are surely inside at the same time.
    List<Bytes> statements =
        IntStream.range(0, 4)
            .mapToObj(i -> Bytes.wrap(Arrays.copyOf(new byte[] {(byte) i}, 4_000_000)))
            .toList();
    List<Bytes> alone = statements.stream().map(key::tag).toList();
    assertThat(alone).doesNotHaveDuplicates();
    try (ExecutorService threads = Executors.newFixedThreadPool(statements.size())) {
      for (int round = 0; round < 5; round++) {
        List<Callable<Bytes>> tags =
            statements.stream().<Callable<Bytes>>map(s -> () -> key.tag(s)).toList();
        List<Bytes> together = new ArrayList<>();
        for (Future<Bytes> tag : threads.invokeAll(tags)) {
          together.add(tag.get());
        }
        assertThat(together).isEqualTo(alone);
      }
    }
  }

  @Test
  void macIsHmacSha256() {
    // RFC 4231 has no case with a key of 32 bytes; a key is padded with zeros, so case 2's "Jefe"
    // may be.
    byte[] key = Arrays.copyOf("Jefe".getBytes(StandardCharsets.UTF_8), 32);
    assertThat(MacKey.of(key).tag(Bytes.utf8("what do ya want for nothing?")).toHex())
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void refusesTagsThatAreCutOrGrown() {
    Authenticator key = key(alice, bob, GROUP);
    byte[] tag = key.tag(STATEMENT).toArray();
    for (int size : new int[] {0, 1, 16, 31, 33, 64}) {
      assertThat(key.verify(STATEMENT, Bytes.wrap(Arrays.copyOf(tag, size)))).isFalse();
    }
  }

  private static Authenticator key(Identity self, Identity peer, Digest group) {
    return self.agreement(group).with(peer.agreementKey()).orElseThrow();
  }

  private static SecureRandom seeded() {
    try {
      SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
      seeded.setSeed(1);
      return seeded;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
