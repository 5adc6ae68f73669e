package io.weevil.engine.message;

import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.model.Digest;
import io.weevil.engine.state.MerkleTree;

/**
 * State transfer in bytes (R-STATE).
 *
 * <pre>
 * STATE_REQUEST = [slot, state digest, chunk]
 * STATE_CHUNK   = [slot, chunk, part / null]
 * part          = [state size, content, [digest, …]]
 * </pre>
 */
final class StateCodec {

  /** How long a STATE_CHUNK may be. */
  static final int MAX_CHUNK_BYTES = MerkleTree.CHUNK_SIZE + 4_096;

  private StateCodec() {}

  static void write(CborWriter out, StateRequest m) {
    out.array(3).number(m.slot().number()).bytes(m.state().value()).number(m.chunk()).end();
  }

  static StateRequest stateRequest(CborReader in) {
    in.array("STATE_REQUEST", 3);
    StateRequest m =
        new StateRequest(
            ValueCodec.slot(in, "slot"), ValueCodec.digest(in, "state digest"), in.number("chunk"));
    in.end();
    return m;
  }

  static void write(CborWriter out, StateChunk m) {
    out.array(3).number(m.slot().number()).number(m.chunk());
    ValueCodec.writeOptional(out, m.part(), StateCodec::write);
    out.end();
  }

  static StateChunk stateChunk(CborReader in) {
    in.array("STATE_CHUNK", 3);
    StateChunk m =
        new StateChunk(
            ValueCodec.slot(in, "slot"),
            in.number("chunk"),
            ValueCodec.optional(in, StateCodec::part));
    in.end();
    return m;
  }

  private static void write(CborWriter out, StatePart part) {
    out.array(3).number(part.size()).bytes(part.content());
    out.<Digest>list(part.path(), (each, sibling) -> each.bytes(sibling.value())).end();
  }

  private static StatePart part(CborReader in) {
    in.array("a chunk of a state", 3);
    StatePart part =
        new StatePart(
            in.number("state size"),
            in.bytes("content", 0, MerkleTree.CHUNK_SIZE),
            in.list("path", 0, MerkleTree.MAX_HEIGHT, each -> ValueCodec.digest(each, "sibling")));
    in.end();
    return part;
  }
}
