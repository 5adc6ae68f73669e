package io.weevil.engine.message;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica shows of the views that it leaves (R-VIEW-CHANGE).
 *
 * @param checkpoint the newest that it knows a proof of, null for none: log and certificate are
 *     shown above it
 * @param logView the view in which its log was accepted
 * @param log the batches' digests above the checkpoint; none when the log does not contain it
 * @param certified the greatest certificate it holds, null for none
 */
public record LogReport(
    PeerMessage.@Nullable StableProof checkpoint,
    View logView,
    List<Digest> log,
    @Nullable CertifiedLog certified) {

  /**
   * A certificate and the log that it covers, whether or not the replica's log still contains it.
   *
   * @param batches the digests from the report's checkpoint on, to the certificate's slot
   */
  public record CertifiedLog(Certificate certificate, List<Digest> batches) {
    public CertifiedLog {
      batches = List.copyOf(batches);
    }
  }

  public LogReport {
    log = List.copyOf(log);
  }

  /** The checkpoint's slot; 0 where there is none. */
  public Slot base() {
    return checkpoint == null ? Slot.ZERO : checkpoint.slot();
  }

  /** {@code h} at the base, where {@code emptyHistory} is {@code h_0}. */
  public Digest baseHistory(Digest emptyHistory) {
    return checkpoint == null ? emptyHistory : checkpoint.history();
  }
}
