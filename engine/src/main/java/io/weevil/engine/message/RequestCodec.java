package io.weevil.engine.message;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Admission;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import java.util.List;

/**
 * A request's bytes: three byte strings, each of them CBOR, so that what is signed is kept exactly
 * as it came.
 *
 * <pre>
 * request       = [certificate, body, authenticator]
 * body          = [incarnation, number, kind, [operation, …]]
 * authenticator = [0, signature] / [1, [mac, …]]
 * </pre>
 */
public final class RequestCodec {

  /** How many operations a request may bundle, at most. */
  public static final int MAX_OPERATIONS = 1_024;

  /** What must be left of max-result-bytes for each operation: room for the shortest error. */
  private static final int RESULT_BYTES_PER_OPERATION = 32;

  static final int SIGNATURE_BYTES = 64;
  static final int MAC_BYTES = 32;

  private static final int SIGNED = 0;
  private static final int MAC_VECTOR = 1;

  private final int maxRequestBytes;
  private final int maxOperations;
  private final int n;

  /**
   * @param n how many replicas there are
   */
  public RequestCodec(Limits limits, int n) {
    this.maxRequestBytes = limits.maxRequestBytes();
    this.maxOperations = maxOperations(limits);
    this.n = n;
  }

  /**
   * How many operations a request may bundle in this group: as many as can be told that they
   * failed.
   */
  static int maxOperations(Limits limits) {
    return Math.min(MAX_OPERATIONS, limits.maxResultBytes() / RESULT_BYTES_PER_OPERATION);
  }

  /**
   * A request in its parts.
   *
   * @param body the exact bytes that the authenticator is over
   */
  public record Parts(
      ClientCertificate certificate,
      Bytes certificateBytes,
      Bytes body,
      RequestAuthenticator authenticator) {}

  /** What a request's body says. */
  public record Body(long incarnation, long number, Request.Kind kind, List<Bytes> operations) {
    public Body {
      operations = List.copyOf(operations);
    }
  }

  /**
   * @throws IllegalArgumentException for no operations, more than this group takes, or a number
   *     below 1
   */
  public Bytes encodeBody(
      long incarnation, long number, Request.Kind kind, List<Bytes> operations) {
    if (operations.isEmpty() || operations.size() > maxOperations) {
      throw new IllegalArgumentException(
          "a request has 1 … " + maxOperations + " operations, not " + operations.size());
    }
    if (incarnation < 1 || number < 1) {
      throw new IllegalArgumentException(
          "incarnation and number are at least 1, not " + incarnation + " and " + number);
    }
    int size = operations.stream().mapToInt(o -> o.size() + 5).sum();
    return new CborWriter(size + 32)
        .array(4)
        .number(incarnation)
        .number(number)
        .number(kind.code())
        .list(operations, CborWriter::bytes)
        .end()
        .finish();
  }

  public Bytes encodeCertificate(ClientCertificate c) {
    CborWriter out = new CborWriter(ClientCertificateCodec.MAX_BYTES);
    ClientCertificateCodec.write(out, c);
    return out.finish();
  }

  /**
   * The whole request.
   *
   * @throws IllegalArgumentException when it is longer than the group's max-request-bytes
   */
  public Bytes encode(Bytes certificate, Bytes body, RequestAuthenticator authenticator) {
    Bytes tail = encodeAuthenticator(authenticator);
    Bytes encoded =
        new CborWriter(certificate.size() + body.size() + tail.size() + 16)
            .array(3)
            .bytes(certificate)
            .bytes(body)
            .bytes(tail)
            .end()
            .finish();
    if (encoded.size() > maxRequestBytes) {
      throw new IllegalArgumentException(
          "the request has "
              + encoded.size()
              + " bytes, more than max-request-bytes, "
              + maxRequestBytes);
    }
    return encoded;
  }

