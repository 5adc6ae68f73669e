package io.weevil.testkit.adversary;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Votes that were heard, and the certificates that they allow: those that somebody has, and those
 * that come into being because the faulty lend their votes.
 */
final class VoteBook {

  private static final int REMEMBERED = 1_024;

  private final Quorums quorums;
  private final Map<Vote, SortedMap<ReplicaId, Bytes>> signatures = new LinkedHashMap<>();
  private final List<ReplicaSigner> lenders = new ArrayList<>();

  VoteBook(Quorums quorums) {
    this.quorums = quorums;
  }

  /** From now on this one signs whatever votes are wanted. */
  void lend(ReplicaSigner signer) {
    if (lenders.stream().noneMatch(l -> l.self().equals(signer.self()))) {
      lenders.add(signer);
    }
  }

  void add(SignedVote vote) {
    add(vote.vote(), vote.voter(), vote.signature());
  }

  void add(Certificate certificate) {
    certificate.signatures().forEach((signer, s) -> add(certificate.vote(), signer, s));
  }

  private void add(Vote vote, ReplicaId signer, Bytes signature) {
    signatures.computeIfAbsent(vote, v -> new TreeMap<>()).put(signer, signature);
    if (signatures.size() > REMEMBERED) {
      Iterator<Vote> eldest = signatures.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** Every vote that was heard, the first one first. */
  List<Vote> all() {
    return List.copyOf(signatures.keySet());
  }

  /** Every certificate that can be made. */
  List<Certificate> certificates() {
    List<Certificate> possible = new ArrayList<>();
    signatures.forEach(
        (vote, known) -> {
          if (known.size() + lenders.size() >= quorums.certify()) {
            Certificate lent = new Certificate(vote, withLent(vote, known));
            if (lent.isComplete(quorums)) {
              possible.add(lent);
            }
          }
        });
    return possible;
  }

  /** The signatures of those who voted so, and of the faulty. */
  SortedMap<ReplicaId, Bytes> signatures(Vote vote) {
    return withLent(vote, signatures.getOrDefault(vote, new TreeMap<>()));
  }

  private SortedMap<ReplicaId, Bytes> withLent(Vote vote, SortedMap<ReplicaId, Bytes> known) {
    SortedMap<ReplicaId, Bytes> all = new TreeMap<>(known);
    for (ReplicaSigner lender : lenders) {
      all.put(lender.self(), lender.vote(vote).signature());
    }
    return all;
  }
}
