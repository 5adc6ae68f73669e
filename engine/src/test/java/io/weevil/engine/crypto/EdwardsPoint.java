package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;

/**
 * Edwards25519 by the book (RFC 8032, section 5.1), slow and plain: to make signatures that no
 * honest signer makes.
 */
record EdwardsPoint(BigInteger x, BigInteger y) {

  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The order of the prime-order subgroup. */
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  static final EdwardsPoint NEUTRAL = new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE);

  static final EdwardsPoint BASE =
      decode(Bytes.ofHex("5866666666666666666666666666666666666666666666666666666666666666"));

  /** Of order 8: its multiples are all points of small order. */
  static final EdwardsPoint TORSION =
      decode(Bytes.ofHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));

  static EdwardsPoint decode(Bytes encoded) {
    BigInteger number = littleEndian(encoded.toArray());
    BigInteger y = number.clearBit(255).mod(P);
    BigInteger yy = y.multiply(y);
    BigInteger xx =
        yy.subtract(BigInteger.ONE)
            .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    BigInteger x = squareRoot(xx);
    return new EdwardsPoint(x.testBit(0) == number.testBit(255) ? x : P.subtract(x).mod(P), y);
  }

  private static BigInteger squareRoot(BigInteger square) {
    BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!root.multiply(root).mod(P).equals(square)) {
      root =
          root.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P)).mod(P);
    }
    if (!root.multiply(root).mod(P).equals(square)) {
      throw new IllegalArgumentException("no point has this y");
    }
    return root;
  }

  EdwardsPoint plus(EdwardsPoint q) {
    BigInteger crossed = D.multiply(x).multiply(q.x).multiply(y).multiply(q.y).mod(P);
    BigInteger sumX = x.multiply(q.y).add(q.x.multiply(y));
    BigInteger sumY = y.multiply(q.y).add(x.multiply(q.x));
    return new EdwardsPoint(
        sumX.multiply(BigInteger.ONE.add(crossed).modInverse(P)).mod(P),
        sumY.multiply(BigInteger.ONE.subtract(crossed).modInverse(P)).mod(P));
  }

  EdwardsPoint times(BigInteger factor) {
    EdwardsPoint product = NEUTRAL;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      product = product.plus(product);
      product = factor.testBit(bit) ? product.plus(this) : product;
    }
    return product;
  }

  Bytes encode() {
    return encode(x.testBit(0) ? y.setBit(255) : y);
  }

  /** A number below 2^256 as 32 bytes, least significant first. */
  static Bytes encode(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return Bytes.wrap(bytes);
  }

  static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  /** {@code k = SHA-512(R ‖ A ‖ M) mod L}. */
  static BigInteger challenge(Bytes r, Bytes a, Bytes message) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-512");
    sha.update(r.toArray());
    sha.update(a.toArray());
    return littleEndian(sha.digest(message.toArray())).mod(L);
  }
}
