package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values that several messages share. Each is written and read by a pair of functions that
 * stand side by side.
 *
 * <pre>
 * signed vote   = [voter, view, slot, history, signature]
 * certificate   = [view, slot, history, [[replica, signature], …]]    replicas ascending
 * header        = [view, slot, batch digest, history, track]
 * signed header = [header, signature]
 * result        = [digest, full / null]
 * </pre>
 */
final class ValueCodec {

  private final int n;
  private final int maxResultBytes;

  ValueCodec(int n, int maxResultBytes) {
    this.n = n;
    this.maxResultBytes = maxResultBytes;
  }

  static View view(CborReader in) {
    return new View(in.number("view"));
  }

  static Slot slot(CborReader in, String what) {
    return new Slot(in.number(what));
  }

  static Digest digest(CborReader in, String what) {
    return new Digest(in.bytes(what, Digest.SIZE));
  }

  static Bytes signature(CborReader in) {
    return in.bytes("signature", RequestCodec.SIGNATURE_BYTES);
  }

  /** A request's number: at least 1. */
  static long requestNumber(CborReader in) {
    return in.number("number", 1, CborReader.MAX_NUMBER);
  }

  ReplicaId replica(CborReader in, String what) {
    return new ReplicaId((int) in.number(what, 0, n - 1));
  }

  static void write(CborWriter out, View view, Slot slot, Digest history) {
    out.number(view.number()).number(slot.number()).bytes(history.value());
  }

  static Vote vote(CborReader in) {
    return new Vote(view(in), slot(in, "slot"), digest(in, "history"));
  }

  static void write(CborWriter out, SignedVote signed) {
    out.array(5).number(signed.voter().index());
    write(out, signed.vote().view(), signed.vote().slot(), signed.vote().history());
    out.bytes(signed.signature()).end();
  }

  SignedVote signedVote(CborReader in) {
    in.array("signed vote", 5);
    SignedVote signed = new SignedVote(replica(in, "voter"), vote(in), signature(in));
    in.end();
    return signed;
  }

  static void write(CborWriter out, Certificate certificate) {
    Vote vote = certificate.vote();
    out.array(4);
    write(out, vote.view(), vote.slot(), vote.history());
    writeSignatures(out, certificate.signatures());
    out.end();
  }

  static void writeSignatures(CborWriter out, SortedMap<ReplicaId, Bytes> signatures) {
    out.list(signatures.entrySet(), ValueCodec::writeSignature);
  }

  private static void writeSignature(CborWriter out, Map.Entry<ReplicaId, Bytes> signature) {
    out.array(2).number(signature.getKey().index()).bytes(signature.getValue()).end();
  }

  Certificate certificate(CborReader in) {
    in.array("certificate", 4);
    Certificate certificate = new Certificate(vote(in), signatures(in));
    in.end();
    return certificate;
  }

  SortedMap<ReplicaId, Bytes> signatures(CborReader in) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    int size = in.array("signatures", 1, n);
    for (int i = 0; i < size; i++) {
      in.array("a signature with its replica", 2);
      ReplicaId replica = replica(in, "replica");
      if (!signatures.isEmpty() && replica.compareTo(signatures.lastKey()) <= 0) {
        throw in.malformed(
            "the replicas that sign ascend, and " + replica + " follows " + signatures.lastKey());
      }
      signatures.put(replica, signature(in));
      in.end();
    }
    in.end();
    return signatures;
  }

  static void write(CborWriter out, SignedHeader signed) {
    out.array(2);
    write(out, signed.header());
    out.bytes(signed.signature()).end();
  }

  SignedHeader signedHeader(CborReader in) {
    in.array("signed header", 2);
    SignedHeader signed = new SignedHeader(header(in), signature(in));
    in.end();
    return signed;
  }

  static void write(CborWriter out, OrderHeader header) {
    out.array(5).number(header.view().number()).number(header.slot().number());
    out.bytes(header.batch().value())
        .bytes(header.history().value())
        .number(header.track().code())
        .end();
  }

  static OrderHeader header(CborReader in) {
    in.array("header", 5);
    OrderHeader header =
        new OrderHeader(
            view(in),
            new Slot(in.number("slot", 1, CborReader.MAX_NUMBER)),
            digest(in, "batch digest"),
            digest(in, "history"),
            track(in));
    in.end();
    return header;
  }

  static Track track(CborReader in) {
    return coded(in, "track", Track.values(), Track::code);
  }

  static Grade grade(CborReader in) {
    return coded(in, "grade", Grade.values(), Grade::code);
  }

  /** The one of {@code values} whose code stands here. */
  static <E> E coded(CborReader in, String what, E[] values, ToIntFunction<E> codeOf) {
    long code = in.number(what);
    for (E value : values) {
      if (codeOf.applyAsInt(value) == code) {
        return value;
      }
    }
    throw in.malformed("there is no " + what + " with code " + code);
  }

  static void write(CborWriter out, Result result) {
    out.array(2).bytes(result.digest().value());
    writeOptional(out, result.full(), CborWriter::bytes);
    out.end();
  }

  Result result(CborReader in) {
    in.array("result", 2);
    Result result = new Result(digest(in, "result digest"), optional(in, this::fullResult));
    in.end();
    return result;
  }

  private Bytes fullResult(CborReader in) {
    return in.bytes("full result", 0, maxResultBytes);
  }

  static <T> void writeOptional(
      CborWriter out, @Nullable T value, BiConsumer<CborWriter, T> writing) {
    if (value == null) {
      out.absent();
    } else {
      writing.accept(out, value);
    }
  }

  static <T> @Nullable T optional(CborReader in, Function<CborReader, T> reading) {
    return in.isAbsent() ? null : reading.apply(in);
  }
}
