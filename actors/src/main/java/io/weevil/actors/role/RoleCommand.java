package io.weevil.actors.role;

/**
 * What the actor of a role takes. Nothing but the node's own actors can send one.
 *
 * @param <I> the role's own input: the protocol's messages, timers, and what other roles tell it
 */
public sealed interface RoleCommand<I> {

  /** The roles of the node, itself included. The first message, and again when they change. */
  record Join<I>(Roles roles) implements RoleCommand<I> {}

  /** For the core. */
  record Input<I>(I input) implements RoleCommand<I> {}
}
