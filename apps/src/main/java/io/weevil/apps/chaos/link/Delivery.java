package io.weevil.apps.chaos.link;

import io.weevil.engine.message.Wire;

/**
 * A message on its way out.
 *
 * @param nanos how long until it goes out; 0 for at once
 * @param inOrder whether it waits for those before it on its link
 */
record Delivery(Wire wire, long nanos, boolean inOrder) {

  static Delivery now(Wire wire) {
    return new Delivery(wire, 0, true);
  }

  Delivery with(Wire other) {
    return new Delivery(other, nanos, inOrder);
  }

  Delivery later(long more) {
    return new Delivery(wire, nanos + more, inOrder);
  }

  Delivery overtaken(long heldBack) {
    return new Delivery(wire, nanos + heldBack, false);
  }
}
