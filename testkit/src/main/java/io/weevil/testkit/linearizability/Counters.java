package io.weevil.testkit.linearizability;

/**
 * Counters that are added to by key, each of them 0 at first: one counter's model, to be checked
 * key by key with {@link Add#key}. Adding 0 is reading.
 */
public final class Counters implements Model<Long, Counters.Add, Long> {

  /** Adds to the counter; tells the sum. */
  public record Add(String key, long amount) {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Step<Long, Long> step(Long sum, Add add) {
    long next = sum + add.amount();
    return new Step<>(next, next);
  }
}
