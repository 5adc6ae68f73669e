package io.weevil.engine.authentication;

import io.weevil.engine.crypto.BoundedCache;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.ClientCertificate;
import java.util.Optional;

/**
 * Checks certificates, each once: the authority's signature, and that the agreement key is usable.
 * When a certificate is valid is another question, for its time differs from use to use. Safe to
 * use from many threads at once.
 */
final class Admissions {

  private final Signatures signatures;
  private final KeyAgreement agreement;
  private final BoundedCache<ClientCertificate, AdmittedClient> admitted;

  /**
   * @param capacity certificates remembered
   */
  Admissions(Signatures signatures, KeyAgreement agreement, int capacity) {
    this.signatures = signatures;
    this.agreement = agreement;
    this.admitted = new BoundedCache<>(capacity);
  }

  /** Empty when the certificate is forged, or is for an agreement key that is none. */
  Optional<AdmittedClient> find(ClientCertificate certificate) {
    AdmittedClient known = admitted.get(certificate);
    return known != null ? Optional.of(known) : check(certificate);
  }

  private Optional<AdmittedClient> check(ClientCertificate certificate) {
    if (!signatures.isAuthentic(certificate)) {
      return Optional.empty();
    }
    Optional<AdmittedClient> client =
        agreement.with(certificate.agreementKey()).map(key -> new AdmittedClient(certificate, key));
    client.ifPresent(c -> admitted.put(certificate, c));
    return client;
  }
}
