package io.weevil.testkit.selection;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
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

  /** How many correct voters make a certificate together with the Byzantine ones. */
  private final int certifying;

  ViewModel(Instance instance, Mutant mutant, LogTree logs, ReplicaStates states) {
    this.instance = instance;
    this.mutant = mutant;
    this.logs = logs;
    this.states = states;
    int voters = 0;
    while (!isComplete(voters + instance.quorums().f())) {
      voters++;
    }
    this.certifying = voters;
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
    long[] votes = new long[moves.size()];
    for (int i = 0; i < votes.length; i++) {
      votes[i] = moves.get(i).votes();
    }
    return inAtLeast(certifying, votes);
  }

  private long inAtLeast(int size, long[] sets) {
    long found = 0;
    for (int log = 1; log < logs.size(); log++) {
      int count = 0;
      for (long set : sets) {
        count += (int) (set >>> log & 1);
      }
      found |= count >= size ? LogTree.bit(log) : 0;
    }
    return found;
  }

  /** The logs whose certificates the replica may come to hold and acknowledge. */
  long acknowledgeable(Move move, long certifiable) {
    return move.takesPart() ? certifiable & logs.prefixes(move.accepted()) : 0;
  }

  /**
   * @param moves by replica; not to be changed afterwards
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
    long[] certified = new long[after.length];
    long[] accepted = new long[after.length];
    for (int i = 0; i < after.length; i++) {
      certified[i] = acknowledging(view, moves.get(i), acknowledged[i]);
      accepted[i] = certified[i] | moves.get(i).votes();
    }
    int byzantine = instance.quorums().f();
    long fast = withPrefixes(inAtLeast(instance.quorums().fast() - byzantine, accepted));
    long slow = withPrefixes(inAtLeast(instance.quorums().certify() - byzantine, certified));
    Step step = new Step.Acted(before, view, moves, after.clone(), fast, slow);
    return new EndOfView(
        after,
        append(before.certifiable(), certifiable),
        before.committed() | fast | slow,
        before.stable() | (instance.unacknowledged() ? slow : 0),
        before.ways(),
        step,
        before.weight() + weight(moves, after));
  }

  /**
   * The logs that a replica answers with CERTIFIED: "a certificate of view v on the reply's own
   * history, covering s" (section 3). Such a reply also counts as SPECULATIVE.
   */
  private long acknowledging(int view, Move move, int certificate) {
    boolean counts =
        move.takesPart()
            && certificate != ReplicaStates.NO_CERTIFICATE
            && (mutant == Mutant.OLDER_CERTIFICATE_COUNTS
                || states.certificateView(certificate) == view);
    return counts
        ? logs.prefixes(states.certified(certificate)) & logs.prefixes(move.accepted())
        : 0;
  }

  private long withPrefixes(long set) {
    long closed = 0;
    for (int log : LogTree.members(set)) {
      closed |= logs.between(LogTree.EMPTY, log);
    }
    return closed;
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
