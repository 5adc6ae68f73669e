package io.weevil.testkit.selection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Every end of one view that can follow the end of the one before. */
final class Successors {

  private final Mutant mutant;
  private final ReplicaStates states;
  private final ViewModel model;
  private final EndOfView before;
  private final int view;
  private final List<List<Move>> options = new ArrayList<>();
  private final Consumer<EndOfView> sink;

  private final List<Move> moves;
  private final int[] acknowledged;
  private final int[] after;

  /**
   * @param newViews the logs of the admissible NEW-VIEWs, which may differ by receiver
   */
  Successors(
      Mutant mutant,
      ReplicaStates states,
      ViewModel model,
      Moves possible,
      EndOfView before,
      int view,
      long newViews,
      Consumer<EndOfView> sink) {
    this.mutant = mutant;
    this.states = states;
    this.model = model;
    this.before = before;
    this.view = view;
    this.sink = sink;
    int correct = before.replicas().length;
    for (int state : before.replicas()) {
      options.add(possible.of(state, view, newViews));
    }
    this.moves = new ArrayList<>(Collections.nCopies(correct, options.get(0).get(0)));
    this.acknowledged = new int[correct];
    this.after = new int[correct];
  }

  void enumerate() {
    chooseMove(0);
  }

  private void chooseMove(int replica) {
    if (replica == after.length) {
      chooseCertificate(0, List.copyOf(moves), model.certifiable(moves));
      return;
    }
    for (Move move : options.get(replica)) {
      moves.set(replica, move);
      chooseMove(replica + 1);
    }
  }

  private void chooseCertificate(int replica, List<Move> made, long certifiable) {
    if (replica == after.length) {
      sink.accept(model.end(before, view, made, certifiable, acknowledged, after));
      return;
    }
    Move move = made.get(replica);
    take(replica, states.certificate(move.state()), move.state(), made, certifiable);
    for (int log : LogTree.members(model.acknowledgeable(move, certifiable))) {
      int certificate = states.certificate(view, log);
      take(
          replica,
          certificate,
          states.withCertificate(move.state(), certificate),
          made,
          certifiable);
      if (mutant == Mutant.FROZEN_VOTES) {
        take(replica, certificate, move.state(), made, certifiable);
      }
    }
  }

  private void take(int replica, int certificate, int shown, List<Move> made, long certifiable) {
    acknowledged[replica] = certificate;
    after[replica] = shown;
    chooseCertificate(replica + 1, made, certifiable);
  }
}