  private static Bytes encodeAuthenticator(RequestAuthenticator authenticator) {
    return switch (authenticator) {
      case RequestAuthenticator.Signed(Bytes signature) ->
          new CborWriter(72).array(2).number(SIGNED).bytes(signature).end().finish();
      case RequestAuthenticator.MacVector(List<Bytes> macs) ->
          new CborWriter(16 + macs.size() * (MAC_BYTES + 2))
              .array(2)
              .number(MAC_VECTOR)
              .list(macs, CborWriter::bytes)
              .end()
              .finish();
    };
  }

  /**
   * The parts of a request's exact bytes, nothing of them verified; the body is not looked into.
   *
   * @throws MalformedMessageException when they are none
   */
  public Parts parts(Bytes encoded) {
    return CborReader.decode("REQUEST", encoded, maxRequestBytes, this::parts);
  }

  /**
   * The request of these exact bytes, not verified.
   *
   * @throws MalformedMessageException when they are none
   */
  public Request decode(Bytes encoded) {
    return CborReader.decode("REQUEST", encoded, maxRequestBytes, in -> request(in, encoded));
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  public Body decodeBody(Bytes body) {
    return CborReader.decode("request body", body, maxRequestBytes, this::body);
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  public ClientCertificate decodeCertificate(Bytes certificate) {
    return CborReader.decode(
        "client certificate",
        certificate,
        ClientCertificateCodec.MAX_BYTES,
        ClientCertificateCodec::certificate);
  }

  private Parts parts(CborReader in) {
    in.array("request", 3);
    Bytes certificateBytes = certificateBytes(in);
    ClientCertificate certificate =
        in.decodeInside(certificateBytes, ClientCertificateCodec::certificate);
    Parts parts = new Parts(certificate, certificateBytes, bodyBytes(in), authenticator(in));
    in.end();
    return parts;
  }

  /** The request that {@code in} reads, whose exact bytes are {@code encoded}. */
  Request request(CborReader in, Bytes encoded) {
    in.array("request", 3);
    ClientCertificate certificate =
        in.inside(
            "certificate",
            1,
            ClientCertificateCodec.MAX_BYTES,
            ClientCertificateCodec::certificate);
    Body body = in.inside("body", 1, maxRequestBytes, this::body);
    authenticator(in);
    in.end();
    return new Request(
        certificate.clientId(body.incarnation()),
        body.number(),
        body.kind(),
        body.operations(),
        new Admission(certificate.notBefore(), certificate.notAfter()),
        encoded,
        Digests.of(encoded));
  }

  /** A request within a message: a byte string. */
  Request requestInside(CborReader in) {
    Bytes encoded = in.view("request", 1, maxRequestBytes);
    return in.decodeInside(encoded, request -> request(request, encoded));
  }

  private static Bytes certificateBytes(CborReader in) {
    return in.view("certificate", 1, ClientCertificateCodec.MAX_BYTES);
  }

  private Bytes bodyBytes(CborReader in) {
    return in.view("body", 1, maxRequestBytes);
  }

  private RequestAuthenticator authenticator(CborReader in) {
    return in.inside("authenticator", 1, 16 + n * (MAC_BYTES + 2), this::authenticatorContent);
  }

  private Body body(CborReader in) {
    in.array("body", 4);
    Body body =
        new Body(
            in.number("incarnation", 1, CborReader.MAX_NUMBER),
            in.number("number", 1, CborReader.MAX_NUMBER),
            in.number("kind", 0, 1) == Request.Kind.ORDERED.code()
                ? Request.Kind.ORDERED
                : Request.Kind.READ,
            in.list(
                "operations", 1, maxOperations, o -> o.view("operation", 0, Integer.MAX_VALUE)));
    in.end();
    return body;
  }

  private RequestAuthenticator authenticatorContent(CborReader in) {
    in.array("authenticator", 2);
    long way = in.number("authenticator's kind", SIGNED, MAC_VECTOR);
    RequestAuthenticator authenticator =
        way == SIGNED
            ? new RequestAuthenticator.Signed(in.bytes("signature", SIGNATURE_BYTES))
            : new RequestAuthenticator.MacVector(
                in.list("MACs", n, n, m -> m.bytes("MAC", MAC_BYTES)));
    in.end();
    return authenticator;
  }
}
