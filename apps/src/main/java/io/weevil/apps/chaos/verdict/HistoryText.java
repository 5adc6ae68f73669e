package io.weevil.apps.chaos.verdict;

import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.linearizability.Call;
import io.weevil.testkit.linearizability.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls in words. */
final class HistoryText {

  /** Of a long explanation its end is told: there it breaks. */
  private static final int TOLD = 12;

  private HistoryText() {}

  static String line(CallRecord call) {
    return "%s %s at %.3f s: %s"
        .formatted(call.caller(), operation(call.operation()), call.called() / 1e9, ending(call));
  }

  private static String ending(CallRecord call) {
    if (call.answer() == null) {
      return "no answer";
    }
    String answer =
        switch (call.answer()) {
          case Answer.Done done -> result(done.result());
          case Answer.Failed failed -> "failed: " + failed.reason();
          case Answer.Rejected rejected -> "rejected: " + rejected.why();
          case Answer.Unknown unknown -> "unknown: " + unknown.known();
        };
    return String.format(Locale.ROOT, "%s after %.3f s", answer, call.nanos() / 1e9);
  }

  static String describe(
      String key, Verdict.NotLinearizable<KeyValueOperation, KeyValueResult> wrong) {
    List<Call<KeyValueOperation, KeyValueResult>> explained = wrong.explained();
    int from = Math.max(0, explained.size() - TOLD);
    return key
        + ": no order explains its calls. "
        + explained.size()
        + " of them can be explained, the last of these are"
        + lines(explained.subList(from, explained.size()))
        + "\nleft over are"
        + lines(wrong.unexplained().subList(0, Math.min(TOLD, wrong.unexplained().size())));
  }

  private static String lines(List<Call<KeyValueOperation, KeyValueResult>> calls) {
    return calls.stream().map(HistoryText::line).collect(Collectors.joining("\n  ", "\n  ", ""));
  }

  private static String line(Call<KeyValueOperation, KeyValueResult> call) {
    KeyValueResult result = call.result();
    return result == null
        ? "%s %s at %.3f s: unknown"
            .formatted(call.caller(), operation(call.operation()), call.called() / 1e9)
        : "%s %s at %.3f … %.3f s: %s"
            .formatted(
                call.caller(),
                operation(call.operation()),
                call.called() / 1e9,
                call.returned() / 1e9,
                result(result));
  }

  static String operation(KeyValueOperation operation) {
    return switch (operation) {
      case KeyValueOperation.Get get -> "get " + get.key();
      case KeyValueOperation.Put put -> "put " + put.key() + " " + value(put.value());
      case KeyValueOperation.CompareAndSet swap ->
          "swap " + swap.key() + " " + value(swap.expected()) + " → " + value(swap.value());
      case KeyValueOperation other -> other.toString();
    };
  }

  static String result(KeyValueResult result) {
    return switch (result) {
      case KeyValueResult.Value(Bytes value) -> value(value);
      case KeyValueResult.Absent absent -> "absent";
      case KeyValueResult.Done done -> "done";
      case KeyValueResult.Mismatch(Bytes actual) -> "no, it is " + value(actual);
      case KeyValueResult other -> other.toString();
    };
  }

  /** Values are padded with dots. */
  static String value(@Nullable Bytes value) {
    return value == null ? "absent" : value.toUtf8().replaceAll("\\.+$", "");
  }

  static String time(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
