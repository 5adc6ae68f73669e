package io.weevil.engine.quorum;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;

/** A vote that can be shown to others: Ed25519 over the domain-separated vote. */
public record SignedVote(ReplicaId voter, Vote vote, Bytes signature) {}
