package io.weevil.engine.message;

import static io.weevil.engine.message.MessageArbitraries.LIMITS;
import static io.weevil.engine.message.MessageArbitraries.N;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What is encoded comes back equal, whatever it holds. The generators hold the edges themselves:
 * combining those of every field would leave no tries for anything else.
 */
class RoundTripTest {

  private final WireCodec codec = new WireCodec(LIMITS, N);
  private final RequestCodec requests = new RequestCodec(LIMITS, N);
  private final BatchCodec batches = new BatchCodec(LIMITS, N);
  private final OutcomesCodec outcomesCodec = new OutcomesCodec(LIMITS);

  @Provide
  Arbitrary<WireMessage> messages() {
    return MessageArbitraries.message();
  }

  @Property(tries = 3_000, seed = "20260901", edgeCases = EdgeCasesMode.NONE)
  void everyMessageComesBackEqualAndWithinItsBound(@ForAll("messages") WireMessage message) {
    MessageKind kind = MessageKind.of(message);
    Bytes body = codec.encode(message);
    assertThat(codec.decode(kind, body)).isEqualTo(message);
    assertThat(body.size()).isLessThanOrEqualTo(codec.maxBodyBytes(kind));
  }

  @Provide
  Arbitrary<Request> anyRequest() {
    return MessageArbitraries.request();
  }

  @Property(tries = 500, seed = "20260902", edgeCases = EdgeCasesMode.NONE)
  void aRequestIsMadeAgainOfItsParts(@ForAll("anyRequest") Request request) {
    assertThat(requests.decode(request.encoded())).isEqualTo(request);
    RequestCodec.Parts parts = requests.parts(request.encoded());
    RequestCodec.Body body = requests.decodeBody(parts.body());
    ClientCertificate certificate = requests.decodeCertificate(parts.certificateBytes());
    assertThat(certificate).isEqualTo(parts.certificate());
    Bytes bodyAgain =
        requests.encodeBody(body.incarnation(), body.number(), body.kind(), body.operations());
    assertThat(
            requests.encode(
                requests.encodeCertificate(certificate), bodyAgain, parts.authenticator()))
        .isEqualTo(request.encoded());
  }

  @Provide
  Arbitrary<Batch> anyBatch() {
    return MessageArbitraries.batch();
  }

  @Property(tries = 300, seed = "20260903", edgeCases = EdgeCasesMode.NONE)
  void aBatchComesBackWithTheDigestOfItsExactBytes(@ForAll("anyBatch") Batch batch) {
    assertThat(batch.digest()).isEqualTo(Digests.of(batch.encoded()));
    assertThat(batches.decode(batch.encoded())).isEqualTo(batch);
    int claimed = BatchCodec.OVERHEAD_BYTES;
    for (Request request : batch.requests()) {
      claimed += request.encoded().size() + BatchCodec.REQUEST_OVERHEAD_BYTES;
    }
    assertThat(batch.encoded().size()).isLessThanOrEqualTo(claimed);
  }

  @Provide
  Arbitrary<Outcomes> anyOutcomes() {
    return MessageArbitraries.outcomes();
  }

  @Property(tries = 500, seed = "20260904", edgeCases = EdgeCasesMode.NONE)
  void outcomesComeBackFromTheirResult(@ForAll("anyOutcomes") Outcomes outcomes) {
    Result result = outcomesCodec.result(outcomes);
    assertThat(result.digest()).isEqualTo(Digests.of(result.full()));
    assertThat(outcomesCodec.decode(result.full())).isEqualTo(outcomes);
  }

  @Provide
  Arbitrary<Wire> anyWire() {
    return MessageArbitraries.wire();
  }

  @Property(tries = 1_000, seed = "20260905", edgeCases = EdgeCasesMode.NONE)
  void anEnvelopeComesBackFromABufferOfEitherOrderWhichStaysAsItWas(@ForAll("anyWire") Wire wire) {
    byte[] frame = WireFormat.toBytes(wire);
    assertThat(WireFormat.fromBytes(frame)).isEqualTo(wire);
    assertThat(frame).hasSize(WireFormat.size(wire));
    assertThat(frame.length - wire.body().size()).isLessThanOrEqualTo(WireFormat.OVERHEAD_BYTES);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer lent = ByteBuffer.allocate(frame.length + 12).order(order);
      lent.position(5);
      WireFormat.write(wire, lent);
      assertThat(lent.position()).isEqualTo(5 + frame.length);
      lent.flip().position(5);
      assertThat(WireFormat.fromBytes(lent)).isEqualTo(wire);
      assertThat(lent.hasRemaining()).isFalse();
      assertThat(lent.order()).isEqualTo(order);
    }
  }
}
