package io.weevil.engine.message;

import static io.weevil.engine.message.MessageArbitraries.LIMITS;
import static io.weevil.engine.message.MessageArbitraries.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The bytes of every message, held fast: replicas of two versions understand each other only while
 * these stay. Where the format is to change on purpose, {@code -Dweevil.golden=write} writes the
 * files anew.
 */
class GoldenBytesTest {

  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");
  private static final int BYTES_A_LINE = 32;

  private static final WireCodec CODEC = new WireCodec(LIMITS, N);

  @BeforeAll
  static void writeWhereAsked() throws IOException {
    if ("write".equals(System.getProperty("weevil.golden"))) {
      Files.createDirectories(DIRECTORY);
      for (Map.Entry<String, Bytes> e : encoded().entrySet()) {
        Files.writeString(file(e.getKey()), inLines(e.getValue()));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> theBytesOfEveryMessageStayAsTheyAre() {
    return encoded().entrySet().stream()
        .map(e -> dynamicTest(e.getKey(), () -> assertGolden(e.getKey(), e.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> theGoldenBytesAreReadAsTheirMessage() {
    return GoldenSamples.messages().entrySet().stream()
        .map(
            e ->
                dynamicTest(
                    e.getKey(),
                    () ->
                        assertThat(CODEC.decode(MessageKind.of(e.getValue()), golden(e.getKey())))
                            .isEqualTo(e.getValue())));
  }

  @Test
  void theGoldenPartsAreReadAsWhatTheyAre() throws IOException {
    assertThat(new OutcomesCodec(LIMITS).decode(golden("part-outcomes")))
        .isEqualTo(GoldenSamples.OUTCOMES);
    assertThat(EvidenceDocument.decode(golden("part-evidence-document")))
        .isEqualTo(GoldenSamples.DOCUMENT);
    assertThat(new BatchCodec(LIMITS, N).decode(golden("part-batch")))
        .isEqualTo(GoldenSamples.BATCH);
    assertThat(
            new RequestCodec(LIMITS, N).decodeCertificate(golden("part-client-certificate")).name())
        .isEqualTo("teller-é");
    assertThat(WireFormat.fromBytes(golden("part-envelope-of-a-replica").toArray()))
        .isEqualTo(GoldenSamples.fromReplica());
    assertThat(WireFormat.fromBytes(golden("part-envelope-of-a-client").toArray()))
        .isEqualTo(GoldenSamples.fromClient());
  }

  @Test
  void everyKindHasAGoldenFileAndEveryFileIsSomeMessages() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              encoded().keySet().stream().map(name -> name + ".hex").toList());
    }
    for (MessageKind kind : MessageKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(encoded().keySet())
          .as("golden bytes of %s", kind)
          .anyMatch(file -> file.startsWith(name));
    }
  }

  private static Map<String, Bytes> encoded() {
    Map<String, Bytes> encoded = new TreeMap<>(GoldenSamples.parts());
    GoldenSamples.messages().forEach((name, message) -> encoded.put(name, CODEC.encode(message)));
    return encoded;
  }

  private static void assertGolden(String name, Bytes encoded) throws IOException {
    assertThat(file(name)).as("golden bytes; -Dweevil.golden=write writes them").exists();
    assertThat(inLines(encoded))
        .as("the bytes of %s", name)
        .isEqualTo(Files.readString(file(name)));
  }

  private static Path file(String name) {
    return DIRECTORY.resolve(name + ".hex");
  }

  private static Bytes golden(String name) throws IOException {
    return Bytes.ofHex(Files.readString(file(name)).replace("\n", ""));
  }

  private static String inLines(Bytes bytes) {
    StringBuilder lines = new StringBuilder();
    for (int from = 0; from < bytes.size(); from += BYTES_A_LINE) {
      int to = Math.min(bytes.size(), from + BYTES_A_LINE);
      lines.append(HexFormat.of().formatHex(bytes.unsafeArray(), from, to)).append('\n');
    }
    return lines.toString();
  }
}
