package io.weevil.apps.chaos.verdict;

import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Bytes;
import io.weevil.testkit.linearizability.Call;
import io.weevil.testkit.linearizability.LinearizabilityChecker;
import io.weevil.testkit.linearizability.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the callers were told, held against what one store would have told them. */
final class HistoryChecks {

  /** Such a search is over in a blink, or takes longer than anybody waits. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private HistoryChecks() {}

  /** Each key is a register of its own, so that the keys are checked one by one. */
  static Check linearizable(Recording recording) {
    String name = "calls are linearizable, reads included";
    Map<String, List<Call<KeyValueOperation, KeyValueResult>>> keys = new TreeMap<>();
    int count = 0;
    for (CallRecord call : recording.calls()) {
      if (mayHaveMattered(call)) {
        keys.computeIfAbsent(call.key(), k -> new ArrayList<>()).add(asCall(call));
        count++;
      }
    }
    List<String> findings = new ArrayList<>();
    keys.forEach((key, calls) -> check(key, calls).ifPresent(findings::add));
    return Check.of(name, count + " calls of " + keys.size() + " keys", findings);
  }

  /** A read whose result nobody knows says nothing, and what was refused has done nothing. */
  private static boolean mayHaveMattered(CallRecord call) {
    return !call.hasNoEffect() && (call.result().isPresent() || !call.operation().isRead());
  }

  private static Call<KeyValueOperation, KeyValueResult> asCall(CallRecord call) {
    return call.result()
        .map(
            result ->
                Call.ended(call.caller(), call.operation(), result, call.called(), call.ended()))
        .orElseGet(() -> Call.unknown(call.caller(), call.operation(), call.called()));
  }

  private static Optional<String> check(
      String key, List<Call<KeyValueOperation, KeyValueResult>> calls) {
    CompletableFuture<Verdict<KeyValueOperation, KeyValueResult>> verdict =
        new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("linearizability of " + key)
        .start(() -> decide(calls, verdict));
    try {
      return switch (verdict.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        case Verdict.Linearizable<KeyValueOperation, KeyValueResult> l -> Optional.empty();
        case Verdict.NotLinearizable<KeyValueOperation, KeyValueResult> wrong ->
            Optional.of(HistoryText.describe(key, wrong));
      };
    } catch (TimeoutException undecided) {
      return Optional.of(key + ": not decided in " + PATIENCE.toSeconds() + " s: nothing is known");
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the checker failed at " + key, failed);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return Optional.of(key + ": interrupted: nothing is known");
    }
  }

  private static void decide(
      List<Call<KeyValueOperation, KeyValueResult>> calls,
      CompletableFuture<Verdict<KeyValueOperation, KeyValueResult>> verdict) {
    try {
      verdict.complete(LinearizabilityChecker.check(new KeyValueRegister(), calls));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      verdict.completeExceptionally(failure);
    }
  }

  /**
   * The reads after the end find, of each key, a value that was written and that no acknowledged
   * write came after. Linearizability says more; this says it so that nobody has to believe a
   * search.
   */
  static Check writesAreReadable(Recording recording) {
    Map<String, CallRecord> reads = recording.finalReads();
    Map<String, List<CallRecord>> writes = new TreeMap<>();
    for (CallRecord call : recording.loadCalls()) {
      if (isWrite(call)) {
        writes.computeIfAbsent(call.key(), k -> new ArrayList<>()).add(call);
      }
    }
    List<String> findings = new ArrayList<>();
    writes.forEach((key, ofKey) -> problem(key, ofKey, reads.get(key)).ifPresent(findings::add));
    long acknowledged =
        writes.values().stream().flatMap(List::stream).filter(HistoryChecks::isSure).count();
    return Check.of(
        "every acknowledged write is readable",
        acknowledged + " acknowledged writes, " + reads.size() + " keys read",
        findings);
  }

  /** It has written, or may have. */
  private static boolean isWrite(CallRecord call) {
    boolean mismatch =
        call.result().filter(result -> result instanceof KeyValueResult.Mismatch).isPresent();
    return !call.operation().isRead() && !call.hasNoEffect() && !mismatch;
  }

  private static boolean isSure(CallRecord call) {
    return call.result().isPresent();
  }

  private static Optional<String> problem(
      String key, List<CallRecord> writes, @Nullable CallRecord read) {
    if (read == null || read.result().isEmpty()) {
      return Optional.of(key + " could not be read at the end: " + read);
    }
    List<CallRecord> sure = writes.stream().filter(HistoryChecks::isSure).toList();
    if (!(read.result().get() instanceof KeyValueResult.Value(Bytes value))) {
      return sure.isEmpty()
          ? Optional.empty()
          : Optional.of(
              key + " is absent at the end, and was written: " + HistoryText.line(sure.get(0)));
    }
    Optional<CallRecord> source = writes.stream().filter(w -> writes(w, value)).findFirst();
    if (source.isEmpty()) {
      return Optional.of(key + " reads as nobody wrote it: " + HistoryText.line(read));
    }
    return sure.stream()
        .filter(later -> isSure(source.get()) && later.called() > source.get().ended())
        .findFirst()
        .map(
            later ->
                key
                    + " reads as written before an acknowledged write: "
                    + HistoryText.line(source.get())
                    + ", then "
                    + HistoryText.line(later));
  }

  private static boolean writes(CallRecord call, Bytes value) {
    return switch (call.operation()) {
      case KeyValueOperation.Put put -> put.value().equals(value);
      case KeyValueOperation.CompareAndSet swap -> swap.value().equals(value);
      case KeyValueOperation other -> false;
    };
  }

  static Check endInTime(Recording recording) {
    Duration within = recording.scenario().expect().callsEndWithin();
    List<String> findings = new ArrayList<>();
    long longest = 0;
    for (CallRecord call : recording.calls()) {
      long from = Math.max(call.called(), recording.lastFaultEnd());
      if (!call.hasEnded() || call.ended() - from > within.toNanos()) {
        findings.add(HistoryText.line(call));
      } else {
        longest = Math.max(longest, call.ended() - from);
      }
    }
    String detail =
        "within %s of being made and of the last fault's end; the longest took %.1f s"
            .formatted(HistoryText.time(within), longest / 1e9);
    return Check.of("every call ends in time", detail, findings);
  }

  static Check outcomes(Recording recording) {
    int most = recording.scenario().expect().maxUnknown();
    List<String> unknown = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (CallRecord call : recording.calls()) {
      if (call.hasNoEffect()) {
        findings.add(HistoryText.line(call));
      } else if (call.answer() instanceof Answer.Unknown) {
        unknown.add(HistoryText.line(call));
      }
    }
    if (unknown.size() > most) {
      findings.addAll(unknown);
    }
    String detail = unknown.size() + " without a known outcome, " + most + " allowed";
    return Check.of("callers are told what became of their calls", detail, findings);
  }
}
