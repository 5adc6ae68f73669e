package io.weevil.engine.message;

import static io.weevil.engine.model.Request.Kind.READ;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestCodecTest {

  private static final Limits LIMITS = Limits.DEFAULT;
  private final RequestCodec codec = new RequestCodec(LIMITS, 4);
  private final ClientCertificate certificate =
      new ClientCertificate(
          "ada",
          filled(32, 1),
          filled(32, 2),
          new Timestamp(1_000),
          new Timestamp(2_000_000_000),
          filled(64, 3));
  private final RequestAuthenticator signature = new RequestAuthenticator.Signed(filled(64, 4));

  private static Bytes filled(int size, int with) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) with);
    return Bytes.wrap(content);
  }

  private Bytes body(Bytes... operations) {
    return codec.encodeBody(7, 42, Request.Kind.ORDERED, List.of(operations));
  }

  @Test
  void aRequestComesBackWithItsExactBytesAndTheirDigest() {
    Bytes encoded =
        codec.encode(
            codec.encodeCertificate(certificate), body(Bytes.utf8("put"), Bytes.EMPTY), signature);

    Request request = codec.decode(encoded);

    assertThat(request.client()).isEqualTo(certificate.clientId(7));
    assertThat(request.number()).isEqualTo(42);
    assertThat(request.kind()).isEqualTo(Request.Kind.ORDERED);
    assertThat(request.operations()).containsExactly(Bytes.utf8("put"), Bytes.EMPTY);
    assertThat(request.admission().notBefore()).isEqualTo(certificate.notBefore());
    assertThat(request.admission().notAfter()).isEqualTo(certificate.notAfter());
    assertThat(request.encoded()).isEqualTo(encoded);
    assertThat(request.digest()).isEqualTo(Digests.of(encoded));
  }

  @Test
  void thePartsOfARequestAreTheBytesThatWentIn() {
    Bytes certificateBytes = codec.encodeCertificate(certificate);
    RequestAuthenticator macs = new RequestAuthenticator.MacVector(nCopies(4, filled(32, 9)));

    RequestCodec.Parts parts =
        codec.parts(codec.encode(certificateBytes, body(Bytes.utf8("get")), macs));

    assertThat(parts)
        .isEqualTo(
            new RequestCodec.Parts(certificate, certificateBytes, body(Bytes.utf8("get")), macs));
    assertThat(codec.decodeCertificate(certificateBytes)).isEqualTo(certificate);
    assertThat(codec.decodeBody(parts.body()))
        .isEqualTo(new RequestCodec.Body(7, 42, Request.Kind.ORDERED, List.of(Bytes.utf8("get"))));
  }

  @Test
  void aMacVectorHasExactlyOneMacForEachReplica() {
    RequestAuthenticator macs = new RequestAuthenticator.MacVector(nCopies(3, filled(32, 9)));
    Bytes encoded = codec.encode(codec.encodeCertificate(certificate), body(Bytes.EMPTY), macs);

    assertThatThrownBy(() -> codec.parts(encoded))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("MACs must have length 4 … 4, not 3");
  }

  @Test
  void aRequestLongerThanTheGroupAllowsIsNeitherMadeNorRead() {
    Bytes encodedCertificate = codec.encodeCertificate(certificate);
    Bytes large = body(filled(LIMITS.maxRequestBytes(), 0));
    assertThatThrownBy(() -> codec.encode(encodedCertificate, large, signature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max-request-bytes");
    assertThatThrownBy(() -> codec.decode(filled(LIMITS.maxRequestBytes() + 1, 0)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("REQUEST, byte 0: 131073 bytes, more than the 131072 allowed");
  }

  @Test
  void aCertificateThatEndsBeforeItBeginsIsMalformedWhereItStands() {
    Bytes ends =
        new CborWriter(256)
            .array(6)
            .text("ada")
            .bytes(filled(32, 1))
            .bytes(filled(32, 2))
            .number(2)
            .number(1)
            .bytes(filled(64, 3))
            .end()
            .finish();
    assertThatThrownBy(() -> codec.decode(codec.encode(ends, body(Bytes.EMPTY), signature)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("ends before it begins");
  }

  @Test
  void aRequestHasNoMoreOperationsThanAResultCanTellOf() {
    RequestCodec small = new RequestCodec(MessageArbitraries.LIMITS, 4);
    int most = MessageArbitraries.LIMITS.maxResultBytes() / 32;
    assertThatThrownBy(() -> small.encodeBody(7, 42, READ, nCopies(most + 1, Bytes.EMPTY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 … 32 operations, not 33");
    Bytes tooMany = codec.encodeBody(7, 42, READ, nCopies(most + 1, Bytes.EMPTY));
    assertThatThrownBy(() -> small.decodeBody(tooMany))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("operations must have length 1 … 32, not 33");

    List<Outcomes.Outcome> shortest =
        nCopies(most, new Outcomes.Outcome.Failed("result too large"));
    Bytes full = new OutcomesCodec(MessageArbitraries.LIMITS).encode(new Outcomes(shortest));
    assertThat(full.size()).isLessThanOrEqualTo(MessageArbitraries.LIMITS.maxResultBytes());
  }
}
