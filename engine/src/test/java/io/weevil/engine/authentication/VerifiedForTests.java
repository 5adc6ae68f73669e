package io.weevil.engine.authentication;

import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;

/** Verified messages for tests of cores, which begin behind the door. */
public final class VerifiedForTests {

  private VerifiedForTests() {}

  public static <M extends WireMessage> Verified<M> of(Party sender, M message) {
    return new Verified<>(sender, message);
  }
}
