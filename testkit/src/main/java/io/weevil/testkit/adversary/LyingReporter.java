package io.weevil.testkit.adversary;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/** Its VIEW-CHANGEs are valid and lie; it may tell each replica another one. */
final class LyingReporter extends Mischief {

  private final ReportForger reports;

  LyingReporter(Means means) {
    super(means);
    this.reports = new ReportForger(means.split());
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    return message instanceof ViewChange own && own.signer().equals(self.id()) && strikes()
        ? toAll(own, () -> List.of(reports.forge(self, own)))
        : List.of(message);
  }
}
