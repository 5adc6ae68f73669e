package io.weevil.apps.chaos.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Bytes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every call as a line of JSON. */
public final class HistoryFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private HistoryFile() {}

  public static void write(List<CallRecord> calls, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (CallRecord call : calls) {
        out.write(MAPPER.writeValueAsString(tree(call)));
        out.newLine();
      }
    }
  }

  private static ObjectNode tree(CallRecord call) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("caller", call.caller()).put("key", call.key());
    switch (call.operation()) {
      case KeyValueOperation.Get get -> node.put("operation", "get");
      case KeyValueOperation.Put put ->
          node.put("operation", "put").put("value", text(put.value()));
      case KeyValueOperation.CompareAndSet swap ->
          node.put("operation", "swap")
              .put("expected", text(swap.expected()))
              .put("value", text(swap.value()));
      case KeyValueOperation other -> node.put("operation", other.toString());
    }
    node.put("calledNanos", call.called());
    if (call.answer() != null) {
      node.put("endedNanos", call.ended());
      answer(node, call.answer());
    }
    return node;
  }

  private static void answer(ObjectNode node, Answer answer) {
    switch (answer) {
      case Answer.Done done -> {
        node.put("outcome", "done").put("grade", done.grade().name());
        node.put("slot", done.slot().number());
        switch (done.result()) {
          case KeyValueResult.Value(Bytes value) -> node.put("told", text(value));
          case KeyValueResult.Mismatch(Bytes actual) -> node.put("mismatch", text(actual));
          case KeyValueResult.Absent absent -> node.putNull("told");
          case KeyValueResult.Done written -> node.put("written", true);
          case KeyValueResult other -> node.put("told", other.toString());
        }
      }
      case Answer.Failed failed -> node.put("outcome", "failed").put("why", failed.reason());
      case Answer.Rejected rejected -> node.put("outcome", "rejected").put("why", rejected.why());
      case Answer.Unknown unknown -> node.put("outcome", "unknown").put("why", unknown.known());
    }
  }

  private static @Nullable String text(@Nullable Bytes value) {
    return value == null ? null : value.toUtf8();
  }
}
