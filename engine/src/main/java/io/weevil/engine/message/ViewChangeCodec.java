package io.weevil.engine.message;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of a view change, in bytes.
 *
 * <pre>
 * VIEW_CHANGE = [signer, view, proof, report, signature]
 * NEW_VIEW    = [view, [VIEW_CHANGE, …], signature]        signers ascending
 * proof       = [[replica, signature], …]                  replicas ascending
 * report      = [STABLE_PROOF / null, log view, digests, certified / null]
 * certified   = [certificate, digests]
 * digests     = one byte string, 32 bytes a slot
 * </pre>
 *
 * There is one form of each value, so that what is signed can be computed from what was read.
 */
public final class ViewChangeCodec {

  private static final int EXPECTED_BYTES = 4_096;

  private final ValueCodec values;
  private final PeerCodec peers;
  private final int n;
  private final int window;

  /**
   * @param window slots that a log or a certificate may show, at most
   */
  ViewChangeCodec(ValueCodec values, PeerCodec peers, int n, int window) {
    this.values = values;
    this.peers = peers;
    this.n = n;
    this.window = window;
  }

  /** How long a VIEW-CHANGE may be. */
  static long maxBytes(int n, int window) {
    long statements = 3L * n * WireCodec.STATEMENT_BYTES;
    return statements + 2L * window * Digest.SIZE + WireCodec.FIXED_BYTES;
  }

  /** How long a NEW-VIEW may be: at most n - f VIEW-CHANGEs, for any f that gives n replicas. */
  static long maxNewViewBytes(int n, int window) {
    int leastFaults = Math.ceilDiv(n - 1, 5); // n is at most 5f + 1
    return (n - leastFaults) * maxBytes(n, window) + WireCodec.FIXED_BYTES;
  }

  /** The digest of all that a VIEW-CHANGE's signature covers beside signer and view. */
  public static Digest contentOf(NoConfidenceProof proof, LogReport report) {
    CborWriter out = new CborWriter(EXPECTED_BYTES).array(2);
    write(out, proof);
    write(out, report);
    return Digests.of(out.end().finish());
  }

  /** The digest of the VIEW-CHANGEs that a NEW-VIEW's signature covers. */
  public static Digest contentOf(List<ViewChange> viewChanges) {
    return Digests.of(
        new CborWriter(EXPECTED_BYTES)
            .<ViewChange>list(viewChanges, ViewChangeCodec::write)
            .finish());
  }

  static void write(CborWriter out, ViewChange m) {
    out.array(5).number(m.signer().index()).number(m.view().number());
    write(out, m.proof());
    write(out, m.report());
    out.bytes(m.signature()).end();
  }

  ViewChange viewChange(CborReader in) {
    in.array("VIEW_CHANGE", 5);
    ViewChange m =
        new ViewChange(
            values.replica(in, "signer"),
            ValueCodec.view(in),
            new NoConfidenceProof(values.signatures(in)),
            report(in),
            ValueCodec.signature(in));
    in.end();
    return m;
  }

  static void write(CborWriter out, NewView m) {
    out.array(3).number(m.view().number());
    out.<ViewChange>list(m.viewChanges(), ViewChangeCodec::write).bytes(m.signature()).end();
  }

  NewView newView(CborReader in) {
    in.array("NEW_VIEW", 3);
    View view = ValueCodec.view(in);
    List<ViewChange> viewChanges = in.list("VIEW_CHANGEs", 1, n, this::viewChange);
    for (int i = 1; i < viewChanges.size(); i++) {
      ReplicaId signer = viewChanges.get(i).signer();
      ReplicaId before = viewChanges.get(i - 1).signer();
      if (signer.compareTo(before) <= 0) {
        throw in.malformed(
            "the signers in a NEW_VIEW ascend, and " + signer + " follows " + before);
      }
    }
    NewView m = new NewView(view, viewChanges, ValueCodec.signature(in));
    in.end();
    return m;
  }

  private static void write(CborWriter out, NoConfidenceProof proof) {
    ValueCodec.writeSignatures(out, proof.signatures());
  }

  private static void write(CborWriter out, LogReport report) {
    out.array(4);
    ValueCodec.writeOptional(out, report.checkpoint(), PeerCodec::write);
    out.number(report.logView().number()).bytes(joined(report.log()));
    ValueCodec.writeOptional(out, report.certified(), ViewChangeCodec::write);
    out.end();
  }

  private LogReport report(CborReader in) {
    in.array("report", 4);
    LogReport report =
        new LogReport(
            ValueCodec.optional(in, peers::stableProof),
            ValueCodec.view(in),
            digests(in, "log"),
            ValueCodec.optional(in, this::certified));
    in.end();
    return report;
  }

  private static void write(CborWriter out, CertifiedLog certified) {
    out.array(2);
    ValueCodec.write(out, certified.certificate());
    out.bytes(joined(certified.batches())).end();
  }

  private CertifiedLog certified(CborReader in) {
    in.array("certified", 2);
    CertifiedLog certified = new CertifiedLog(values.certificate(in), digests(in, "certified log"));
    in.end();
    return certified;
  }

  private static Bytes joined(List<Digest> digests) {
    byte[] all = new byte[digests.size() * Digest.SIZE];
    for (int i = 0; i < digests.size(); i++) {
      byte[] each = digests.get(i).value().unsafeArray();
      System.arraycopy(each, 0, all, i * Digest.SIZE, Digest.SIZE);
    }
    return Bytes.wrap(all);
  }

  private List<Digest> digests(CborReader in, String what) {
    byte[] all = in.bytes(what, 0, Math.multiplyExact(window, Digest.SIZE)).unsafeArray();
    if (all.length % Digest.SIZE != 0) {
      throw in.malformed(what + " has " + all.length + " bytes, no multiple of " + Digest.SIZE);
    }
    List<Digest> digests = new ArrayList<>(all.length / Digest.SIZE);
    for (int from = 0; from < all.length; from += Digest.SIZE) {
      digests.add(new Digest(Bytes.wrap(Arrays.copyOfRange(all, from, from + Digest.SIZE))));
    }
    return digests;
  }
}
