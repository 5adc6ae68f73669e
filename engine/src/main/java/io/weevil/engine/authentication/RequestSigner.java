package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.crypto.Signer;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import java.util.List;

/**
 * Makes one client's requests, authenticated as the group's configuration says. Safe to use from
 * many threads at once.
 */
public final class RequestSigner implements RequestFactory {

  private final ClientId client;
  private final ClientCertificate certificate;
  private final Bytes encodedCertificate;
  private final GroupConfiguration group;
  private final RequestCodec codec;
  private final SignedBytes signedBytes;
  private final Signer signer;
  private final ReplicaKeys keys;

  /**
   * @param incarnation of the client, at least 1
   * @param signer with the certificate's signing key; not used when the group authenticates
   *     requests by MAC
   * @param keys this client's with the replicas
   */
  public RequestSigner(
      ClientCertificate certificate,
      long incarnation,
      GroupConfiguration group,
      Signer signer,
      ReplicaKeys keys) {
    this.client = certificate.clientId(incarnation);
    this.certificate = certificate;
    this.group = group;
    this.codec = new RequestCodec(group.limits(), group.n());
    this.encodedCertificate = codec.encodeCertificate(certificate);
    this.signedBytes = new SignedBytes(group.digest());
    this.signer = signer;
    this.keys = keys;
  }

  @Override
  public ClientId client() {
    return client;
  }

  /**
   * @throws IllegalArgumentException for a number below 1, for no or too many operations, and for
   *     more bytes than the group's limits allow
   */
  @Override
  public Request create(long number, Request.Kind kind, List<Bytes> operations) {
    Bytes body = codec.encodeBody(client.incarnation(), number, kind, operations);
    Bytes encoded = codec.encode(encodedCertificate, body, authenticate(Digests.of(body)));
    return new Request(
        client, number, kind, operations, certificate.admission(), encoded, Digests.of(encoded));
  }

  private RequestAuthenticator authenticate(Digest body) {
    return switch (group.requestAuthentication()) {
      case SIGNATURE -> new RequestAuthenticator.Signed(signer.sign(signedBytes.request(body)));
      case MAC ->
          new RequestAuthenticator.MacVector(
              group.quorums().members().map(r -> tag(r, body)).toList());
    };
  }

  private Bytes tag(ReplicaId receiver, Digest body) {
    return keys.with(receiver)
        .orElseThrow()
        .tag(signedBytes.requestTo(receiver, client.key(), body));
  }
}
