package io.weevil.actors.role;

import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Received;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import io.weevil.engine.role.RoleMessage.ToExecutor;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import io.weevil.engine.role.Routing;
import io.weevil.engine.role.Routing.Role;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The roles of one replica node, as addressees.
 *
 * @param primary null while the node does not lead
 */
public record Roles(
    @Nullable ActorRef<RoleCommand<ToPrimary>> primary,
    ActorRef<RoleCommand<ToBackup>> backup,
    ActorRef<RoleCommand<ToExecutor>> executor,
    ActorRef<RoleCommand<ToCheckpointer>> checkpointer,
    ActorRef<RoleCommand<ToViewChangeManager>> viewChangeManager) {

  /** Whether this node leads its view. */
  public boolean leads() {
    return primary != null;
  }

  /**
   * To every role that the message is for. What is for a primary is for nobody while the node does
   * not lead.
   */
  public void tell(RoleMessage message) {
    if (message instanceof ToPrimary input && primary != null) {
      primary.tell(new RoleCommand.Input<>(input));
    }
    if (message instanceof ToBackup input) {
      backup.tell(new RoleCommand.Input<>(input));
    }
    if (message instanceof ToExecutor input) {
      executor.tell(new RoleCommand.Input<>(input));
    }
    if (message instanceof ToCheckpointer input) {
      checkpointer.tell(new RoleCommand.Input<>(input));
    }
    if (message instanceof ToViewChangeManager input) {
      viewChangeManager.tell(new RoleCommand.Input<>(input));
    }
  }

  /** A verified message to the roles that {@link Routing} names. */
  public void deliver(Received received) {
    for (Role role : Routing.of(received.verified().message(), leads())) {
      deliver(role, received);
    }
  }

  private void deliver(Role role, Received received) {
    switch (role) {
      case PRIMARY -> {
        if (primary != null) {
          primary.tell(new RoleCommand.Input<>(received));
        }
      }
      case BACKUP -> backup.tell(new RoleCommand.Input<>(received));
      case EXECUTOR -> executor.tell(new RoleCommand.Input<>(received));
      case CHECKPOINTER -> checkpointer.tell(new RoleCommand.Input<>(received));
      case VIEW_CHANGE_MANAGER -> viewChangeManager.tell(new RoleCommand.Input<>(received));
    }
  }
}
