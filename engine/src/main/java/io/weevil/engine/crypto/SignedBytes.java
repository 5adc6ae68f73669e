package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The one place that says which bytes are signed (R-AUTH). Every statement begins with its domain,
 * the group's configuration digest (which covers the epoch) and the signer; every field has a fixed
 * size or its length before it, so no statement can be read as another.
 */
public final class SignedBytes {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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

  /**
   * @param content the digest of all that a VIEW-CHANGE for {@code view} says
   */
  public Bytes viewChange(ReplicaId signer, View view, Digest content) {
    return statement("weevil/1/view-change")
        .replica(signer)
        .number(view.number())
        .digest(content)
        .bytes();
  }

  /**
   * @param content the digest of the VIEW-CHANGEs that {@code view} is computed from
   */
  public Bytes newView(ReplicaId primary, View view, Digest content) {
    return statement("weevil/1/new-view")
        .replica(primary)
        .number(view.number())
        .digest(content)
        .bytes();
  }

  /** A client's request: the exact bytes of its body. */
  public Bytes request(Digest body) {
    return statement("weevil/1/request").digest(body).bytes();
  }

  /**
   * A client's request as one entry of a MAC vector covers it.
   *
   * @param client the digest of the client's signing key: agreement keys alone do not say whose
   *     request it is
   */
  public Bytes requestTo(ReplicaId receiver, Digest client, Digest body) {
    return statement("weevil/1/request-mac").replica(receiver).digest(client).digest(body).bytes();
  }

  /**
   * All that a message's MACs cover but the receiver, digested once for any number of receivers.
   *
   * @param kind the message kind's code
   */
  public Digest envelope(int kind, Party sender, Bytes body) {
    Digests.Builder digest = Digests.builder("weevil/1/envelope").bytes(group.value()).number(kind);
    return digest.bytes(party(sender)).bytes(body).digest();
  }

  /** What the MAC for {@code receiver} covers. */
  public static Bytes addressed(Digest envelope, Party receiver) {
    return new Statement("weevil/1/mac").digest(envelope).field(party(receiver)).bytes();
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

  private static Bytes party(Party party) {
    return switch (party) {
      case ReplicaId replica -> new Statement("replica").replica(replica).bytes();
      case ClientId client ->
          new Statement("client").digest(client.key()).number(client.incarnation()).bytes();
    };
  }

  private Statement statement(String domain) {
    return new Statement(domain).digest(group);
  }

  /** Bytes in the order in which they are covered; numbers big-endian. */
  private static final class Statement {

    /** More than most statements have. */
    private static final int USUAL = 192;

    private byte[] out = new byte[USUAL];
    private int size;

    Statement(String domain) {
      field(domain.getBytes(StandardCharsets.US_ASCII));
    }

    Statement field(Bytes field) {
      return field(field.unsafeArray());
    }

    private Statement field(byte[] field) {
      room(Integer.BYTES);
      INTS.set(out, size, field.length);
      size += Integer.BYTES;
      return append(field);
    }

    Statement digest(Digest digest) {
      return append(digest.value().unsafeArray());
    }

    Statement replica(ReplicaId replica) {
      return number(replica.index());
    }

    Statement number(long number) {
      room(Long.BYTES);
      LONGS.set(out, size, number);
      size += Long.BYTES;
      return this;
    }

    private Statement append(byte[] content) {
      room(content.length);
      System.arraycopy(content, 0, out, size, content.length);
      size += content.length;
      return this;
    }

    private void room(int wanted) {
      if (wanted > out.length - size) {
        out = Arrays.copyOf(out, Math.max(2 * out.length, size + wanted));
      }
    }

    Bytes bytes() {
      return Bytes.wrap(Arrays.copyOf(out, size));
    }
  }
}
