package io.weevil.engine.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.model.Bytes;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One form of each value, and nothing else (RFC 8949, section 4.2.1). */
class CborReaderTest {

  private static <T> T decode(String hex, Function<CborReader, T> decoder) {
    return CborReader.decode("sample", Bytes.ofHex(hex), 1_000, decoder);
  }

  private static long number(String hex) {
    return decode(hex, in -> in.number("x"));
  }

  private static Bytes bytes(String hex) {
    return decode(hex, in -> in.bytes("x", 0, 500));
  }

  private static boolean flag(String hex) {
    return decode(hex, in -> in.flag("x"));
  }

  private static String text(String hex) {
    return decode(hex, in -> in.text("x", 0, 500));
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "17, 23",
    "1818, 24",
    "18ff, 255",
    "190100, 256",
    "19ffff, 65535",
    "1a00010000, 65536",
    "1affffffff, 4294967295",
    "1b0000000100000000, 4294967296",
    "1b3fffffffffffffff, 4611686018427387903"
  })
  void aNumberIsReadAndWrittenInItsShortestForm(String hex, long number) {
    assertThat(number(hex)).isEqualTo(number);
    assertThat(new CborWriter(16).number(number).finish().toHex()).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1800",
        "1817",
        "190000",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "1b0000000000000000"
      })
  void aLongerFormOfANumberIsRefused(String hex) {
    assertThatThrownBy(() -> number(hex))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("sample, byte 0: x is not in its shortest form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5800", "580161", "59000161", "5a0000000161", "5b000000000000000161"})
  void aLongerFormOfALengthIsRefused(String hex) {
    assertThatThrownBy(() -> bytes(hex))
        .hasMessage("sample, byte 0: x is not in its shortest form");
  }

  @ParameterizedTest
  @CsvSource({
    "20, a negative integer",
    "3b7fffffffffffffff, a negative integer",
    "40, a byte string",
    "6130, a text",
    "80, an array",
    "a0, a map",
    "c100, a tag",
    "f6, a simple value",
    "fb0000000000000000, a simple value"
  })
  void whatIsNoNumberIsRefusedByName(String hex, String type) {
    assertThatThrownBy(() -> number(hex))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("sample, byte 0: x must be an unsigned integer, not " + type);
  }

  /** Or a liar's last slot of all would stop whoever looks for the one behind it. */
  @Test
  void aNumberFromWhichNothingCanBeReckonedIsRefused() {
    assertThatThrownBy(() -> number("1b4000000000000000"))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> number("1b7fffffffffffffff"))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void aNumberAbove2To63IsRefused() {
    assertThatThrownBy(() -> number("1b8000000000000000"))
        .hasMessageContaining("not 9223372036854775808");
    assertThatThrownBy(() -> number("1bffffffffffffffff"))
        .hasMessageContaining("not 18446744073709551615");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5f", "5f4161ff", "1c", "1f", "5c", "5d", "5e"})
  void indefiniteAndReservedHeadsAreRefused(String hex) {
    assertThatThrownBy(
            () -> decode(hex, in -> hex.startsWith("1") ? in.number("x") : in.bytes("x", 0, 9)))
        .hasMessage("sample, byte 0: x has an indefinite length or a reserved head");
  }

  @Test
  void anArrayOfIndefiniteLengthIsRefused() {
    assertThatThrownBy(() -> decode("9f00ff", in -> in.array("x", 0, 9)))
        .hasMessageContaining("indefinite");
  }

  @Test
  void aLengthIsCheckedAgainstItsBoundAndAgainstWhatIsLeft() {
    assertThatThrownBy(() -> bytes("5901f5"))
        .hasMessage("sample, byte 0: x must have length 0 … 500, not 501");
    assertThatThrownBy(() -> bytes("4361"))
        .hasMessage("sample, byte 0: x claims length 3 with 1 bytes left");
    assertThatThrownBy(() -> bytes("5bffffffffffffffff"))
        .hasMessageContaining("not 18446744073709551615");
    assertThatThrownBy(() -> decode("8300", in -> in.array("x", 0, 9)))
        .hasMessage("sample, byte 0: x claims length 3 with 1 bytes left");
  }

  @Test
  void nothingMayFollowAndNothingMayLack() {
    assertThatThrownBy(() -> number("0000")).hasMessage("sample, byte 1: 1 bytes too many");
    assertThatThrownBy(() -> number("")).hasMessage("sample, byte 0: the bytes end before x");
    assertThatThrownBy(() -> number("19ff"))
        .hasMessage("sample, byte 0: the bytes end within the head of x");
  }

  @Test
  void anArrayHasExactlyItsItems() {
    Function<CborReader, Long> pair =
        in -> {
          in.array("pair", 2);
          long sum = in.number("a") + in.number("b");
          in.end();
          return sum;
        };
    assertThat(decode("820102", pair)).isEqualTo(3L);
    assertThatThrownBy(() -> decode("83010203", pair))
        .hasMessageContaining("pair must have length 2 … 2, not 3");
    assertThatThrownBy(() -> decode("8101", pair))
        .hasMessageContaining("pair must have length 2 … 2, not 1");
  }

  @Test
  void textIsWellFormedUtf8() {
    assertThat(text("62c3a9")).isEqualTo("é");
    assertThat(text("64f09f9880")).isEqualTo("😀");
    // A lone continuation, a missing one, an overlong slash, half a surrogate pair, beyond Unicode,
    // no UTF-8 at all.
    for (String hex : new String[] {"6180", "61c3", "62c0af", "63eda080", "64f5808080", "61ff"}) {
      assertThatThrownBy(() -> text(hex)).as(hex).isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void aFlagIsTrueOrFalseAndNothingElse() {
    assertThat(flag("f4")).isFalse();
    assertThat(flag("f5")).isTrue();
    for (String hex : new String[] {"f6", "f7", "e0", "f820", "00", "01"}) {
      assertThatThrownBy(() -> flag(hex)).as(hex).isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void positionsWithinAByteStringAreThoseOfTheWhole() {
    Function<CborReader, Long> nested =
        in -> {
          in.array("outer", 2);
          in.number("first");
          long inner =
              in.decodeInside(in.bytes("content", 0, 9), content -> content.number("second"));
          in.end();
          return inner;
        };
    assertThat(decode("82004105", nested)).isEqualTo(5L);
    assertThatThrownBy(() -> decode("82004120", nested))
        .hasMessage("sample, byte 3: second must be an unsigned integer, not a negative integer");
  }

  @Test
  void whatAConstructorObjectsToIsMalformed() {
    assertThatThrownBy(
            () ->
                decode(
                    "00",
                    in -> {
                      in.number("x");
                      throw new IllegalArgumentException("too small");
                    }))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("sample, byte 1: too small");
  }
}
