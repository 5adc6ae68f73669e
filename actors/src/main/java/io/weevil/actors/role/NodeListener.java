package io.weevil.actors.role;

import io.weevil.engine.authentication.Opened.Refused;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Party;
import io.weevil.engine.role.Event;
import java.nio.file.Path;

/**
 * Hears what happens at a node, for metrics, monitors and people. Called by many threads; must
 * neither block nor throw.
 */
public interface NodeListener {

  /** A core's report. */
  default void onEvent(Event event) {}

  /** A message from outside was refused at the door. */
  default void onRefused(Refused refused) {}

  /**
   * A message from outside was dropped because too many waited.
   *
   * @param claimedSender who the envelope says it is from; not proven
   */
  default void onOverflow(Party claimedSender) {}

  /** A reply was dropped: the client has not introduced itself, or was forgotten since. */
  default void onUnknownClient(ClientId client) {}

  /** Evidence was found and is kept in this file (R-EVIDENCE). */
  default void onEvidenceKept(Event.EvidenceFound found, Path file) {}

  /** Evidence was found and could not be kept, and why. */
  default void onEvidenceLost(Event.EvidenceFound found, String why) {}

  /** Hears nothing. */
  NodeListener NONE = new NodeListener() {};

  /** Both, in this order. */
  static NodeListener both(NodeListener first, NodeListener second) {
    return new NodeListener() {
      @Override
      public void onEvent(Event event) {
        first.onEvent(event);
        second.onEvent(event);
      }

      @Override
      public void onRefused(Refused refused) {
        first.onRefused(refused);
        second.onRefused(refused);
      }

      @Override
      public void onOverflow(Party claimedSender) {
        first.onOverflow(claimedSender);
        second.onOverflow(claimedSender);
      }

      @Override
      public void onUnknownClient(ClientId client) {
        first.onUnknownClient(client);
        second.onUnknownClient(client);
      }

      @Override
      public void onEvidenceKept(Event.EvidenceFound found, Path file) {
        first.onEvidenceKept(found, file);
        second.onEvidenceKept(found, file);
      }

      @Override
      public void onEvidenceLost(Event.EvidenceFound found, String why) {
        first.onEvidenceLost(found, why);
        second.onEvidenceLost(found, why);
      }
    };
  }
}
