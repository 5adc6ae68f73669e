package io.weevil.engine.message;

import static io.weevil.engine.message.MessageArbitraries.LIMITS;
import static io.weevil.engine.message.MessageArbitraries.N;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/messages.md says what the code does. */
class MessageTableTest {

  private static final Path PAGE = Path.of("..", "docs", "messages.md");

  private record Row(String code, String way, String fields) {}

  private static final Map<String, Row> TABLE = new HashMap<>();

  @BeforeAll
  static void readTable() throws IOException {
    for (String line : Files.readAllLines(PAGE)) {
      List<String> cells = Stream.of(line.split("\\|")).map(String::strip).toList();
      if (cells.size() == 7 && cells.get(1).startsWith("`")) {
        String kind = cells.get(1).replace("`", "");
        Row row = new Row(cells.get(2), cells.get(3), cells.get(6));
        assertThat(TABLE.put(kind, row)).as("%s stands once", kind).isNull();
      }
    }
  }

  @Test
  void everyKindStandsOnceInTheTableWithItsCode() {
    assertThat(TABLE.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(MessageKind.values()).map(Enum::name).toList());
    for (MessageKind kind : MessageKind.values()) {
      assertThat(TABLE.get(kind.name()).code()).as("code of %s", kind).isEqualTo("" + kind.code());
    }
  }

  @Test
  void whoSaysAMessageToWhomIsWhatItsTypeSays() {
    for (WireMessage message : GoldenSamples.messages().values()) {
      String way =
          switch (message) {
            case PeerMessage.Misbehavior m -> "anyone → replica";
            case PeerMessage m -> "replica → replica";
            case ClientMessage m -> "client → replica";
            case ReplyMessage m -> "replica → client";
          };
      String kind = MessageKind.of(message).name();
      assertThat(TABLE.get(kind).way()).as(kind).isEqualTo(way);
    }
  }

  @Test
  void aMessageHasAsManyFieldsAsTheTableSays() {
    WireCodec codec = new WireCodec(LIMITS, N);
    for (WireMessage message : GoldenSamples.messages().values()) {
      String kind = MessageKind.of(message).name();
      String fields = TABLE.get(kind).fields();
      if (!fields.startsWith("`[checkpoint, …]`")) {
        int size = codec.encode(message).unsafeArray()[0] & 0x1f;
        String array = fields.substring(fields.indexOf('[') + 1, fields.indexOf(']'));
        assertThat(array.split(", ")).as("%s: %s", kind, fields).hasSize(size);
      }
    }
  }

  @Test
  void theBoundsOfBodiesAreThoseOfThePage() throws IOException {
    String page = Files.readString(PAGE);
    WireCodec codec = new WireCodec(LIMITS, N);
    for (MessageKind kind : MessageKind.values()) {
      String row =
          page.lines()
              .filter(line -> hasBoundOf(line, kind))
              .findFirst()
              .orElse("| all others | 1024 |");
      String bound = row.split("\\|")[2].strip();
      assertThat(codec.maxBodyBytes(kind)).as("%s: %s", kind, bound).isEqualTo(valueOf(bound));
    }
  }

  private static boolean hasBoundOf(String line, MessageKind kind) {
    String[] cells = line.split("\\|");
    return cells.length == 3 && List.of(cells[1].strip().split(", ")).contains(kind.name());
  }

  private static int valueOf(String bound) {
    int value = 0;
    for (String term : bound.split(" \\+ ")) {
      value +=
          switch (term) {
            case "max-batch-bytes" -> LIMITS.maxBatchBytes();
            case "max-request-bytes" -> LIMITS.maxRequestBytes();
            case "max-result-bytes" -> LIMITS.maxResultBytes();
            case "192 n" -> 192 * N;
            case "576 n" -> 576 * N;
            case "64 window" -> 64 * LIMITS.window();
            case "n - ⌈(n - 1) / 5⌉ times that of VIEW_CHANGE" ->
                3 * valueOf("576 n + 64 window + 1024");
            case "the larger of ORDER_REQ's and NEW_VIEW's" ->
                Math.max(
                    valueOf("max-batch-bytes + 1024"),
                    valueOf("n - ⌈(n - 1) / 5⌉ times that of VIEW_CHANGE + 1024"));
            default -> Integer.parseInt(term);
          };
    }
    return value;
  }
}
