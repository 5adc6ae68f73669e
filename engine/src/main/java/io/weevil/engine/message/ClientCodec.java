package io.weevil.engine.message;

import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.ClientMessage.Hello;
import io.weevil.engine.message.ClientMessage.ResultRequest;
import io.weevil.engine.message.ClientMessage.StatusQuery;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import java.nio.ByteBuffer;

/**
 * What clients say to replicas, in bytes; REQUEST is {@link RequestCodec}'s. For each message a
 * pair: {@code write}, and a reader of its name.
 *
 * <pre>
 * HELLO              = [key digest, incarnation, certificate, return address]
 * COMMIT_CERTIFICATE = [number, certificate]
 * RESULT_REQUEST     = [number]
 * STATUS_QUERY       = [nonce]    8 bytes
 * </pre>
 */
final class ClientCodec {

  /** A host's name of up to 253 characters, a colon and a port. */
  static final int MAX_ADDRESS_BYTES = 260;

  private final ValueCodec values;

  ClientCodec(ValueCodec values) {
    this.values = values;
  }

  static void write(CborWriter out, Hello m) {
    out.array(4).bytes(m.client().key().value()).number(m.client().incarnation());
    ClientCertificateCodec.write(out, m.certificate());
    out.text(m.returnAddress()).end();
  }

  Hello hello(CborReader in) {
    in.array("HELLO", 4);
    ClientId client = new ClientId(ValueCodec.digest(in, "key digest"), in.number("incarnation"));
    ClientCertificate certificate = ClientCertificateCodec.certificate(in);
    Hello m = new Hello(client, certificate, in.text("return address", 1, MAX_ADDRESS_BYTES));
    in.end();
    return m;
  }

  static void write(CborWriter out, CommitCertificate m) {
    out.array(2).number(m.number());
    ValueCodec.write(out, m.certificate());
    out.end();
  }

  CommitCertificate commitCertificate(CborReader in) {
    in.array("COMMIT_CERTIFICATE", 2);
    CommitCertificate m =
        new CommitCertificate(ValueCodec.requestNumber(in), values.certificate(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, ResultRequest m) {
    out.array(1).number(m.number()).end();
  }

  ResultRequest resultRequest(CborReader in) {
    in.array("RESULT_REQUEST", 1);
    ResultRequest m = new ResultRequest(ValueCodec.requestNumber(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, StatusQuery m) {
    out.array(1);
    writeNonce(out, m.nonce());
    out.end();
  }

  StatusQuery statusQuery(CborReader in) {
    in.array("STATUS_QUERY", 1);
    StatusQuery m = new StatusQuery(nonce(in));
    in.end();
    return m;
  }

  /** A nonce is any 64 bits, so it travels as bytes, not as a number. */
  static void writeNonce(CborWriter out, long nonce) {
    out.bytes(Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(nonce).array()));
  }

  static long nonce(CborReader in) {
    return ByteBuffer.wrap(in.bytes("nonce", Long.BYTES).unsafeArray()).getLong();
  }
}
