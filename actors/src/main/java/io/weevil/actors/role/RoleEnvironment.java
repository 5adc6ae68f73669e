package io.weevil.actors.role;

import org.apache.pekko.actor.typed.ActorRef;

/** What the roles of a node share: its clock, its way out, its memory of promises, its listener. */
public record RoleEnvironment(
    NodeClock clock,
    ActorRef<Egress.Command> egress,
    PromiseStore promises,
    NodeListener listener) {}
