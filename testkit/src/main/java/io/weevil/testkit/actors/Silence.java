package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.ReplicaId;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Says nothing of certain kinds, or nothing to certain replicas; hears everything.
 *
 * @param unsaid what is not said to whom
 * @param muteToClients whether nothing is said to clients
 */
public record Silence(BiPredicate<ReplicaId, PeerMessage> unsaid, boolean muteToClients)
    implements Conduct {

  /** Says nothing at all. */
  public static Silence complete() {
    return new Silence((to, message) -> true, true);
  }

  /** Does not say what {@code unsaid} names, to clients everything. */
  public static Silence about(BiPredicate<ReplicaId, PeerMessage> unsaid) {
    return new Silence(unsaid, false);
  }

  @Override
  public List<? extends PeerMessage> toReplica(
      FaultyReplica self, ReplicaId to, PeerMessage message) {
    return unsaid.test(to, message) ? List.of() : List.of(message);
  }

  @Override
  public List<? extends ReplyMessage> toClient(
      FaultyReplica self, PeerAddress to, ReplyMessage message) {
    return muteToClients ? List.of() : List.of(message);
  }
}
