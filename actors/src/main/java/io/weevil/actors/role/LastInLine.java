package io.weevil.actors.role;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Passes on what actors want to hear when it is this one's turn: on one dispatcher that is after
 * everybody who was ready when it was asked.
 */
public final class LastInLine {

  /** What {@code to} wants to hear, mostly from itself. */
  public record Turn<M>(ActorRef<M> to, M message) {
    private void take() {
      to.tell(message);
    }
  }

  private LastInLine() {}

  public static Behavior<Turn<?>> create() {
    return Behaviors.receiveMessage(
        turn -> {
          turn.take();
          return Behaviors.same();
        });
  }
}
