package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The one place that says which bytes are signed (R-AUTH). Every statement begins with its domain,
 * the group's configuration digest (which covers the epoch) and the signer; every field has a fixed
 * size or its length before it, so no statement can be read as another.
 */
public final class SignedBytes {

  private final Digest group;

  /**
   * @param group the group configuration's digest
   */
  public SignedBytes(Digest group) {
    this.group = group;
  }

  /** R-VOTE. */
  public Bytes vote(ReplicaId voter, View view, Slot slot, Digest history) {
    return statement("weevil/1/vote")
        .replica(voter)
        .number(view.number())
        .number(slot.number())
        .digest(history)
        .bytes();
  }

  /** The header of an ORDER-REQ. The signer is the view's primary. */
  public Bytes orderHeader(
      ReplicaId primary, View view, Slot slot, Digest batch, Digest history, Track track) {
    return statement("weevil/1/order-req")
        .replica(primary)
        .number(view.number())
        .number(slot.number())
        .digest(batch)
        .digest(history)
        .number(track.code())
        .bytes();
  }

  public Bytes checkpoint(ReplicaId signer, Slot slot, Digest history, Digest state) {
    return statement("weevil/1/checkpoint")
        .replica(signer)
        .number(slot.number())
        .digest(history)
        .digest(state)
        .bytes();
  }

  public Bytes noConfidence(ReplicaId signer, View view) {
    return statement("weevil/1/no-confidence").replica(signer).number(view.number()).bytes();
  }

  /** A client's request: the exact bytes of its body. */
  public Bytes request(Digest body) {
    return statement("weevil/1/request").digest(body).bytes();
  }

  /** The client authority's admission. */
  public static Bytes clientCertificate(
      String name, Bytes signingKey, Bytes agreementKey, Timestamp notBefore, Timestamp notAfter) {
    return new Statement("weevil/1/client-certificate")
        .field(Bytes.utf8(name))
        .field(signingKey)
        .field(agreementKey)
        .number(notBefore.micros())
        .number(notAfter.micros())
        .bytes();
  }

  private Statement statement(String domain) {
    return new Statement(domain).digest(group);
  }

  private static final class Statement {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(192);

    Statement(String domain) {
      field(Bytes.wrap(domain.getBytes(StandardCharsets.US_ASCII)));
    }

    Statement field(Bytes field) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.size()).array());
      out.writeBytes(field.unsafeArray());
      return this;
    }

    Statement digest(Digest digest) {
      out.writeBytes(digest.value().unsafeArray());
      return this;
    }

    Statement replica(ReplicaId replica) {
      return number(replica.index());
    }

    Statement number(long number) {
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
      return this;
    }

    Bytes bytes() {
      return Bytes.wrap(out.toByteArray());
    }
  }
}
