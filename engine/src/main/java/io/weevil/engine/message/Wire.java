package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;

/**
 * The envelope: all that is read of a message before it is authenticated (R-AUTH).
 *
 * @param group the first eight bytes of the group's configuration digest: a message for another
 *     group is told from a forged one
 * @param sender who claims to send it
 * @param body the message's CBOR bytes, encoded once for all receivers
 * @param authenticator the MAC (32 bytes) under the key of sender and receiver; empty for a
 *     REQUEST, which carries its own
 */
public record Wire(MessageKind kind, long group, Party sender, Bytes body, Bytes authenticator) {}
