package io.weevil.actors.role;

import io.weevil.actors.transport.Transport;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Spreads what arrives over the actors that authenticate it. Messages of one sender go through one
 * door, so they stay in order; replicas and clients have doors of their own, so that a flood of
 * clients' messages does not keep replicas waiting. What a door has no room for is dropped and
 * counted.
 *
 * <p>Senders are what envelopes claim: whoever lies about that gets in at another's door, and no
 * further.
 */
public final class Doors implements Transport.Receiver {

  /** One actor and the room in its mailbox. */
  public record Door(ActorRef<Arrival> actor, Credits credits) {}

  /** A message at a door. Its credit is given back once it was looked at. */
  public record Arrival(Wire wire) {}

  private record Open(List<Door> ofReplicas, List<Door> ofClients) {}

  private final NodeListener listener;
  private volatile @Nullable Open open;

  /** Closed doors: what arrives is dropped, as if the node had not been started yet. */
  public Doors(NodeListener listener) {
    this.listener = listener;
  }

  /**
   * Lets messages in from now on.
   *
   * @param ofReplicas at least one
   * @param ofClients none where clients have no business
   */
  public void open(List<Door> ofReplicas, List<Door> ofClients) {
    open = new Open(List.copyOf(ofReplicas), List.copyOf(ofClients));
  }

  @Override
  public void receive(Wire wire) {
    Open doors = open;
    Door door = doors == null ? null : doorOf(wire.sender(), doors);
    if (door == null || !door.credits().take()) {
      listener.onOverflow(wire.sender());
    } else {
      door.actor().tell(new Arrival(wire));
    }
  }

  private static @Nullable Door doorOf(Party sender, Open doors) {
    return switch (sender) {
      case ReplicaId(int index) -> doors.ofReplicas().get(index % doors.ofReplicas().size());
      case ClientId client when doors.ofClients().isEmpty() -> null;
      case ClientId client ->
          doors.ofClients().get(Math.floorMod(client.key().hashCode(), doors.ofClients().size()));
    };
  }
}
