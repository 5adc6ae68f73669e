package io.weevil.apps.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.MalformedOperationException;
import java.util.Arrays;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyValueCodecTest {

  private final KeyValueCodec codec = new KeyValueCodec();

  @Property(tries = 300)
  void everyOperationSurvivesTheWire(@ForAll("operations") KeyValueOperation operation) {
    assertThat(codec.decodeOperation(codec.encodeOperation(operation))).isEqualTo(operation);
  }

  @Property(tries = 300)
  void everyResultSurvivesTheWire(@ForAll("results") KeyValueResult result) {
    assertThat(codec.decodeResult(codec.encodeResult(result))).isEqualTo(result);
  }

  @Property(tries = 200)
  void everyTruncatedOrExtendedOperationIsRefused(
      @ForAll("operations") KeyValueOperation operation) {
    byte[] encoded = codec.encodeOperation(operation).toArray();
    for (int length = 0; length < encoded.length; length++) {
      assertRefused(Arrays.copyOf(encoded, length));
    }
    assertRefused(Arrays.copyOf(encoded, encoded.length + 1));
  }

  @Property(tries = 2_000)
  void nonsenseIsRefusedAndNothingElseHappens(@ForAll byte[] nonsense) {
    assertThatCode(
            () -> {
              try {
                codec.decodeOperation(Bytes.copyOf(nonsense));
              } catch (MalformedOperationException expected) {
                assertThat(expected).hasMessageStartingWith("not a key-value operation");
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void anOperationBeyondTheLimitsIsRefused() {
    assertRefused(put("", 1));
    assertRefused(put("k".repeat(KeyValueLimits.MAX_KEY_BYTES + 1), 1));
    assertRefused(put("k", KeyValueLimits.MAX_VALUE_BYTES + 1));
    assertRefused(
        CborOutput.toBytes(out -> out.array(4).number(7).text("a").text(null).number(0).end())
            .toArray());
    assertRefused(
        CborOutput.toBytes(out -> out.array(4).number(7).text("a").text(null).number(1_001).end())
            .toArray());
    assertRefused(
        CborOutput.toBytes(out -> out.array(2).number(3).entries(new TreeMap<>()).end()).toArray());
  }

  @Test
  void anOperationAtTheLimitsIsAccepted() {
    assertThat(
            codec.decodeOperation(
                Bytes.wrap(
                    put("k".repeat(KeyValueLimits.MAX_KEY_BYTES), KeyValueLimits.MAX_VALUE_BYTES))))
        .isInstanceOf(KeyValueOperation.Put.class);
  }

  @Test
  void entriesMustAscend() {
    assertRefused(
        CborOutput.toBytes(
                out ->
                    out.array(2)
                        .number(3)
                        .array(4)
                        .text("b")
                        .bytes(Bytes.EMPTY)
                        .text("a")
                        .bytes(Bytes.EMPTY)
                        .end()
                        .end())
            .toArray());
  }

  @Test
  void aKeyThatIsNotWellFormedIsRefused() {
    assertThatThrownBy(() -> new KeyValueOperation.Get("\ud800"))
        .hasMessageContaining("well-formed");
  }

  @Test
  void anUnknownCodeIsNamed() {
    assertThatThrownBy(
            () ->
                codec.decodeOperation(
                    CborOutput.toBytes(out -> out.array(2).number(99).text("a").end())))
        .isInstanceOf(MalformedOperationException.class)
        .hasMessageContaining("99");
  }

  @Provide
  Arbitrary<KeyValueOperation> operations() {
    return KeyValueArbitraries.operations();
  }

  @Provide
  Arbitrary<KeyValueResult> results() {
    return KeyValueArbitraries.results();
  }

  private static byte[] put(String key, int size) {
    return CborOutput.toBytes(
            out -> out.array(3).number(2).text(key).bytes(Bytes.wrap(new byte[size])).end())
        .toArray();
  }

  private void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> codec.decodeOperation(Bytes.copyOf(bytes)))
        .isInstanceOf(MalformedOperationException.class);
  }
}
