package io.weevil.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

@Rule("R-AUTH")
class Ed25519VerifierTest {

  /** Enough to catch a check that lets one in eight through. */
  private static final int TRIES = 60;

  private static final BigInteger SECRET = new BigInteger("7").pow(80).mod(EdwardsPoint.L);
  private static final BigInteger NONCE = new BigInteger("11").pow(70).mod(EdwardsPoint.L);

  private static final EdwardsPoint SECRET_POINT = EdwardsPoint.BASE.times(SECRET);
  private static final EdwardsPoint NONCE_POINT = EdwardsPoint.BASE.times(NONCE);

  private final Ed25519Verifier verifier = new Ed25519Verifier();
  private final Ed25519Signer signer = new Ed25519Signer(new byte[32]);
  private final Bytes statement = Bytes.utf8("statement");
  private final Bytes signature = signer.sign(statement);

  @Test
  void agreesWithTheVectorsOfRfc8032() {
    record Vector(String seed, String key, String message, String signature) {}
    for (Vector v :
        List.of(
            new Vector(
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                    + "d25bf5f0595bbe24655141438e7a100b"),
            new Vector(
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                    + "387b2eaeb4302aeeb00d291612bb0c00"))) {
      Ed25519Signer vectorSigner = new Ed25519Signer(Bytes.ofHex(v.seed()).toArray());
      assertThat(vectorSigner.publicKey()).isEqualTo(Bytes.ofHex(v.key()));
      assertThat(vectorSigner.sign(Bytes.ofHex(v.message()))).isEqualTo(Bytes.ofHex(v.signature()));
      assertThat(
              verifier.verify(
                  Bytes.ofHex(v.key()), Bytes.ofHex(v.message()), Bytes.ofHex(v.signature())))
          .isTrue();
    }
  }

  @Test
  void acceptsWhatWasSignedAndNothingElse() {
    assertThat(verifier.verify(signer.publicKey(), statement, signature)).isTrue();
    assertThat(verifier.verify(signer.publicKey(), Bytes.utf8("Statement"), signature)).isFalse();
    assertThat(verifier.verify(otherKey(), statement, signature)).isFalse();
  }

  @Test
  void refusesASignatureWithAnyBitFlipped() {
    for (int bit = 0; bit < signature.size() * 8; bit++) {
      byte[] flipped = signature.toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(verifier.verify(signer.publicKey(), statement, Bytes.wrap(flipped)))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void refusesAKeyWithAnyBitFlipped() {
    for (int bit = 0; bit < 256; bit++) {
      byte[] flipped = signer.publicKey().toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(verifier.verify(Bytes.wrap(flipped), statement, signature))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void refusesWrongLengths() {
    for (int size : new int[] {0, 1, 31, 32, 33, 63, 65, 128}) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(signature.toArray(), size));
      assertThat(verifier.verify(signer.publicKey(), statement, cut)).isFalse();
    }
    for (int size : new int[] {0, 1, 31, 33, 64}) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(signer.publicKey().toArray(), size));
      assertThat(verifier.verify(cut, statement, signature)).isFalse();
    }
  }

  @Test
  void refusesAnSThatIsNotReduced() {
    BigInteger s = EdwardsPoint.littleEndian(Arrays.copyOfRange(signature.toArray(), 32, 64));
    for (int multiple = 1; multiple <= 14; multiple++) {
      Bytes grown =
          EdwardsPoint.encode(s.add(EdwardsPoint.L.multiply(BigInteger.valueOf(multiple))));
      assertThat(verifier.verify(signer.publicKey(), statement, join(first(signature), grown)))
          .isFalse();
    }
  }

  @Test
  void refusesKeysOfSmallOrder() {
    // With such a key A = T anybody could sign anything: S·B = R + k·T whenever k is a multiple of
    // T's order.
    Bytes forged = join(NONCE_POINT.encode(), EdwardsPoint.encode(NONCE));
    for (EdwardsPoint small : smallOrderPoints()) {
      for (Bytes message : messages()) {
        assertThat(verifier.verify(small.encode(), message, forged)).isFalse();
      }
    }
  }

  @Test
  void refusesKeysOfMixedOrder() throws Exception {
    // A = a·B + T: verifiers with and without cofactor disagree about its signatures.
    EdwardsPoint key = SECRET_POINT.plus(EdwardsPoint.TORSION);
    for (Bytes message : messages()) {
      assertThat(verifier.verify(key.encode(), message, sign(NONCE_POINT, key, message))).isFalse();
    }
  }

