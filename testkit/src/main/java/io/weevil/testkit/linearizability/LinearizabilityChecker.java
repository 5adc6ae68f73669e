package io.weevil.testkit.linearizability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of a history's calls that the model explains and that keeps to real time: the
 * algorithm of Wing and Gong (<i>Testing and Verifying Concurrent Objects</i>, 1993) with Lowe's
 * memory of what was tried (<i>Testing for Linearizability</i>, 2017): the same calls done, and the
 * same state, lead to the same end.
 *
 * <p>Takes time exponential in the number of calls that are concurrent, at worst. Histories of
 * independent objects are checked one object at a time: a history is linearizable if and only if
 * that of each object is (Herlihy and Wing, 1990).
 */
public final class LinearizabilityChecker<S, O, R> {

  /** A choice that was made, to be taken back. */
  private record Choice<S>(Entry entry, S before) {}

  /** The beginning or the end of a call, in the order of time. */
  private static final class Entry {
    private final int call;
    private final @Nullable Entry end;
    private @Nullable Entry previous;
    private @Nullable Entry next;

    Entry(int call, @Nullable Entry end) {
      this.call = call;
      this.end = end;
    }

    private void lift() {
      if (previous != null) {
        previous.next = next;
      }
      if (next != null) {
        next.previous = previous;
      }
    }

    private void putBack() {
      if (next != null) {
        next.previous = this;
      }
      if (previous != null) {
        previous.next = this;
      }
    }
  }

  private record Tried<S>(BitSet done, S state) {}

  private record Moment(long time, boolean isEnd, Entry entry) {}

  private final Model<S, O, R> model;
  private final List<Call<O, R>> calls;
  private final Entry head = new Entry(-1, null);
  private final List<Choice<S>> choices = new ArrayList<>();
  private final Set<Tried<S>> tried = new HashSet<>();
  private final BitSet done = new BitSet();
  private List<Integer> longest = List.of();
  private int mostKnown = -1;

  /** Calls with a known outcome that are not done yet: the others need not ever be. */
  private int wanted;

  private LinearizabilityChecker(Model<S, O, R> model, List<Call<O, R>> calls) {
    this.model = model;
    this.calls = List.copyOf(calls);
    this.wanted = (int) calls.stream().filter(call -> call.result() != null).count();
    link();
  }

  /** Checks the history of one object. */
  public static <S, O, R> Verdict<O, R> check(
      Model<S, O, R> model, Collection<Call<O, R>> history) {
    return new LinearizabilityChecker<>(model, List.copyOf(history)).search();
  }

  /**
   * Checks the history of each of several independent objects; the first one that is wrong decides.
   *
   * @param key which object a call is for
   */
  public static <S, O, R, K> Verdict<O, R> check(
      Model<S, O, R> model, Collection<Call<O, R>> history, Function<O, K> key) {
    Map<K, List<Call<O, R>>> parts = new LinkedHashMap<>();
    for (Call<O, R> call : history) {
      parts.computeIfAbsent(key.apply(call.operation()), k -> new ArrayList<>()).add(call);
    }
    List<Call<O, R>> order = new ArrayList<>();
    for (List<Call<O, R>> part : parts.values()) {
      switch (check(model, part)) {
        case Verdict.Linearizable<O, R>(var found) -> order.addAll(found);
        case Verdict.NotLinearizable<O, R> wrong -> {
          return wrong;
        }
      }
    }
    return new Verdict.Linearizable<>(order);
  }

  private void link() {
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call<O, R> call = calls.get(i);
      Entry end = call.result() == null ? null : new Entry(i, null);
      moments.add(new Moment(call.called(), false, new Entry(i, end)));
      if (end != null) {
        moments.add(new Moment(call.returned(), true, end));
      }
    }
    // At equal times calls come before returns: they are then concurrent.
    moments.sort(Comparator.comparingLong(Moment::time).thenComparing(Moment::isEnd));
    Entry last = head;
    for (Moment moment : moments) {
      last.next = moment.entry();
      moment.entry().previous = last;
      last = moment.entry();
    }
  }

  private Verdict<O, R> search() {
    S state = model.initial();
    Entry at = head.next;
    while (wanted > 0) {
      if (at != null && isBeginning(at)) {
        S next = after(state, at);
        if (next == null) {
          at = at.next;
        } else {
          choose(at, state);
          state = next;
          at = head.next;
        }
      } else { // an end before the beginning of what could explain it
        remember();
        if (choices.isEmpty()) {
          return new Verdict.NotLinearizable<>(named(longest), unexplained());
        }
        Choice<S> last = choices.remove(choices.size() - 1);
        takeBack(last.entry());
        state = last.before();
        at = last.entry().next;
      }
    }
    return new Verdict.Linearizable<>(named(choices.stream().map(c -> c.entry().call).toList()));
  }

  private boolean isBeginning(Entry entry) {
    return entry.end != null || calls.get(entry.call).result() == null;
  }

  /** The state after doing this call next; null where it may not come next, or was tried. */
  private @Nullable S after(S state, Entry entry) {
    Call<O, R> call = calls.get(entry.call);
    Model.Step<S, R> step = model.step(state, call.operation());
    if (call.result() != null && !call.result().equals(step.result())) {
      return null;
    }
    BitSet then = (BitSet) done.clone();
    then.set(entry.call);
    return tried.add(new Tried<>(then, step.next())) ? step.next() : null;
  }

  private void choose(Entry entry, S before) {
    choices.add(new Choice<>(entry, before));
    done.set(entry.call);
    entry.lift();
    if (entry.end != null) {
      entry.end.lift();
      wanted--;
    }
  }

  private void takeBack(Entry entry) {
    if (entry.end != null) {
      wanted++;
      entry.end.putBack();
    }
    entry.putBack();
    done.clear(entry.call);
  }

  private void remember() {
    int known = (int) choices.stream().filter(c -> c.entry().end != null).count();
    if (known > mostKnown) {
      mostKnown = known;
      longest = choices.stream().map(c -> c.entry().call).toList();
    }
  }

  private List<Call<O, R>> named(List<Integer> numbers) {
    return numbers.stream().map(calls::get).toList();
  }

  private List<Call<O, R>> unexplained() {
    Set<Integer> explained = new HashSet<>(longest);
    List<Call<O, R>> others = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      if (!explained.contains(i) && calls.get(i).result() != null) {
        others.add(calls.get(i));
      }
    }
    return others;
  }
}
