package io.weevil.actors.role;

import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Received;
import io.weevil.engine.role.RoleMessage.ToAuditor;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import io.weevil.engine.role.RoleMessage.ToExecutor;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.role.RoleMessage.ToViewChangeManager;
import io.weevil.engine.role.Routing;
import io.weevil.engine.role.Routing.Role;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The roles of one replica node, as addressees.
 *
 * @param primary leads, or stands by
 */
public record Roles(
    ActorRef<RoleCommand<ToPrimary>> primary,
    ActorRef<RoleCommand<ToBackup>> backup,
    ActorRef<RoleCommand<ToExecutor>> executor,
    ActorRef<RoleCommand<ToCheckpointer>> checkpointer,
    ActorRef<RoleCommand<ToViewChangeManager>> viewChangeManager,
    ActorRef<RoleCommand<ToAuditor>> auditor) {

  /** To every role that the message is for. */
  public void tell(RoleMessage message) {
    if (message instanceof ToPrimary input) {
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
    if (message instanceof ToAuditor input) {
      auditor.tell(new RoleCommand.Input<>(input));
    }
  }

  /** A verified message to the roles that {@link Routing} names. */
  public void deliver(Received received) {
    for (Role role : Routing.of(received.verified().message())) {
      deliver(role, received);
    }
  }

  private void deliver(Role role, Received received) {
    switch (role) {
      case PRIMARY -> primary.tell(new RoleCommand.Input<>(received));
      case BACKUP -> backup.tell(new RoleCommand.Input<>(received));
      case EXECUTOR -> executor.tell(new RoleCommand.Input<>(received));
      case CHECKPOINTER -> checkpointer.tell(new RoleCommand.Input<>(received));
      case VIEW_CHANGE_MANAGER -> viewChangeManager.tell(new RoleCommand.Input<>(received));
      case AUDITOR -> auditor.tell(new RoleCommand.Input<>(received));
    }
  }
}
