package io.weevil.apps.bench.cost;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * What a node has done, or several together. Bytes are those of Weevil's own frames: what Artery,
 * TCP and IP put around them is not in.
 *
 * @param macs made and checked: each is one operation, as the papers count
 * @param signatures made
 * @param verifications signatures checked
 * @param received messages
 * @param receivedBytes of these
 * @param dropped messages that the transport knows to be lost
 * @param sent by kind of message
 * @param events by name, as {@link io.weevil.actors.role.EventCounters} names them
 */
public record Costs(
    long macs,
    long signatures,
    long verifications,
    long received,
    long receivedBytes,
    long dropped,
    SortedMap<String, Sent> sent,
    SortedMap<String, Long> events) {

  /** Messages of one kind. */
  public record Sent(long messages, long bytes) {
    static final Sent NONE = new Sent(0, 0);
  }

  /** Nothing done. */
  public static final Costs NONE =
      new Costs(0, 0, 0, 0, 0, 0, Collections.emptySortedMap(), Collections.emptySortedMap());

  public Costs {
    sent = Collections.unmodifiableSortedMap(new TreeMap<>(sent));
    events = Collections.unmodifiableSortedMap(new TreeMap<>(events));
  }

  public Costs plus(Costs other) {
    return combine(other, Long::sum);
  }

  /** What was done since. */
  public Costs minus(Costs before) {
    return combine(before, (now, then) -> now - then);
  }

  public long sentMessages() {
    return sent.values().stream().mapToLong(Sent::messages).sum();
  }

  public long sentBytes() {
    return sent.values().stream().mapToLong(Sent::bytes).sum();
  }

  private Costs combine(Costs other, LongBinaryOperator with) {
    return new Costs(
        with.applyAsLong(macs, other.macs),
        with.applyAsLong(signatures, other.signatures),
        with.applyAsLong(verifications, other.verifications),
        with.applyAsLong(received, other.received),
        with.applyAsLong(receivedBytes, other.receivedBytes),
        with.applyAsLong(dropped, other.dropped),
        combineSent(other, with),
        combineEvents(other, with));
  }

  private SortedMap<String, Sent> combineSent(Costs other, LongBinaryOperator with) {
    SortedMap<String, Sent> combined = new TreeMap<>(sent);
    other.sent.forEach(
        (kind, theirs) -> {
          Sent ours = sent.getOrDefault(kind, Sent.NONE);
          combined.put(
              kind,
              new Sent(
                  with.applyAsLong(ours.messages(), theirs.messages()),
                  with.applyAsLong(ours.bytes(), theirs.bytes())));
        });
    return combined;
  }

  private SortedMap<String, Long> combineEvents(Costs other, LongBinaryOperator with) {
    SortedMap<String, Long> combined = new TreeMap<>(events);
    other.events.forEach(
        (name, theirs) ->
            combined.put(name, with.applyAsLong(events.getOrDefault(name, 0L), theirs)));
    return combined;
  }
}
