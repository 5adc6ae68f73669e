package io.weevil.engine.message;

import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.Timestamp;

/**
 * The client authority's word, in bytes.
 *
 * <pre>
 * certificate = [name, signing key, agreement key, not before, not after, signature]
 * </pre>
 */
final class ClientCertificateCodec {

  private static final int KEY_BYTES = 32;

  /** 64 characters of UTF-16, at most three bytes each in UTF-8. */
  private static final int MAX_NAME_BYTES = 3 * 64;

  static final int MAX_BYTES =
      MAX_NAME_BYTES + 2 * KEY_BYTES + RequestCodec.SIGNATURE_BYTES + 2 * Long.BYTES + 16;

  private ClientCertificateCodec() {}

  static void write(CborWriter out, ClientCertificate c) {
    out.array(6)
        .text(c.name())
        .bytes(c.signingKey())
        .bytes(c.agreementKey())
        .number(c.notBefore().micros())
        .number(c.notAfter().micros())
        .bytes(c.signature())
        .end();
  }

  static ClientCertificate certificate(CborReader in) {
    in.array("certificate", 6);
    ClientCertificate certificate =
        new ClientCertificate(
            in.text("name", 1, MAX_NAME_BYTES),
            in.bytes("signing key", KEY_BYTES),
            in.bytes("agreement key", KEY_BYTES),
            new Timestamp(in.number("not before")),
            new Timestamp(in.number("not after")),
            in.bytes("signature", RequestCodec.SIGNATURE_BYTES));
    in.end();
    return certificate;
  }
}
