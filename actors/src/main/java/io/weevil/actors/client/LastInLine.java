package io.weevil.actors.client;

import io.weevil.actors.client.ClientProxy.Command;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Answers when it is its turn: on one dispatcher that is after everybody who was ready when it was
 * asked.
 */
final class LastInLine {

  /** The question. */
  record Wait(ActorRef<Command> replyTo) {}

  private LastInLine() {}

  /**
   * @param turn the answer
   */
  static Behavior<Wait> create(Command turn) {
    return Behaviors.receiveMessage(
        question -> {
          question.replyTo().tell(turn);
          return Behaviors.same();
        });
  }
}
