package io.weevil.engine.client;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.Result;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import org.jspecify.annotations.Nullable;

/** What can be wrong with one reply taken by itself. Costs no signature. */
final class ReplyCheck {

  private ReplyCheck() {}

  /** Why {@code reply} is not counted, or null. */
  static @Nullable BadReply of(ReplicaId from, SpecResponse reply) {
    if (reply.slot().equals(Slot.ZERO)) {
      return BadReply.NO_SLOT;
    }
    if (reply.vote() != null && !isOwnVote(reply.vote(), from, reply)) {
      return BadReply.FOREIGN_VOTE;
    }
    if (reply.header() != null
        && reply.grade() == Grade.SPECULATIVE
        && !isHeaderOf(reply.header(), reply)) {
      return BadReply.FOREIGN_HEADER;
    }
    return of(reply.result());
  }

  /** Why a result is not counted, or null: whoever sends other bytes than he names lies. */
  static @Nullable BadReply of(Result result) {
    boolean isRight = result.full() == null || Digests.of(result.full()).equals(result.digest());
    return isRight ? null : BadReply.WRONG_FULL_RESULT;
  }

  private static boolean isOwnVote(SignedVote vote, ReplicaId from, SpecResponse reply) {
    return vote.voter().equals(from)
        && vote.vote().equals(new Vote(reply.view(), reply.slot(), reply.history()));
  }

  /**
   * A vote is for a slot that was accepted in its own view (R-VOTE), so its header is that view's.
   */
  private static boolean isHeaderOf(SignedHeader signed, SpecResponse reply) {
    OrderHeader header = signed.header();
    return header.view().equals(reply.view())
        && header.slot().equals(reply.slot())
        && header.history().equals(reply.history());
  }
}
