package io.weevil.engine.message;

import static io.weevil.engine.message.MessageArbitraries.N;

import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A decoder under test, with bytes that it accepts.
 *
 * @param encode the inverse, from the values alone: what carries its exact bytes is taken apart and
 *     put together anew
 */
record DecoderSubject<T>(
    String name, byte[] sample, Function<Bytes, T> decode, Function<T, Bytes> encode) {

  /** So wide that nothing but the bytes that are left keeps a decoder from believing a length. */
  static final Limits LIMITS =
      new Limits(4, 8, 16, 10, 1 << 20, 1 << 29, 1 << 28, 1 << 28, Duration.ofSeconds(2));

  private static final WireCodec CODEC = new WireCodec(LIMITS, N);
  private static final RequestCodec REQUESTS = new RequestCodec(LIMITS, N);
  private static final BatchCodec BATCHES = new BatchCodec(LIMITS, N);
  private static final OutcomesCodec OUTCOMES = new OutcomesCodec(LIMITS);

  /** All decoders, one for each golden message and part. */
  static List<DecoderSubject<?>> all() {
    List<DecoderSubject<?>> all = new ArrayList<>();
    GoldenSamples.messages().forEach((name, message) -> all.add(ofMessage(name, message)));
    GoldenSamples.parts().forEach((name, bytes) -> all.add(ofPart(name, bytes.toArray())));
    RequestCodec.Parts parts = REQUESTS.parts(GoldenSamples.SIGNED.encoded());
    all.add(
        new DecoderSubject<>(
            "part-body", parts.body().toArray(), REQUESTS::decodeBody, DecoderSubject::encode));
    all.add(
        new DecoderSubject<>(
            "part-parts",
            GoldenSamples.SIGNED.encoded().toArray(),
            REQUESTS::parts,
            DecoderSubject::encode));
    return all;
  }

  private static DecoderSubject<WireMessage> ofMessage(String name, WireMessage message) {
    MessageKind kind = MessageKind.of(message);
    return new DecoderSubject<>(
        name,
        CODEC.encode(message).toArray(),
        bytes -> CODEC.decode(kind, bytes),
        DecoderSubject::encode);
  }

  private static DecoderSubject<?> ofPart(String name, byte[] sample) {
    return switch (name) {
      case "part-client-certificate" ->
          new DecoderSubject<>(
              name, sample, REQUESTS::decodeCertificate, REQUESTS::encodeCertificate);
      case "part-outcomes" ->
          new DecoderSubject<>(name, sample, OUTCOMES::decode, OUTCOMES::encode);
      case "part-batch" ->
          new DecoderSubject<>(name, sample, BATCHES::decode, DecoderSubject::encode);
      case "part-evidence-document" ->
          new DecoderSubject<>(name, sample, EvidenceDocument::decode, EvidenceDocument::encode);
      case "part-envelope-of-a-replica", "part-envelope-of-a-client" ->
          new DecoderSubject<>(
              name,
              sample,
              bytes -> WireFormat.fromBytes(bytes.unsafeArray()),
              wire -> Bytes.wrap(WireFormat.toBytes(wire)));
      default -> throw new IllegalStateException("no decoder for " + name);
    };
  }

  private static Bytes encode(WireMessage message) {
    return switch (message) {
      case ClientMessage.Ask(Request request) -> encode(request);
      case PeerMessage.Relay(Request request) -> CODEC.encode(new PeerMessage.Relay(anew(request)));
      case PeerMessage.Fetched(Batch batch) -> CODEC.encode(new PeerMessage.Fetched(anew(batch)));
      case PeerMessage.OrderReq(SignedHeader header, Batch batch) ->
          CODEC.encode(new PeerMessage.OrderReq(header, anew(batch)));
      case PeerMessage.Accusation(Evidence.FaultyBatch(PeerMessage.OrderReq o, int request)) ->
          CODEC.encode(
              new PeerMessage.Accusation(
                  new Evidence.FaultyBatch(
                      new PeerMessage.OrderReq(o.header(), anew(o.batch())), request)));
      default -> CODEC.encode(message);
    };
  }

  private static Bytes encode(Batch batch) {
    List<Request> anew = batch.requests().stream().map(DecoderSubject::anew).toList();
    return BATCHES.encode(batch.timestamp(), anew).encoded();
  }

  private static Bytes encode(Request r) {
    RequestCodec.Parts parts = REQUESTS.parts(r.encoded());
    Bytes body =
        REQUESTS.encodeBody(r.client().incarnation(), r.number(), r.kind(), r.operations());
    return REQUESTS.encode(
        REQUESTS.encodeCertificate(parts.certificate()), body, parts.authenticator());
  }

  private static Bytes encode(RequestCodec.Body body) {
    return REQUESTS.encodeBody(body.incarnation(), body.number(), body.kind(), body.operations());
  }

  private static Bytes encode(RequestCodec.Parts parts) {
    return REQUESTS.encode(
        REQUESTS.encodeCertificate(parts.certificate()), parts.body(), parts.authenticator());
  }

  private static Request anew(Request r) {
    return new Request(
        r.client(), r.number(), r.kind(), r.operations(), r.admission(), encode(r), r.digest());
  }

  private static Batch anew(Batch b) {
    return new Batch(b.timestamp(), b.requests(), encode(b), b.digest());
  }

  @Override
  public String toString() {
    return name;
  }
}
