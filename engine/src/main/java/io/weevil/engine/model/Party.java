package io.weevil.engine.model;

/** Who sends or receives a message: a replica or a client. */
public sealed interface Party permits ReplicaId, ClientId {}
