package io.weevil.engine.message;

import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.ReplicaId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What replicas say to each other, in bytes. For each message a pair: {@code write}, and a reader
 * of its name.
 *
 * <pre>
 * ORDER_REQ     = [header, signature, batch]
 * PREPARE       = [signed vote]
 * COMMIT        = [view, slot, history]
 * CHECKPOINT    = [signer, slot, history, state, signature]
 * STABLE_PROOF  = [CHECKPOINT, …]    of distinct signers
 * NO_CONFIDENCE = [signer, view, signature]
 * FILL_HOLE     = [view, from, to]
 * FETCH         = [batch digest]
 * FETCHED       = [batch]
 * STATUS        = [view, frozen for, stable, accepted, committed, executed]
 * RELAY         = [request]
 * MISBEHAVIOR   = [signed header, signed header]
 * </pre>
 */
final class PeerCodec {

  private final ValueCodec values;
  private final BatchCodec batches;
  private final RequestCodec requests;
  private final int n;

  PeerCodec(ValueCodec values, BatchCodec batches, RequestCodec requests, int n) {
    this.values = values;
    this.batches = batches;
    this.requests = requests;
    this.n = n;
  }

  static void write(CborWriter out, OrderReq m) {
    out.array(3);
    ValueCodec.write(out, m.header().header());
    out.bytes(m.header().signature()).bytes(m.batch().encoded()).end();
  }

  OrderReq orderReq(CborReader in) {
    in.array("ORDER_REQ", 3);
    SignedHeader header = new SignedHeader(ValueCodec.header(in), ValueCodec.signature(in));
    OrderReq m = new OrderReq(header, batches.batchInside(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, Prepare m) {
    out.array(1);
    ValueCodec.write(out, m.vote());
    out.end();
  }

  Prepare prepare(CborReader in) {
    in.array("PREPARE", 1);
    Prepare m = new Prepare(values.signedVote(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, Commit m) {
    out.array(3);
    ValueCodec.write(out, m.view(), m.slot(), m.history());
    out.end();
  }

  Commit commit(CborReader in) {
    in.array("COMMIT", 3);
    Commit m =
        new Commit(
            ValueCodec.view(in), ValueCodec.slot(in, "slot"), ValueCodec.digest(in, "history"));
    in.end();
    return m;
  }

  static void write(CborWriter out, Checkpoint m) {
    out.array(5)
        .number(m.signer().index())
        .number(m.slot().number())
        .bytes(m.history().value())
        .bytes(m.state().value())
        .bytes(m.signature())
        .end();
  }

  Checkpoint checkpoint(CborReader in) {
    in.array("CHECKPOINT", 5);
    Checkpoint m =
        new Checkpoint(
            values.replica(in, "signer"),
            ValueCodec.slot(in, "slot"),
            ValueCodec.digest(in, "history"),
            ValueCodec.digest(in, "state"),
            ValueCodec.signature(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, StableProof m) {
    out.<Checkpoint>list(m.checkpoints(), PeerCodec::write);
  }

  StableProof stableProof(CborReader in) {
    Set<ReplicaId> signers = new HashSet<>();
    List<Checkpoint> checkpoints =
        in.list(
            "STABLE_PROOF",
            1,
            n,
            each -> {
              Checkpoint checkpoint = checkpoint(each);
              if (!signers.add(checkpoint.signer())) {
                throw each.malformed(checkpoint.signer() + " signs twice");
              }
              return checkpoint;
            });
    return new StableProof(checkpoints);
  }

  static void write(CborWriter out, NoConfidence m) {
    out.array(3).number(m.signer().index()).number(m.view().number()).bytes(m.signature()).end();
  }

  NoConfidence noConfidence(CborReader in) {
    in.array("NO_CONFIDENCE", 3);
    NoConfidence m =
        new NoConfidence(
            values.replica(in, "signer"), ValueCodec.view(in), ValueCodec.signature(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, FillHole m) {
    out.array(3).number(m.view().number()).number(m.from().number()).number(m.to().number()).end();
  }

  FillHole fillHole(CborReader in) {
    in.array("FILL_HOLE", 3);
    FillHole m =
        new FillHole(ValueCodec.view(in), ValueCodec.slot(in, "from"), ValueCodec.slot(in, "to"));
    in.end();
    return m;
  }

  static void write(CborWriter out, Fetch m) {
    out.array(1).bytes(m.batch().value()).end();
  }

  Fetch fetch(CborReader in) {
    in.array("FETCH", 1);
    Fetch m = new Fetch(ValueCodec.digest(in, "batch digest"));
    in.end();
    return m;
  }

  static void write(CborWriter out, Fetched m) {
    out.array(1).bytes(m.batch().encoded()).end();
  }

  Fetched fetched(CborReader in) {
    in.array("FETCHED", 1);
    Fetched m = new Fetched(batches.batchInside(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, Status m) {
    out.array(6)
        .number(m.view().number())
        .number(m.target().number())
        .number(m.stable().number())
        .number(m.accepted().number())
        .number(m.committed().number())
        .number(m.executed().number())
        .end();
  }

  Status status(CborReader in) {
    in.array("STATUS", 6);
    Status m =
        new Status(
            ValueCodec.view(in),
            ValueCodec.view(in),
            ValueCodec.slot(in, "stable"),
            ValueCodec.slot(in, "accepted"),
            ValueCodec.slot(in, "committed"),
            ValueCodec.slot(in, "executed"));
    in.end();
    return m;
  }

  static void write(CborWriter out, Relay m) {
    out.array(1).bytes(m.request().encoded()).end();
  }

  Relay relay(CborReader in) {
    in.array("RELAY", 1);
    Relay m = new Relay(requests.requestInside(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, Misbehavior m) {
    out.array(2);
    ValueCodec.write(out, m.first());
    ValueCodec.write(out, m.second());
    out.end();
  }

  Misbehavior misbehavior(CborReader in) {
    in.array("MISBEHAVIOR", 2);
    Misbehavior m = new Misbehavior(values.signedHeader(in), values.signedHeader(in));
    in.end();
    return m;
  }
}
