package io.weevil.testkit.adversary;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.FaultyReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * As the primary of a new view it computes a log for each receiver from another set of valid
 * VIEW-CHANGEs, its own ones forged to fit; it waits for as many as it dares to.
 */
final class ForkingNewPrimary extends Mischief {

  private final ReportForger reports;

  ForkingNewPrimary(Means means) {
    super(means);
    this.reports = new ReportForger(means.split());
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (!(message instanceof NewView genuine) || !leads(self, genuine.view())) {
      return List.of(message);
    }
    long patience = means().timers().newViewTimer().toMillis();
    self.later(
        Duration.ofMillis(random().nextLong(patience)), () -> self.say(to, variant(self, genuine)));
    return List.of();
  }

  private NewView variant(FaultyReplica self, NewView genuine) {
    SortedMap<ReplicaId, ViewChange> known = known(genuine);
    if (!strikes()) {
      return genuine;
    }
    ViewChange own = known.get(self.id());
    if (own != null && random().nextBoolean()) {
      known.put(self.id(), reports.forge(self, own));
    }
    List<ReplicaId> signers = new ArrayList<>(known.keySet());
    while (signers.size() > self.group().quorums().viewChange()) {
      signers.remove(random().nextInt(signers.size()));
    }
    List<ViewChange> chosen = signers.stream().map(known::get).toList();
    if (chosen.equals(genuine.viewChanges())) {
      return genuine;
    }
    did("computed a new view from other VIEW-CHANGEs");
    return self.signer().newView(genuine.view(), chosen);
  }

  private SortedMap<ReplicaId, ViewChange> known(NewView genuine) {
    View view = genuine.view();
    SortedMap<ReplicaId, ViewChange> known = new TreeMap<>();
    conspiracy().viewChangesTo(view).forEach(v -> known.put(v.signer(), v));
    genuine.viewChanges().forEach(v -> known.putIfAbsent(v.signer(), v));
    return known;
  }
}
