package io.weevil.testkit.adversary;

import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shows certificates and proofs in VIEW-CHANGEs and NEW-VIEWs that are none: one signer several
 * times, strangers, votes for different things, too few, old ones under a new view.
 */
@SuppressWarnings(
    "NullAway") // it passes on what messages may lack, and leaves things out on purpose
final class FalseCertifier extends Mischief {

  FalseCertifier(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    return switch (message) {
      case ViewChange m when m.signer().equals(self.id()) && strikes() ->
          toAll(m, () -> viewChange(self, m));
      case NewView m when leads(self, m.view()) && strikes() -> toAll(m, () -> newView(self, m));
      case PeerMessage m -> List.of(m);
    };
  }

  private List<ViewChange> viewChange(FaultyReplica self, ViewChange m) {
    if (random().nextInt(3) == 0) {
      NoConfidenceProof proof = new NoConfidenceProof(spoilt(self, m.proof().signatures()));
      return instead(
          "showed no confidence that is none",
          self.signer().viewChange(m.view(), proof, m.report()));
    }
    LogReport r = m.report();
    LogReport lie = new LogReport(r.checkpoint(), r.logView(), r.log(), certified(self, m));
    return instead(
        "showed a certificate that is none", self.signer().viewChange(m.view(), m.proof(), lie));
  }

  /** For what it says to have accepted, or for something of its own. */
  private CertifiedLog certified(FaultyReplica self, ViewChange m) {
    List<Digest> log = new ArrayList<>(m.report().log());
    if (log.isEmpty() || random().nextBoolean()) {
      log.add(conspiracy().anyDigest(random()));
    }
    Digest base = m.report().baseHistory(self.group().digest());
    HistoryChain chain = HistoryChain.of(m.report().base(), base, log);
    View view = new View(random().nextLong(m.view().number() + 1));
    Vote vote = new Vote(view, chain.last(), chain.lastHistory());
    SortedMap<ReplicaId, Bytes> signatures = conspiracy().votes().signatures(vote);
    return new CertifiedLog(new Certificate(vote, fill(self, signatures, vote)), log);
  }

  /** Up to a certificate's size, with what is not worth it. */
  private SortedMap<ReplicaId, Bytes> fill(
      FaultyReplica self, SortedMap<ReplicaId, Bytes> known, Vote vote) {
    SortedMap<ReplicaId, Bytes> all = new TreeMap<>(known);
    List<Vote> others = conspiracy().votes().all();
    for (ReplicaId other : self.others()) {
      if (all.size() < self.group().quorums().certify()) {
        Vote another = others.isEmpty() ? vote : any(others);
        all.putIfAbsent(other, borrowed(self, other, another));
      }
    }
    return all;
  }

  /** What another signed about something else, or its own under the other's name. */
  private Bytes borrowed(FaultyReplica self, ReplicaId other, Vote vote) {
    Bytes genuine = conspiracy().votes().signatures(vote).get(other);
    return genuine == null || random().nextBoolean()
        ? self.signer().vote(vote).signature()
        : genuine;
  }

  private SortedMap<ReplicaId, Bytes> spoilt(
      FaultyReplica self, SortedMap<ReplicaId, Bytes> genuine) {
    SortedMap<ReplicaId, Bytes> other = new TreeMap<>(genuine);
    ReplicaId signer = any(new ArrayList<>(genuine.keySet()));
    switch (random().nextInt(3)) {
      case 0 -> other.remove(signer);
      case 1 -> other.put(signer, self.signer().noConfidence(View.ZERO).signature());
      default -> {
        Bytes own = self.signer().noConfidence(new View(0)).signature();
        self.group().quorums().members().forEach(r -> other.putIfAbsent(r, own));
      }
    }
    return other;
  }

  private List<NewView> newView(FaultyReplica self, NewView m) {
    List<ViewChange> all = new ArrayList<>(m.viewChanges());
    int at = random().nextInt(all.size());
    switch (random().nextInt(4)) {
      case 0 -> all.remove(at);
      case 1 -> all.set(at, all.get(random().nextInt(all.size())));
      case 2 -> all.set(at, inAnothersName(self, all.get(at)));
      default -> all.add(any(all));
    }
    if (all.isEmpty()) {
      return List.of(m);
    }
    return instead("showed a new view that is none", self.signer().newView(m.view(), all));
  }

  private static ViewChange inAnothersName(FaultyReplica self, ViewChange m) {
    LogReport empty = new LogReport(null, View.ZERO, List.of(), null);
    ViewChange own = self.signer().viewChange(m.view(), m.proof(), empty);
    return new ViewChange(m.signer(), m.view(), own.proof(), own.report(), own.signature());
  }
}
