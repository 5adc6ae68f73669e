package io.weevil.testkit.linearizability;

import java.util.List;
import java.util.stream.Collectors;

/** What the checker found. */
public sealed interface Verdict<O, R> {

  /**
   * One order, of several that may explain the history.
   *
   * @param order calls with an unknown outcome that are not needed are left out
   */
  record Linearizable<O, R>(List<Call<O, R>> order) implements Verdict<O, R> {
    public Linearizable {
      order = List.copyOf(order);
    }
  }

  /**
   * No order explains the history.
   *
   * @param explained as many calls as any order explains, in that order
   * @param unexplained the others with a known outcome: one of them is wrong, or one before it
   */
  record NotLinearizable<O, R>(List<Call<O, R>> explained, List<Call<O, R>> unexplained)
      implements Verdict<O, R> {
    public NotLinearizable {
      explained = List.copyOf(explained);
      unexplained = List.copyOf(unexplained);
    }

    @Override
    public String toString() {
      return "no order explains the history. Explained:\n"
          + lines(explained)
          + "\nleft over:\n"
          + lines(unexplained);
    }

    private static <O, R> String lines(List<Call<O, R>> calls) {
      return calls.stream().map(call -> "  " + call).collect(Collectors.joining("\n"));
    }
  }
}
