package io.weevil.engine.authentication;

import io.weevil.engine.crypto.BoundedCache;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import java.util.Optional;

/**
 * Checks whether a request is its client's (R-ACCEPT-4): the certificate by the group's authority,
 * the body by the client's signature or by this replica's entry of the MAC vector. Not whether the
 * client is admitted at some time, nor what its order of requests is. A request found authentic is
 * not checked again for a while. Safe to use from many threads at once.
 */
final class RequestChecker {

  /** About 4 MB of digests: more requests than are under way at once. */
  private static final int REMEMBERED = 16_384;

  private final ReplicaId self;
  private final RequestAuthentication authentication;
  private final RequestCodec codec;
  private final SignedBytes signedBytes;
  private final SignatureVerifier verifier;
  private final Admissions admissions;
  private final BoundedCache<Digest, Boolean> authentic = new BoundedCache<>(REMEMBERED);

  RequestChecker(
      ReplicaId self, GroupConfiguration group, SignatureVerifier verifier, Admissions admissions) {
    this.self = self;
    this.authentication = group.requestAuthentication();
    this.codec = new RequestCodec(group.limits(), group.n());
    this.signedBytes = new SignedBytes(group.digest());
    this.verifier = verifier;
    this.admissions = admissions;
  }

  /**
   * What is wrong with the request, if anything.
   *
   * @param request as decoded from its bytes
   */
  Optional<Fault> check(Request request) {
    if (authentic.get(request.digest()) != null) {
      return Optional.empty();
    }
    Optional<Fault> fault = check(request.client().key(), codec.parts(request.encoded()));
    if (fault.isEmpty()) {
      authentic.put(request.digest(), true);
    }
    return fault;
  }

  private Optional<Fault> check(Digest key, RequestCodec.Parts parts) {
    Optional<AdmittedClient> client = admissions.find(parts.certificate());
    if (client.isEmpty()) {
      return Optional.of(
          Fault.provable(
              Opened.Cause.FORGED_CERTIFICATE,
              "the certificate of '"
                  + parts.certificate().name()
                  + "' is not the client authority's"));
    }
    Digest body = Digests.of(parts.body());
    return switch (parts.authenticator()) {
      case RequestAuthenticator.Signed signed -> checkSignature(client.get(), body, signed);
      case RequestAuthenticator.MacVector vector -> checkMac(client.get(), key, body, vector);
    };
  }

  private Optional<Fault> checkSignature(
      AdmittedClient client, Digest body, RequestAuthenticator.Signed signed) {
    if (authentication != RequestAuthentication.SIGNATURE) {
      return Optional.of(
          Fault.provable(
              Opened.Cause.MALFORMED, "a signature, where the group wants a MAC vector"));
    }
    return verifier.verify(
            client.certificate().signingKey(), signedBytes.request(body), signed.signature())
        ? Optional.empty()
        : Optional.of(
            Fault.provable(Opened.Cause.FORGED_SIGNATURE, "the client did not sign this"));
  }

  private Optional<Fault> checkMac(
      AdmittedClient client, Digest key, Digest body, RequestAuthenticator.MacVector vector) {
    if (authentication != RequestAuthentication.MAC) {
      return Optional.of(
          Fault.provable(
              Opened.Cause.MALFORMED, "a MAC vector, where the group wants a signature"));
    }
    return client
            .key()
            .verify(signedBytes.requestTo(self, key, body), vector.macs().get(self.index()))
        ? Optional.empty()
        : Optional.of(Fault.of(Opened.Cause.BAD_MAC, "the MAC for " + self + " is wrong"));
  }
}
