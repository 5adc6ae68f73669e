package io.weevil.engine.authentication;

import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;

/**
 * A message whose envelope and every signature in it have been checked: the only thing that a core
 * accepts from outside. Only {@link Opener} makes one.
 *
 * @param <M> the message's type
 */
public final class Verified<M extends WireMessage> {

  private final Party sender;
  private final M message;

  Verified(Party sender, M message) {
    this.sender = sender;
    this.message = message;
  }

  /**
   * Who sent it, authentically: the neighbour that handed it over, not whoever signed what is
   * inside.
   */
  public Party sender() {
    return sender;
  }

  public M message() {
    return message;
  }

  @Override
  public String toString() {
    return message + " from " + sender;
  }
}
