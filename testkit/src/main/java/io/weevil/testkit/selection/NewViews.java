package io.weevil.testkit.selection;

import io.weevil.engine.quorum.Quorums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The admissible NEW-VIEWs at the end of a view: of any {@code viewChange} replicas, up to {@code
 * f} of them Byzantine. A Byzantine one shows any log and log view, any certificate that the votes
 * allow, and any checkpoint that is stable; a correct one what it has, and its checkpoint may be
 * any stable prefix of its log.
 *
 * <p>Of the checkpoints in a set only the greatest matters to R-SELECT, so one sender shows it and
 * the others show none.
 */
final class NewViews {

  /** Told of a set and what is selected from it. */
  private interface Visitor {
    void visit(int[] shown, int selected);
  }

  private record Known(List<Integer> correct, List<Long> certifiable, long stable) {}

  private final Quorums quorums;
  private final Mutant mutant;
  private final LogTree logs;
  private final ReplicaStates states;
  private final ShownLogs shownLogs;
  private final Selections selections;
  private final Map<Known, Long> results = new HashMap<>();

  NewViews(
      Quorums quorums,
      Mutant mutant,
      LogTree logs,
      ReplicaStates states,
      ShownLogs shownLogs,
      Selections selections) {
    this.quorums = quorums;
    this.mutant = mutant;
    this.logs = logs;
    this.states = states;
    this.shownLogs = shownLogs;
    this.selections = selections;
  }

  /** The logs that NEW-VIEWs of the next view may have. */
  long of(EndOfView end) {
    long found = 0;
    for (int[] senders : senders(end)) {
      found |= results.computeIfAbsent(known(senders, end), k -> results(senders, end));
    }
    return found;
  }

  /** A set that {@code log} is selected from, with as few Byzantine senders as any. */
  NewViewSet setFor(int log, EndOfView end) {
    for (int[] senders : senders(end)) {
      NewViewSet[] found = new NewViewSet[1];
      visit(
          senders,
          end,
          (shown, selected) -> {
            if (selected == log && found[0] == null) {
              found[0] = new NewViewSet(senders, shown.clone());
            }
          });
      if (found[0] != null) {
        return found[0];
      }
    }
    throw new IllegalStateException("no set of VIEW-CHANGEs selects " + logs.name(log));
  }

  private Known known(int[] senders, EndOfView end) {
    List<Integer> correct = new ArrayList<>();
    for (int sender : senders) {
      correct.add(end.replicas()[sender]);
    }
    List<Long> certifiable = Arrays.stream(end.certifiable()).boxed().toList();
    return new Known(correct, certifiable, end.stable());
  }

  /** Every choice of correct senders, the largest first. */
  private List<int[]> senders(EndOfView end) {
    List<int[]> senders = new ArrayList<>();
    int correct = end.replicas().length;
    for (int size = quorums.viewChange(); size >= quorums.viewChange() - quorums.f(); size--) {
      for (long set = 0; set < 1L << correct; set++) {
        if (Long.bitCount(set) == size) {
          senders.add(LogTree.members(set));
        }
      }
    }
    return senders;
  }

  private long results(int[] senders, EndOfView end) {
    long[] found = new long[1];
    visit(senders, end, (shown, selected) -> found[0] |= LogTree.bit(selected));
    return found[0];
  }

  private void visit(int[] senders, EndOfView end, Visitor visitor) {
    List<Integer> lies = lies(end);
    for (int base : LogTree.members(end.stable() | LogTree.bit(LogTree.EMPTY))) {
      int[] shown = new int[quorums.viewChange()];
      boolean proven = showCorrect(senders, end, base, shown);
      if (proven) {
        addByzantine(shown, senders.length, lies, 0, visitor);
      } else if (senders.length < shown.length) {
        for (int state : lies) {
          if (logs.isPrefix(base, states.log(state))) {
            shown[senders.length] = shownLogs.shown(state, base);
            addByzantine(shown, senders.length + 1, lies, 0, visitor);
          }
        }
      }
    }
  }

  /** Whether one of the correct senders can prove the base. */
  boolean showCorrect(int[] senders, EndOfView end, int base, int[] shown) {
    boolean proven = base == LogTree.EMPTY;
    for (int i = 0; i < senders.length; i++) {
      int state = visible(end.replicas()[senders[i]]);
      boolean proves = !proven && logs.isPrefix(base, states.log(state));
      shown[i] = shownLogs.shown(state, proves ? base : LogTree.EMPTY);
      proven |= proves;
    }
    return proven;
  }

  /** What a correct replica's VIEW-CHANGE shows of its state: all (R-VIEW-CHANGE). */
  private int visible(int state) {
    int certificate = states.certificate(state);
    boolean hides =
        mutant == Mutant.OFF_LOG_CERTIFICATE_HIDDEN
            && certificate != ReplicaStates.NO_CERTIFICATE
            && !logs.isPrefix(states.certified(certificate), states.log(state));
    return hides ? states.withCertificate(state, ReplicaStates.NO_CERTIFICATE) : state;
  }

  private void addByzantine(int[] shown, int next, List<Integer> lies, int from, Visitor visitor) {
    if (next == shown.length) {
      visitor.visit(shown, selections.select(shown));
      return;
    }
    for (int i = from; i < lies.size(); i++) {
      shown[next] = shownLogs.shown(lies.get(i), LogTree.EMPTY);
      addByzantine(shown, next + 1, lies, i, visitor);
    }
  }

  /** What a Byzantine replica may show: log views of the past, and what the votes allow. */
  private List<Integer> lies(EndOfView end) {
    List<Integer> lies = new ArrayList<>();
    List<Integer> certificates = certificates(end);
    for (int logView = 0; logView < end.certifiable().length; logView++) {
      for (int log = 0; log < logs.size(); log++) {
        for (int certificate : certificates) {
          lies.add(states.state(logView, log, certificate));
        }
      }
    }
    return lies;
  }

  /** Those that the votes so far allow, and none. */
  List<Integer> certificates(EndOfView end) {
    List<Integer> certificates = new ArrayList<>(List.of(ReplicaStates.NO_CERTIFICATE));
    for (int view = 0; view < end.certifiable().length; view++) {
      for (int log : LogTree.members(end.certifiable()[view])) {
        certificates.add(states.certificate(view, log));
      }
    }
    return certificates;
  }
}
