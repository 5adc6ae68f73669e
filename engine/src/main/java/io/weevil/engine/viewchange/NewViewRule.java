package io.weevil.engine.viewchange;

import static java.util.Objects.requireNonNull;

import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * R-SELECT: the log that a new view begins with, from what {@code viewChange} replicas show of
 * their old ones. Pure and total: every such set yields a log, the same at every replica.
 *
 * <p><b>Why it is safe.</b> Say h was committed in view w0.
 *
 * <ul>
 *   <li><i>Slowly:</i> {@code certify} replicas hold a certificate of w0 that covers h, so the set
 *       contains a correct one of them, and view(c*) ≥ w0. If view(c*) = w0, c* has the greatest
 *       slot shown, so it covers h. If it is greater, c* covers the log that its view began with
 *       (R-VOTE), which by induction contains h. A prefix q overrules c* only with a support view
 *       above view(c*): a correct replica accepted q in a view above w0, whose log began with h in
 *       it; so q and h lie on one log, and since q conflicts with c* it goes beyond h.
 *   <li><i>On the fast path:</i> all but c correct replicas accepted h in w0, so {@code support}
 *       logs of the set contain h, each at a log view ≥ w0. A certificate of w0 is compatible with
 *       h; one of a greater view covers a log that contains h, by induction; one of a lower view
 *       that conflicts with h is overruled, since h itself has a support view above it.
 * </ul>
 *
 * <p>Comparing certificates by length, letting any certificate beat support, or any support beat a
 * certificate: each loses a committed request (Abraham et al., <i>Revisiting Fast Practical
 * Byzantine Fault Tolerance</i>, 2017). {@code SelectionSearchTest} searches small groups
 * exhaustively, and finds the loss in each of these and of a dozen other variants.
 */
public final class NewViewRule {

  private static final Comparator<Certified> BY_VIEW_AND_SLOT =
      Comparator.comparing(Certified::view).thenComparing(c -> c.chain().last());

  /**
   * What one valid VIEW-CHANGE shows.
   *
   * @param logView the view in which the log was accepted
   * @param log above the sender's proven checkpoint, its base
   * @param certified the greatest certificate it shows, null for none
   */
  public record Shown(View logView, HistoryChain log, @Nullable Certified certified) {}

  /**
   * What a certificate covers.
   *
   * @param chain ends at the certificate's slot, with its history
   */
  public record Certified(View view, HistoryChain chain) {
    private boolean extendsBeyond(Prefix base) {
      return chain.last().isAfter(base.end()) && chain.contains(base.end(), base.history());
    }

    private Prefix covered() {
      return new Prefix(chain, chain.last());
    }
  }

  /**
   * A log that goes as far as a slot.
   *
   * @param chain one that contains it, and may go on
   * @param end its last slot
   */
  public record Prefix(HistoryChain chain, Slot end) {

    public Prefix {
      if (chain.historyAt(end) == null) {
        throw new IllegalArgumentException(
            end + " is not in " + chain.base() + " … " + chain.last());
      }
    }

    /** {@code h} at the end. */
    public Digest history() {
      return requireNonNull(chain.historyAt(end));
    }

    private boolean isPrefixOf(Prefix other) {
      return !end.isAfter(other.end()) && other.chain().contains(end, history());
    }

    private boolean conflictsWith(Prefix other) {
      return !isPrefixOf(other) && !other.isPrefixOf(this);
    }
  }

  /**
   * The new log.
   *
   * @param base the greatest checkpoint proven in the set
   * @param log the base or an extension of it
   */
  public record Selected(Prefix base, Prefix log) {}

  private final Quorums quorums;
  private final Prefix base;

  /** A log that does not reach or contradicts the base counts as empty there. */
  private final List<Shown> reaching;

  private NewViewRule(Quorums quorums, List<Shown> shown) {
    this.quorums = quorums;
    this.base = baseOf(shown);
    this.reaching =
        shown.stream().filter(s -> s.log().contains(base.end(), base.history())).toList();
  }

  /**
   * The log that a new view begins with.
   *
   * @param shown of exactly {@code viewChange} distinct replicas, each valid (R-VIEW-CHANGE)
   * @throws IllegalArgumentException when there are more or fewer
   */
  public static Selected select(Quorums quorums, List<Shown> shown) {
    if (shown.size() != quorums.viewChange()) {
      throw new IllegalArgumentException(
          "a new view is computed from " + quorums.viewChange() + " logs, not " + shown.size());
    }
    NewViewRule rule = new NewViewRule(quorums, shown);
    return new Selected(rule.base, rule.choose(rule.greatestCertified(shown)));
  }

  /** R-SELECT-1. */
  private static Prefix baseOf(List<Shown> shown) {
    HistoryChain greatest = shown.get(0).log();
    for (Shown each : shown) {
      if (each.log().base().isAfter(greatest.base())) {
        greatest = each.log();
      }
    }
    return new Prefix(greatest, greatest.base());
  }

  /** R-SELECT-2; null where c* is the base. */
  private @Nullable Certified greatestCertified(List<Shown> shown) {
    Certified greatest = null;
    for (Shown each : shown) {
      Certified certified = each.certified();
      if (certified != null
          && certified.extendsBeyond(base)
          && (greatest == null || BY_VIEW_AND_SLOT.compare(certified, greatest) > 0)) {
        greatest = certified;
      }
    }
    return greatest;
  }

  /** R-SELECT-3 to R-SELECT-5. */
  private Prefix choose(@Nullable Certified certified) {
    Prefix longest = base;
    Prefix overruling = base;
    Prefix next = supportedAt(base.end().next());
    while (next != null) {
      longest = next;
      if (certified == null || supportView(next).compareTo(certified.view()) > 0) { // R-SELECT-4
        overruling = next;
      }
      next = supportedAt(next.end().next());
    }
    if (certified == null) {
      return longest;
    }
    boolean keepsSupported =
        overruling.conflictsWith(certified.covered()) || certified.covered().isPrefixOf(longest);
    return keepsSupported ? longest : certified.covered(); // R-SELECT-5
  }

  /** The prefix up to {@code slot} that {@code support} logs contain; there is at most one. */
  private @Nullable Prefix supportedAt(Slot slot) {
    Map<Digest, Integer> counts = new HashMap<>();
    for (Shown each : reaching) {
      Digest history = each.log().historyAt(slot);
      if (history != null && counts.merge(history, 1, Integer::sum) >= quorums.support()) {
        return new Prefix(each.log(), slot);
      }
    }
    return null;
  }

  /** The {@code support}-th greatest log view among the logs that contain {@code prefix}. */
  private View supportView(Prefix prefix) {
    return reaching.stream()
        .filter(s -> s.log().contains(prefix.end(), prefix.history()))
        .map(Shown::logView)
        .sorted(Comparator.reverseOrder())
        .skip(quorums.support() - 1L)
        .findFirst()
        .orElseThrow();
  }
}
