package io.weevil.testkit.selection;

import java.util.ArrayList;
import java.util.List;

/** Everything that one correct replica may do in one view, certificates aside. */
final class Moves {

  private final Mutant mutant;
  private final LogTree logs;
  private final ReplicaStates states;

  Moves(Mutant mutant, LogTree logs, ReplicaStates states) {
    this.mutant = mutant;
    this.logs = logs;
    this.states = states;
  }

  /**
   * @param state the replica's, at the end of the view before
   * @param newViews the logs of the admissible NEW-VIEWs
   */
  List<Move> of(int state, int view, long newViews) {
    List<Move> moves = new ArrayList<>();
    if (view > 0) {
      moves.add(new Move(Move.NOTHING, states.log(state), 0, state, ""));
    }
    for (int installed : LogTree.members(newViews)) {
      for (int accepted : LogTree.members(logs.extensions(installed))) {
        moves.add(accepting(state, view, installed, accepted));
      }
    }
    List<Move> allowed = List.copyOf(moves);
    if (mutant == Mutant.FROZEN_VOTES) {
      allowed.forEach(move -> addFrozen(move, moves));
    } else if (mutant == Mutant.SECOND_NEW_VIEW) {
      allowed.forEach(first -> addSecond(first, allowed, moves));
    } else if (mutant == Mutant.EARLY_LOG_VIEW && view > 0) {
      addEarly(state, view, newViews, moves);
    }
    return moves;
  }

  private Move accepting(int state, int view, int installed, int accepted) {
    int floor = mutant == Mutant.NO_FLOOR ? LogTree.EMPTY : installed; // R-VOTE
    int after = states.state(view, accepted, states.certificate(state));
    return new Move(installed, accepted, logs.between(floor, accepted), after, "");
  }

  /** The VIEW-CHANGE shows a part of what is accepted in the end. */
  private void addFrozen(Move move, List<Move> moves) {
    if (move.takesPart()) {
      for (int shown : LogTree.members(logs.prefixes(move.accepted()))) {
        if (shown != move.accepted() && logs.isPrefix(move.installed(), shown)) {
          int state = states.withLog(move.state(), shown);
          String note = "accepts all above " + logs.name(shown) + " after its VIEW-CHANGE";
          moves.add(new Move(move.installed(), move.accepted(), move.votes(), state, note));
        }
      }
    }
  }

  private void addSecond(Move first, List<Move> allowed, List<Move> moves) {
    for (Move second : allowed) {
      if (first.takesPart() && second.takesPart() && first.installed() != second.installed()) {
        long votes = first.votes() | second.votes();
        String note =
            "installs %s and accepts %s before that"
                .formatted(logs.name(first.installed()), logs.name(first.accepted()));
        moves.add(new Move(second.installed(), second.accepted(), votes, second.state(), note));
      }
    }
  }

  /** The new log view beside the old log, or beside a part of the new one. */
  private void addEarly(int state, int view, long newViews, List<Move> moves) {
    long parts = LogTree.bit(states.log(state));
    for (int installing : LogTree.members(newViews)) {
      parts |= logs.prefixes(installing) & ~LogTree.bit(installing);
    }
    for (int log : LogTree.members(parts)) {
      int early = states.state(view, log, states.certificate(state));
      String note = "raises lv to %d while its log is %s".formatted(view, logs.name(log));
      moves.add(new Move(Move.NOTHING, log, 0, early, note));
    }
  }
}
