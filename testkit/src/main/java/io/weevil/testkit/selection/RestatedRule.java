package io.weevil.testkit.selection;

import io.weevil.engine.quorum.Quorums;

/**
 * R-SELECT said a second time, over small integers, so that one clause of it can be broken. Without
 * a mutant it is what {@link ProductionRule} is compared with, on every set that is searched.
 */
final class RestatedRule implements SelectionRule {

  /** "with view -1" (R-SELECT-2). */
  private static final int NO_VIEW = -1;

  private final Mutant mutant;
  private final int support;
  private final LogTree logs;
  private final ReplicaStates states;
  private final ShownLogs shownLogs;

  RestatedRule(
      Mutant mutant, Quorums quorums, LogTree logs, ReplicaStates states, ShownLogs shownLogs) {
    this.mutant = mutant;
    this.support = quorums.support() - (mutant == Mutant.SUPPORT_LOWERED ? 1 : 0);
    this.logs = logs;
    this.states = states;
    this.shownLogs = shownLogs;
  }

  @Override
  public int select(int[] shown) {
    int base = base(shown);
    int certificate = greatestCertificate(base, shown);
    if (certificate == ReplicaStates.NO_CERTIFICATE) {
      return longestSupported(base, NO_VIEW, shown);
    }
    return choose(base, certificate, shown);
  }

  /** R-SELECT-1. */
  private int base(int[] shown) {
    int base = LogTree.EMPTY;
    for (int each : shown) {
      if (logs.length(shownLogs.base(each)) > logs.length(base)) {
        base = shownLogs.base(each);
      }
    }
    return base;
  }

  /** R-SELECT-2. */
  private int greatestCertificate(int base, int[] shown) {
    int greatest = ReplicaStates.NO_CERTIFICATE;
    for (int each : shown) {
      int certificate = shownLogs.certificate(each);
      if (certificate != ReplicaStates.NO_CERTIFICATE
          && counts(states.certified(certificate), base)
          && isGreater(certificate, greatest)) {
        greatest = certificate;
      }
    }
    return greatest;
  }

  private boolean counts(int certified, int base) {
    return logs.length(certified) > logs.length(base)
        && (mutant == Mutant.BASE_CONTRADICTED || logs.isPrefix(base, certified));
  }

  private boolean isGreater(int certificate, int than) {
    boolean byLength = mutant == Mutant.LONGEST_CERTIFICATE || mutant == Mutant.ZYZZYVA;
    if (!byLength || than == ReplicaStates.NO_CERTIFICATE) {
      return states.isGreater(certificate, than);
    }
    int difference =
        logs.length(states.certified(certificate)) - logs.length(states.certified(than));
    return difference > 0 || (difference == 0 && states.isGreater(certificate, than));
  }

  /** R-SELECT-5. */
  private int choose(int base, int certificate, int[] shown) {
    int certified = states.certified(certificate);
    int longest = longestSupported(base, NO_VIEW, shown);
    return overrules(base, longest, certificate, shown) || logs.isPrefix(certified, longest)
        ? longest
        : certified;
  }

  private boolean overrules(int base, int longest, int certificate, int[] shown) {
    if (mutant == Mutant.ZYZZYVA || mutant == Mutant.ANY_CERTIFICATE_WINS) {
      return false;
    }
    int certified = states.certified(certificate);
    int view = states.certificateView(certificate);
    if (mutant == Mutant.LONGEST_SUPPORT_WINS) {
      return logs.conflict(longest, certified);
    }
    int overruling =
        mutant == Mutant.LONGEST_PREFIX_VIEW_ONLY ? longest : longestSupported(base, view, shown);
    return isSupportedAbove(view, overruling, shown) && logs.conflict(overruling, certified);
  }

  /** R-SELECT-3 and R-SELECT-4: the longest prefix supported above {@code view}, or the base. */
  private int longestSupported(int base, int view, int[] shown) {
    int longest = base;
    for (int log : LogTree.members(logs.extensions(base))) {
      if (logs.length(log) > logs.length(longest) && isSupportedAbove(view, log, shown)) {
        longest = log;
      }
    }
    return longest;
  }

  /**
   * Whether the support view of {@code log} is above {@code view}. Not sorted as the book says it
   * and production does it, but counted: {@code support} logs contain it, each at a log view above.
   */
  private boolean isSupportedAbove(int view, int log, int[] shown) {
    int supporting = 0;
    int above = 0;
    for (int each : shown) {
      if (logs.isPrefix(log, shownLogs.log(each))) {
        supporting++;
        above += outranks(shownLogs.logView(each), view) ? 1 : 0;
      }
    }
    boolean ofOne = mutant == Mutant.SUPPORT_VIEW_OF_ONE_LOG;
    return supporting >= support && above >= (ofOne ? 1 : support);
  }

  private boolean outranks(int logView, int view) {
    return logView > view || (mutant == Mutant.TIES_TO_SUPPORT && logView == view);
  }
}