  @Test
  void verdictsAboutAnRWithASmallOrderComponentStayAsTheyAre() throws Exception {
    // R = r·B + T can only be made by the key's owner. The library lets some of it pass: replicas
    // agree on which as long as all run the same arithmetic. Should this test fail after an upgrade
    // of the library, then a group must not mix the two versions.
    StringBuilder verdicts = new StringBuilder();
    for (EdwardsPoint torsion : smallOrderPoints()) {
      EdwardsPoint r = NONCE_POINT.plus(torsion);
      for (Bytes message : messages()) {
        Bytes crafted = sign(r, SECRET_POINT, message);
        verdicts.append(verifier.verify(SECRET_POINT.encode(), message, crafted) ? '1' : '0');
      }
    }
    assertThat(verdicts.toString()).startsWith("1".repeat(TRIES));
    assertThat(Digests.of(Bytes.utf8(verdicts.toString())).value().toHex())
        .isEqualTo("f7f5c7ff3eaf8006d62799b64c89e9da7742f8445919f955b5e3457214ead7ae");
  }

  @Test
  void refusesAnROfSmallOrder() throws Exception {
    // r = 0 and R the neutral point fulfil the equation: only the rule against small order refuses
    // them.
    EdwardsPoint key = SECRET_POINT;
    Bytes neutral = EdwardsPoint.NEUTRAL.encode();
    BigInteger s =
        EdwardsPoint.challenge(neutral, key.encode(), statement)
            .multiply(SECRET)
            .mod(EdwardsPoint.L);
    assertThat(verifier.verify(key.encode(), statement, join(neutral, EdwardsPoint.encode(s))))
        .isFalse();
  }

  @Test
  void refusesPointsThatAreNotCanonical() {
    // y + p for the few y that leave room below 2^255, and x = 0 with its sign set.
    List<Bytes> encodings = new ArrayList<>();
    for (int y = 0; y < 19; y++) {
      encodings.add(EdwardsPoint.encode(EdwardsPoint.P.add(BigInteger.valueOf(y))));
      encodings.add(EdwardsPoint.encode(EdwardsPoint.P.add(BigInteger.valueOf(y)).setBit(255)));
    }
    encodings.add(EdwardsPoint.encode(BigInteger.ONE.setBit(255)));
    encodings.add(EdwardsPoint.encode(EdwardsPoint.P.subtract(BigInteger.ONE).setBit(255)));
    for (Bytes point : encodings) {
      assertThat(verifier.verify(point, statement, signature)).isFalse();
      assertThat(
              verifier.verify(point, statement, join(point, EdwardsPoint.encode(BigInteger.ZERO))))
          .isFalse();
      assertThat(verifier.verify(signer.publicKey(), statement, join(point, second(signature))))
          .isFalse();
    }
  }

  @Test
  void saysTheSameWhetherTheKeyIsNewOrKnown() {
    for (int round = 0; round < 3; round++) {
      assertThat(verifier.verify(signer.publicKey(), statement, signature)).isTrue();
      assertThat(verifier.verify(signer.publicKey(), Bytes.EMPTY, signature)).isFalse();
    }
  }

  @Property(tries = 500)
  void neverThrowsForNonsense(
      @ForAll @Size(max = 40) byte[] key,
      @ForAll byte[] message,
      @ForAll @Size(max = 70) byte[] garbage) {
    assertThat(verifier.verify(Bytes.wrap(key), Bytes.wrap(message), Bytes.wrap(garbage)))
        .isFalse();
  }

  @Property(tries = 500)
  void neverThrowsForNonsenseOfTheRightLength(
      @ForAll @Size(32) byte[] key, @ForAll byte[] message, @ForAll @Size(64) byte[] garbage) {
    assertThat(verifier.verify(Bytes.wrap(key), Bytes.wrap(message), Bytes.wrap(garbage)))
        .isFalse();
  }

  /** A signature by {@link #SECRET} with this R, whatever the key encodes. */
  private static Bytes sign(EdwardsPoint r, EdwardsPoint key, Bytes message) throws Exception {
    BigInteger k = EdwardsPoint.challenge(r.encode(), key.encode(), message);
    return join(r.encode(), EdwardsPoint.encode(NONCE.add(k.multiply(SECRET)).mod(EdwardsPoint.L)));
  }

  private static List<EdwardsPoint> smallOrderPoints() {
    return IntStream.range(0, 8)
        .mapToObj(i -> EdwardsPoint.TORSION.times(BigInteger.valueOf(i)))
        .toList();
  }

  private static List<Bytes> messages() {
    return Stream.iterate(0, i -> i + 1).limit(TRIES).map(i -> Bytes.utf8("message " + i)).toList();
  }

  private static Bytes otherKey() {
    byte[] seed = new byte[32];
    seed[0] = 1;
    return new Ed25519Signer(seed).publicKey();
  }

  private static Bytes first(Bytes signature) {
    return Bytes.wrap(Arrays.copyOfRange(signature.toArray(), 0, 32));
  }

  private static Bytes second(Bytes signature) {
    return Bytes.wrap(Arrays.copyOfRange(signature.toArray(), 32, 64));
  }

  private static Bytes join(Bytes r, Bytes s) {
    byte[] joined = Arrays.copyOf(r.toArray(), 64);
    System.arraycopy(s.toArray(), 0, joined, 32, 32);
    return Bytes.wrap(joined);
  }
}
