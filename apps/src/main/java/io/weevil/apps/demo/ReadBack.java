package io.weevil.apps.demo;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads every key that was written and compares it with what the client was told. */
final class ReadBack {

  private static final int READS_AT_ONCE = 32;

  private record Read(String key, CompletionStage<Answer> answer) {}

  private ReadBack() {}

  /**
   * @param client who reads
   * @return what is wrong, the contradictions among the answers to the writes included
   */
  static List<String> run(WriteLedger ledger, KeyValueClient client) {
    List<String> faults = new ArrayList<>(ledger.contradictions());
    Deque<Read> pending = new ArrayDeque<>();
    for (String key : ledger.keys()) {
      pending.add(new Read(key, client.ask(new KeyValueOperation.Get(key))));
      if (pending.size() == READS_AT_ONCE) {
        judge(ledger, pending.remove(), faults);
      }
    }
    while (!pending.isEmpty()) {
      judge(ledger, pending.remove(), faults);
    }
    return faults;
  }

  private static void judge(WriteLedger ledger, Read read, List<String> faults) {
    Answer answer = read.answer().toCompletableFuture().join();
    ledger.judge(read.key(), answer).ifPresent(faults::add);
  }
}
