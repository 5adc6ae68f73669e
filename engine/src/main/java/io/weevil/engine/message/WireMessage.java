package io.weevil.engine.message;

/** Everything that travels. */
public sealed interface WireMessage permits PeerMessage, ClientMessage, ReplyMessage {}
