package io.weevil.engine.role;

import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import java.util.EnumSet;
import java.util.Set;

/** Which roles of a node get a verified message: the one table of it. */
public final class Routing {

  /** The roles of a node. */
  public enum Role {
    PRIMARY,
    BACKUP,
    EXECUTOR,
    CHECKPOINTER,
    VIEW_CHANGE_MANAGER,
    AUDITOR
  }

  private Routing() {}

  /**
   * The roles that get {@code message}. What is for a primary goes to the primary's role also where
   * the node does not lead: only that role knows for sure.
   */
  public static Set<Role> of(WireMessage message) {
    return switch (message) {
      case PeerMessage.OrderReq m -> EnumSet.of(Role.BACKUP, Role.AUDITOR);
      case PeerMessage.Prepare m -> EnumSet.of(Role.BACKUP, Role.AUDITOR);
      case PeerMessage.Commit m -> EnumSet.of(Role.BACKUP);
      case PeerMessage.FillHole m -> EnumSet.of(Role.BACKUP);
      case PeerMessage.Fetch m -> EnumSet.of(Role.BACKUP);
      case PeerMessage.Fetched m -> EnumSet.of(Role.BACKUP);
      case PeerMessage.Misbehavior m -> EnumSet.of(Role.BACKUP, Role.AUDITOR);
      case PeerMessage.Checkpoint m -> EnumSet.of(Role.CHECKPOINTER, Role.AUDITOR);
      case PeerMessage.StableProof m -> EnumSet.of(Role.CHECKPOINTER, Role.AUDITOR);
      case PeerMessage.StateRequest m -> EnumSet.of(Role.CHECKPOINTER);
      case PeerMessage.StateChunk m -> EnumSet.of(Role.CHECKPOINTER);
      case PeerMessage.NoConfidence m -> EnumSet.of(Role.VIEW_CHANGE_MANAGER);
      case PeerMessage.ViewChange m -> EnumSet.of(Role.VIEW_CHANGE_MANAGER, Role.AUDITOR);
      case PeerMessage.NewView m -> EnumSet.of(Role.VIEW_CHANGE_MANAGER, Role.AUDITOR);
      case PeerMessage.Accusation m -> EnumSet.of(Role.AUDITOR);
      case PeerMessage.Status m ->
          EnumSet.of(Role.BACKUP, Role.CHECKPOINTER, Role.VIEW_CHANGE_MANAGER, Role.AUDITOR);
      case PeerMessage.Relay m -> EnumSet.of(Role.PRIMARY);
      case ClientMessage.Hello m -> EnumSet.noneOf(Role.class);
      case ClientMessage.Ask(var request)
          when request.kind() == io.weevil.engine.model.Request.Kind.READ ->
          EnumSet.of(Role.BACKUP);
      case ClientMessage.Ask m -> EnumSet.of(Role.PRIMARY);
      case ClientMessage.CommitCertificate m -> EnumSet.of(Role.BACKUP, Role.AUDITOR);
      case ClientMessage.ResultRequest m -> EnumSet.of(Role.BACKUP);
      case ClientMessage.StatusQuery m -> EnumSet.of(Role.BACKUP);
      case ReplyMessage m -> EnumSet.noneOf(Role.class);
    };
  }
}
