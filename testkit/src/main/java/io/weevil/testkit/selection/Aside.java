package io.weevil.testkit.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What correct replicas may learn without acknowledging anything: certificates that arrive while
 * they are frozen (R-FROZEN), and stable checkpoints, by which they may come to another log than
 * they accepted (R-CHECKPOINT, R-STATE).
 */
final class Aside {

  private final Mutant mutant;
  private final LogTree logs;
  private final ReplicaStates states;

  Aside(Mutant mutant, LogTree logs, ReplicaStates states) {
    this.mutant = mutant;
    this.logs = logs;
    this.states = states;
  }

  /** Every state that {@code end} may turn into, itself included, if each replica learns once. */
  void forEach(EndOfView end, Consumer<EndOfView> sink) {
    List<List<Integer>> options = new ArrayList<>();
    for (int state : end.replicas()) {
      options.add(of(state, end));
    }
    choose(end, options, new int[options.size()], 0, sink);
  }

  private void choose(
      EndOfView end,
      List<List<Integer>> options,
      int[] after,
      int replica,
      Consumer<EndOfView> sink) {
    if (replica == after.length) {
      sink.accept(learnt(end, after));
      return;
    }
    for (int state : options.get(replica)) {
      after[replica] = state;
      choose(end, options, after, replica + 1, sink);
    }
  }

  EndOfView learnt(EndOfView end, int[] after) {
    int learning = 0;
    for (int i = 0; i < after.length; i++) {
      learning += after[i] == end.replicas()[i] ? 0 : 2;
    }
    return new EndOfView(
        after,
        end.certifiable(),
        end.committed(),
        end.stable(),
        end.ways(),
        learning == 0 ? end.step() : new Step.Learnt(end, after.clone()),
        end.weight() + learning);
  }

  /** What a replica may turn into, by one certificate and one checkpoint at most. */
  List<Integer> of(int state, EndOfView end) {
    List<Integer> options = new ArrayList<>();
    for (int log : logsAfter(states.log(state), end.stable())) {
      int moved = states.withLog(state, log);
      options.add(moved);
      for (int view = 0; view < end.certifiable().length; view++) {
        for (int certified : LogTree.members(end.certifiable()[view])) {
          int certificate = states.certificate(view, certified);
          if (states.isGreater(certificate, states.certificate(state))) {
            options.add(states.withCertificate(moved, certificate));
          }
        }
      }
    }
    return options;
  }

  private List<Integer> logsAfter(int log, long stable) {
    List<Integer> after = new ArrayList<>(List.of(log));
    for (int checkpoint : LogTree.members(stable)) {
      boolean keepsLog = logs.isPrefix(checkpoint, log); // R-STATE: slots above it stay
      boolean forgets = mutant == Mutant.TRANSFER_FORGETS && checkpoint != log;
      if (!keepsLog || forgets) {
        after.add(checkpoint);
      }
    }
    return after;
  }
}
