package io.weevil.testkit.selection;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.Vote;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a view leaves behind, once it is known what each correct replica does in it: certificates
 * and commits. The {@code f} Byzantine replicas vote for every log.
 */
final class ViewModel {

  private final Instance instance;
  private final Mutant mutant;
  private final LogTree logs;
  private final ReplicaStates states;

  /** By the number of correct voters, whether they and the Byzantine ones make a certificate. */
  private final boolean[] complete;

  ViewModel(Instance instance, Mutant mutant, LogTree logs, ReplicaStates states) {
    this.instance = instance;
    this.mutant = mutant;
    this.logs = logs;
    this.states = states;
    this.complete = new boolean[instance.correct() + 1];
    for (int voters = 0; voters < complete.length; voters++) {
      complete[voters] = isComplete(voters + instance.quorums().f());
    }
  }

  private boolean isComplete(int voters) {
    TreeMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int voter = 0; voter < voters; voter++) {
      signatures.put(new ReplicaId(voter), Bytes.EMPTY);
    }
    Vote vote = new Vote(View.ZERO, logs.chain(0).last(), logs.chain(0).lastHistory());
    return new Certificate(vote, signatures).isComplete(instance.quorums());
  }

  /** The logs that the votes allow a certificate for. */
  long certifiable(List<Move> moves) {
    long certifiable = 0;
    for (int log = 1; log < logs.size(); log++) {
      int voters = 0;
      for (Move move : moves) {
        voters += (move.votes() & LogTree.bit(log)) == 0 ? 0 : 1;
      }
      certifiable |= complete[voters] ? LogTree.bit(log) : 0;
    }
    return certifiable;
  }

  /** The logs whose certificates the replica may come to hold and acknowledge. */
  long acknowledgeable(Move move, long certifiable) {
    return move.takesPart() ? certifiable & logs.prefixes(move.accepted()) : 0;
  }

  /**
   * @param acknowledged by replica, the certificate it answers clients and sends COMMIT by
   * @param after by replica, what it shows afterwards
   */
  EndOfView end(
      EndOfView before,
      int view,
      List<Move> moves,
      long certifiable,
      int[] acknowledged,
      int[] after) {
    long fast = 0;
    long slow = 0;
    for (int log = 1; log < logs.size(); log++) {
      Commit commit = commit(view, log, moves, acknowledged);
      fast |= commit.fast() ? logs.prefixes(log) & ~1 : 0;
      slow |= commit.slow() ? logs.prefixes(log) & ~1 : 0;
    }
    Step step = new Step.Acted(before, view, List.copyOf(moves), after.clone(), fast, slow);
    return new EndOfView(
        after,
        append(before.certifiable(), certifiable),
        before.committed() | fast | slow,
        before.stable() | (instance.unacknowledged() ? slow : 0),
        before.ways(),
        step,
        before.weight() + weight(moves, after));
  }

  private record Commit(boolean fast, boolean slow) {}

  /** Section 3: CERTIFIED replies add up with SPECULATIVE ones, not the other way round. */
  private Commit commit(int view, int log, List<Move> moves, int[] acknowledged) {
    int fast = instance.quorums().f();
    int slow = fast;
    for (int i = 0; i < acknowledged.length; i++) {
      boolean acknowledges = acknowledges(view, log, moves.get(i), acknowledged[i]);
      slow += acknowledges ? 1 : 0;
      fast += acknowledges || (moves.get(i).votes() & LogTree.bit(log)) != 0 ? 1 : 0;
    }
    Quorums quorums = instance.quorums();
    return new Commit(fast >= quorums.fast(), slow >= quorums.certify());
  }

  /** "a certificate of view v on the reply's own history, covering s" (section 3). */
  private boolean acknowledges(int view, int log, Move move, int certificate) {
    return move.takesPart()
        && states.covers(certificate, log)
        && logs.isPrefix(log, move.accepted())
        && (mutant == Mutant.OLDER_CERTIFICATE_COUNTS
            || states.certificateView(certificate) == view);
  }

  private static long[] append(long[] certifiable, long last) {
    long[] longer = Arrays.copyOf(certifiable, certifiable.length + 1);
    longer[certifiable.length] = last;
    return longer;
  }

  /** The sentences that it takes to tell it; much more for a primary that lies. */
  private int weight(List<Move> moves, int[] after) {
    int weight = equivocates(moves) ? 20 : 1;
    for (int i = 0; i < after.length; i++) {
      Move move = moves.get(i);
      weight += move.takesPart() ? 1 + logs.length(move.accepted()) : 0;
      weight += move.note().isEmpty() ? 0 : 2;
      weight += states.certificate(after[i]) == states.certificate(move.state()) ? 0 : 1;
    }
    return weight;
  }

  private boolean equivocates(List<Move> moves) {
    for (Move one : moves) {
      for (Move other : moves) {
        if (one.takesPart()
            && other.takesPart()
            && (one.installed() != other.installed()
                || logs.conflict(one.accepted(), other.accepted()))) {
          return true;
        }
      }
    }
    return false;
  }
}
