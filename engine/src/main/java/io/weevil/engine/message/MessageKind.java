package io.weevil.engine.message;

/** The kind of a message, in its envelope. Codes are wire format: never reused. */
public enum MessageKind {
  ORDER_REQ(1),
  PREPARE(2),
  COMMIT(3),
  CHECKPOINT(4),
  STABLE_PROOF(5),
  NO_CONFIDENCE(6),
  FILL_HOLE(7),
  FETCH(8),
  FETCHED(9),
  STATUS(10),
  RELAY(11),
  MISBEHAVIOR(12),
  VIEW_CHANGE(13),
  NEW_VIEW(14),
  STATE_REQUEST(15),
  STATE_CHUNK(16),
  ACCUSATION(17),
  HELLO(32),
  REQUEST(33),
  COMMIT_CERTIFICATE(34),
  RESULT_REQUEST(35),
  STATUS_QUERY(36),
  SPEC_RESPONSE(64),
  LOCAL_COMMIT(65),
  READ_REPLY(66),
  REFUSED(67),
  STATUS_REPORT(68);

  private final int code;

  MessageKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static MessageKind of(WireMessage message) {
    return switch (message) {
      case PeerMessage.OrderReq m -> ORDER_REQ;
      case PeerMessage.Prepare m -> PREPARE;
      case PeerMessage.Commit m -> COMMIT;
      case PeerMessage.Checkpoint m -> CHECKPOINT;
      case PeerMessage.StableProof m -> STABLE_PROOF;
      case PeerMessage.NoConfidence m -> NO_CONFIDENCE;
      case PeerMessage.FillHole m -> FILL_HOLE;
      case PeerMessage.Fetch m -> FETCH;
      case PeerMessage.Fetched m -> FETCHED;
      case PeerMessage.Status m -> STATUS;
      case PeerMessage.Relay m -> RELAY;
      case PeerMessage.Misbehavior m -> MISBEHAVIOR;
      case PeerMessage.ViewChange m -> VIEW_CHANGE;
      case PeerMessage.NewView m -> NEW_VIEW;
      case PeerMessage.StateRequest m -> STATE_REQUEST;
      case PeerMessage.StateChunk m -> STATE_CHUNK;
      case PeerMessage.Accusation m -> ACCUSATION;
      case ClientMessage.Hello m -> HELLO;
      case ClientMessage.Ask m -> REQUEST;
      case ClientMessage.CommitCertificate m -> COMMIT_CERTIFICATE;
      case ClientMessage.ResultRequest m -> RESULT_REQUEST;
      case ClientMessage.StatusQuery m -> STATUS_QUERY;
      case ReplyMessage.SpecResponse m -> SPEC_RESPONSE;
      case ReplyMessage.LocalCommit m -> LOCAL_COMMIT;
      case ReplyMessage.ReadReply m -> READ_REPLY;
      case ReplyMessage.Refused m -> REFUSED;
      case ReplyMessage.StatusReport m -> STATUS_REPORT;
    };
  }
}
