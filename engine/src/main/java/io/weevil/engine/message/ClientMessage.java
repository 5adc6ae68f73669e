package io.weevil.engine.message;

import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import io.weevil.engine.quorum.Certificate;

/** What clients say to replicas. The sender is the envelope's. */
public sealed interface ClientMessage extends WireMessage
    permits ClientMessage.Hello,
        ClientMessage.Ask,
        ClientMessage.CommitCertificate,
        ClientMessage.ResultRequest,
        ClientMessage.StatusQuery,
        PeerMessage.Misbehavior {

  /**
   * Introduces a client: who it is and where replies go. Sent at the start and again before every
   * retransmission.
   *
   * @param returnAddress where the transport finds the client, {@code host:port}, or {@code
   *     host:port/endpoint} where several clients share a port
   */
  record Hello(ClientId client, ClientCertificate certificate, String returnAddress)
      implements ClientMessage {}

  /** REQUEST, ordered or (kind READ) not. Authenticated by itself: signature or MAC vector. */
  record Ask(Request request) implements ClientMessage {}

  /** COMMIT-CERTIFICATE(c, no, certificate). */
  record CommitCertificate(long number, Certificate certificate) implements ClientMessage {}

  /** Asks for the full result of a request whose digest is known (R-CLIENT). */
  record ResultRequest(long number) implements ClientMessage {}

  /** Asks how the replica is; answered by {@link ReplyMessage.StatusReport}. */
  record StatusQuery(long nonce) implements ClientMessage {}
}
