package io.weevil.engine.message;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import org.jspecify.annotations.Nullable;

/** What replicas say to clients. The sender is the envelope's. */
public sealed interface ReplyMessage extends WireMessage {

  /**
   * SPEC-RESPONSE(v, s, h, c, no, result, grade, header), and the reply of every other grade.
   *
   * @param vote the signed vote (v, s, h). Grade SPECULATIVE says by itself that the replica has
   *     voted so; the signature comes when it is asked for (R-LATE), and with no other grade
   * @param header the primary's signed header of the slot, where this replica has one
   */
  record SpecResponse(
      View view,
      Slot slot,
      Digest history,
      long number,
      Result result,
      Grade grade,
      @Nullable SignedVote vote,
      @Nullable SignedHeader header)
      implements ReplyMessage {
    public SpecResponse {
      if (grade != Grade.SPECULATIVE && vote != null) {
        throw new IllegalArgumentException("only a speculative reply carries a vote");
      }
    }
  }

  /**
   * LOCAL-COMMIT(v, s, h, c, no): the sender, not frozen in v, holds a certificate of v on its own
   * history covering s.
   */
  record LocalCommit(View view, Slot slot, Digest history, long number) implements ReplyMessage {}

  /**
   * Answer to a read (R-READ).
   *
   * @param slot the replica's latest executed slot
   * @param grade of that slot
   */
  record ReadReply(View view, Slot slot, Digest history, long number, Result result, Grade grade)
      implements ReplyMessage {}

  /** Why a client is not served. */
  enum Refusal {
    /** The certificate is not valid at this replica's time. */
    CERTIFICATE_EXPIRED(0),
    /** A newer incarnation of the same key has spoken. */
    OBSOLETE_INCARNATION(1),
    /** The group keeps replies for max-clients keys already. */
    TOO_MANY_CLIENTS(2);

    private final int code;

    Refusal(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /**
   * The replica does not serve this client, and why. A hint for people: a client ends nothing on it
   * alone.
   */
  record Refused(Refusal why) implements ReplyMessage {}

  /** What a replica can be relied on for. Codes are wire format. */
  enum Health {
    /** It takes part. */
    WELL(0),
    /**
     * {@code weak} replicas have lost confidence in the primary of its view, and the next view is
     * not installed here yet.
     */
    BETWEEN_VIEWS(1),
    /** Its state is not the group's: it answers nothing until it has that (R-CHECKPOINT). */
    DIVERGED(2),
    /** It follows, signs nothing, and counts as faulty (R-LEARN). */
    LEARNER(3);

    private final int code;

    Health(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /**
   * How the replica is.
   *
   * @param checkpoint the latest slot at which this replica digested its own state, 0 for none
   * @param checkpointState that digest; all zero for none
   * @param health what it can be relied on for
   */
  record StatusReport(
      long nonce,
      View view,
      Track track,
      Slot stable,
      Slot committed,
      Slot executed,
      Slot accepted,
      Slot checkpoint,
      Digest checkpointState,
      Health health)
      implements ReplyMessage {}
}
