package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.Wire;

/** Hears every message that leaves a machine, after what a faulty one has made of it. */
@FunctionalInterface
public interface Wiretap {

  void onSent(PeerAddress from, PeerAddress to, Wire wire);
}
