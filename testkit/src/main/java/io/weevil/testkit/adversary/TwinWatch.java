package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.evidence.EvidenceBook;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Wiretap;

/** Counts how often twins contradict each other: their deeds. */
final class TwinWatch implements Wiretap {

  private final ReplicaId replica;
  private final WireCodec codec;
  private final EvidenceBook book;
  private final Deeds deeds;

  TwinWatch(ActorGroup group, int replica, Deeds deeds) {
    this.replica = new ReplicaId(replica);
    int n = group.configuration().n();
    this.codec = new WireCodec(group.configuration().limits(), n);
    this.book = new EvidenceBook(n, this.replica::equals, Integer.MAX_VALUE, Integer.MAX_VALUE);
    this.deeds = deeds;
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Wire wire) {
    if (wire.sender().equals(replica)) {
      book.see(codec.decode(wire.kind(), wire.body()))
          .forEach(evidence -> deeds.did(evidence.kind().words()));
    }
  }
}
