package io.weevil.apps.ycsb;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueLimits;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.apps.kv.RecordFields;
import io.weevil.engine.model.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.Vector;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;

/**
 * YCSB's view of the store: a record is one value ({@link RecordFields}). Reads and scans take the
 * path without ordering (R-READ); inserts put a whole record, updates change some fields of it in
 * one ordered operation.
 *
 * <p>YCSB makes one of these a thread; all share one client. No method throws: YCSB's threads end
 * the whole process, successfully, on an exception.
 */
public final class WeevilYcsbClient extends DB {

  /** What YCSB is told, and the result where there is one. */
  private record Ended(Status status, @Nullable KeyValueResult result) {}

  private final KeyValueClient client;
  private final Failures failures;

  /**
   * @param client shared; not closed here
   * @param failures told of every call that does not succeed
   */
  public WeevilYcsbClient(KeyValueClient client, Failures failures) {
    this.client = client;
    this.failures = failures;
  }

  @Override
  public Status read(
      String table, String key, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
    Ended ended = call("read", key, new KeyValueOperation.Get(Tables.key(table, key)));
    return ended.result() instanceof KeyValueResult.Value(Bytes value)
        ? select(key, value, fields, result)
        : ended.status();
  }

  @Override
  public Status scan(
      String table,
      String startkey,
      int recordcount,
      @Nullable Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    String from = Tables.key(table, startkey);
    while (from != null && result.size() < recordcount) {
      int limit = Math.min(recordcount - result.size(), KeyValueLimits.MAX_ENTRIES);
      Ended page =
          call("scan", startkey, new KeyValueOperation.Scan(from, Tables.end(table), limit));
      if (!(page.result() instanceof KeyValueResult.Entries entries)) {
        return page.status();
      }
      for (KeyValueResult.Entry entry : entries.entries()) {
        HashMap<String, ByteIterator> row = new HashMap<>();
        select(entry.key(), entry.value(), fields, row);
        result.add(row);
      }
      from = entries.next();
    }
    return Status.OK;
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    Bytes recordValue = RecordFields.toValue(fieldsOf(values));
    return call("insert", key, new KeyValueOperation.Put(Tables.key(table, key), recordValue))
        .status();
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    return call(
            "update", key, new KeyValueOperation.Update(Tables.key(table, key), fieldsOf(values)))
        .status();
  }

  @Override
  public Status delete(String table, String key) {
    return call("delete", key, new KeyValueOperation.Remove(Tables.key(table, key))).status();
  }

  private Ended call(String what, String key, KeyValueOperation operation) {
    Answer answer = client.ask(operation).toCompletableFuture().join();
    Ended ended =
        switch (answer) {
          case Answer.Done done -> new Ended(statusOf(done.result()), done.result());
          case Answer.Failed failed -> new Ended(Status.ERROR, null);
          case Answer.Rejected rejected -> new Ended(Status.SERVICE_UNAVAILABLE, null);
          case Answer.Unknown unknown -> new Ended(Status.UNEXPECTED_STATE, null);
        };
    if (!ended.status().isOk()) {
      failures.note(what + " of " + key + ": " + answer);
    }
    return ended;
  }

  private static Status statusOf(KeyValueResult result) {
    return switch (result) {
      case KeyValueResult.Value value -> Status.OK;
      case KeyValueResult.Entries entries -> Status.OK;
      case KeyValueResult.Done done -> Status.OK;
      case KeyValueResult.Absent absent -> Status.NOT_FOUND;
      case KeyValueResult.Mismatch mismatch -> Status.BAD_REQUEST;
      case KeyValueResult.Refused refused -> Status.BAD_REQUEST;
    };
  }

  private Status select(
      String key, Bytes value, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
    try {
      RecordFields.ofValue(value)
          .forEach(
              (name, field) -> {
                if (fields == null || fields.contains(name)) {
                  result.put(name, new ByteArrayByteIterator(field.toArray()));
                }
              });
      return Status.OK;
    } catch (IllegalArgumentException noRecord) {
      failures.note(key + ": " + noRecord.getMessage());
      return Status.UNEXPECTED_STATE;
    }
  }

  private static SortedMap<String, Bytes> fieldsOf(Map<String, ByteIterator> values) {
    SortedMap<String, Bytes> fields = new TreeMap<>();
    values.forEach((name, value) -> fields.put(name, Bytes.wrap(value.toArray())));
    return fields;
  }
}
