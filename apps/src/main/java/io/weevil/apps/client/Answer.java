package io.weevil.apps.client;

import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;

/** How a call ended: exactly one of these, once (R-CLIENT). */
public sealed interface Answer {

  /**
   * The store answered, and the group vouches for it.
   *
   * @param slot where the operation was ordered; of a read, the latest slot taken into account
   */
  record Done(KeyValueResult result, Grade grade, Slot slot) implements Answer {}

  /** The operation was executed and failed, on every replica alike; the state is as it was. */
  record Failed(String reason) implements Answer {}

  /** It was never sent: it is not and will not be executed. */
  record Rejected(String why) implements Answer {}

  /** It may or may not have been executed, or may yet be: before any later call of this client. */
  record Unknown(String known) implements Answer {}
}
