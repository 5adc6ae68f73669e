package io.weevil.engine.message;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Bytes that someone has tampered with. */
final class Mutations {

  /** Heads that a decoder must not believe, most of them longer than all memory. */
  static final List<byte[]> EVIL_HEADS =
      Stream.of(
              "587f", // short lengths that run past the end, or over the next field
              "59ffff",
              "5a7fffffff", // byte strings of 2^31-1, 2^32-1, 2^63-1, 2^64-1 bytes
              "5affffffff",
              "5b7fffffffffffffff",
              "5bffffffffffffffff",
              "5a0003d08f", // 249,999 bytes: what Jackson allocates on a length's word alone
              "5a01000000", // 16 MiB, which a generous bound allows
              "7a0003d08f", // texts
              "7a7fffffff",
              "7b7fffffffffffffff",
              "7bffffffffffffffff",
              "99ffff", // arrays
              "9a000fffff",
              "9a7fffffff",
              "9b7fffffffffffffff",
              "9bffffffffffffffff",
              "ba7fffffff", // maps
              "bbffffffffffffffff",
              "5f", // indefinite byte string, text, array, map; break
              "7f",
              "9f",
              "bf",
              "ff",
              "1b7fffffffffffffff", // numbers: 2^63-1, 2^63, 2^64-1, -1, -2^63, -2^64
              "1b8000000000000000",
              "1bffffffffffffffff",
              "20",
              "3b7fffffffffffffff",
              "3bffffffffffffffff",
              "1800", // long forms of short numbers and lengths
              "1b0000000000000001",
              "5800",
              "9800",
              "c2", // tags: big number, anything
              "d9d9f7",
              "dbffffffffffffffff",
              "f6", // null, undefined, true, simple values, floats
              "f7",
              "f5",
              "e0",
              "f8ff",
              "f97e00",
              "fb7ff0000000000000",
              "1c", // reserved
              "5c",
              "9e")
          .map(HexFormat.of()::parseHex)
          .toList();

  private Mutations() {}

  static byte[] flipBit(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  /**
   * {@code bytes} with {@code insertion} at {@code at} in place of the next {@code dropped} bytes.
   */
  static byte[] splice(byte[] bytes, int at, int dropped, byte[] insertion) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + insertion.length);
    out.write(bytes, 0, at);
    out.writeBytes(insertion);
    int from = Math.min(bytes.length, at + dropped);
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  /** One to four changes of {@code bytes}, with parts of {@code donor}. */
  static byte[] anyOf(Random random, byte[] bytes, byte[] donor) {
    byte[] mutated = bytes;
    for (int i = random.nextInt(4); i >= 0 && mutated.length < 4 * bytes.length + 64; i--) {
      mutated = once(random, mutated, donor);
    }
    return mutated;
  }

  private static byte[] once(Random random, byte[] bytes, byte[] donor) {
    int at = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(7)) {
      case 0 -> bytes.length == 0 ? bytes : flipBit(bytes, random.nextInt(8 * bytes.length));
      case 1 -> splice(bytes, at, 1, new byte[] {(byte) random.nextInt()});
      case 2 -> splice(bytes, at, 1 + random.nextInt(8), new byte[0]);
      case 3 ->
          splice(bytes, at, random.nextInt(3), EVIL_HEADS.get(random.nextInt(EVIL_HEADS.size())));
      case 4 -> splice(bytes, at, 0, slice(random, bytes));
      case 5 -> splice(bytes, at, random.nextInt(40), slice(random, donor));
      case 6 -> Arrays.copyOf(bytes, at);
      default -> throw new AssertionError();
    };
  }

  private static byte[] slice(Random random, byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(80)));
  }
}
