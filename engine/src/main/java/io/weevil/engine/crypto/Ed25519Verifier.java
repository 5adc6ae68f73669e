package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 (RFC 8032), strictly, so that every replica reaches the same verdict on the same bytes. A
 * signature is good only if
 *
 * <ul>
 *   <li>it has 64 bytes and the key has 32;
 *   <li>the key A is the canonical encoding of a point of the prime-order subgroup other than the
 *       neutral one;
 *   <li>R is the canonical encoding of a point, and not of one of the eight points of small order;
 *   <li>S is below the group's order;
 *   <li>{@code S·B = R + k·A}.
 * </ul>
 *
 * <p>One thing is left to the library: a signer who adds a point of small order to his own R breaks
 * the equation, and Bouncy Castle, which multiplies it by a factor that depends on k, does not see
 * it for some k. That it sees is a function of the bytes alone, so replicas that run one version
 * agree; a check of our own would double the cost of every verification.
 *
 * <p>Safe to use from many threads at once.
 */
public final class Ed25519Verifier implements SignatureVerifier {

  private static final int KEYS = 16_384;
  private static final int R_SIZE = 32;

  /** The canonical encodings of the points of order 1, 2, 4, 4, 8, 8, 8 and 8. */
  private static final Set<Bytes> SMALL_ORDER =
      List.of(
              "0100000000000000000000000000000000000000000000000000000000000000",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "0000000000000000000000000000000000000000000000000000000000000000",
              "0000000000000000000000000000000000000000000000000000000000000080",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")
          .stream()
          .map(hex -> Bytes.wrap(HexFormat.of().parseHex(hex)))
          .collect(Collectors.toUnmodifiableSet());

  // Decoding and checking a key costs as much as a signature check.
  private final BoundedCache<Bytes, PublicPoint> keys = new BoundedCache<>(KEYS);

  @Override
  public boolean verify(Bytes publicKey, Bytes statement, Bytes signature) {
    if (publicKey.size() != Ed25519.PUBLIC_KEY_SIZE
        || signature.size() != Ed25519.SIGNATURE_SIZE
        || hasSmallR(signature)) {
      return false;
    }
    PublicPoint key = decode(publicKey);
    return key != null
        && Ed25519.verify(
            signature.unsafeArray(), 0, key, statement.unsafeArray(), 0, statement.size());
  }

  private @Nullable PublicPoint decode(Bytes publicKey) {
    PublicPoint known = keys.get(publicKey);
    if (known != null) {
      return known;
    }
    PublicPoint decoded = Ed25519.validatePublicKeyFullExport(publicKey.unsafeArray(), 0);
    if (decoded != null) {
      keys.put(publicKey, decoded);
    }
    return decoded;
  }

  private static boolean hasSmallR(Bytes signature) {
    byte[] r = new byte[R_SIZE];
    System.arraycopy(signature.unsafeArray(), 0, r, 0, R_SIZE);
    return SMALL_ORDER.contains(Bytes.wrap(r));
  }
}
