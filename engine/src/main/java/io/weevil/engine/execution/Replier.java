package io.weevil.engine.execution;

import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Result;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.RoleMessage.Standing;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies out of what is executed and of what may be claimed for it today: view, grade, vote.
 */
final class Replier {

  /** What a speculative reply shows beside the result. */
  private record Evidence(SignedVote vote, @Nullable SignedHeader header) {}

  private final ReplicaId self;
  private final int n;
  private final int window;

  /** View and committed slot never go back. */
  private Standing standing = new Standing(View.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);

  private final VoteWishes wishes = new VoteWishes();

  /** Of slots above the committed one, the last {@code window} at most. */
  private final TreeMap<Slot, Evidence> evidence = new TreeMap<>();

  /**
   * @param n how many replicas there are
   * @param window slots between a stable checkpoint and the end of the log, at most
   */
  Replier(ReplicaId self, int n, int window) {
    this.self = self;
    this.n = n;
    this.window = window;
  }

  /**
   * The slot up to which this replica has acknowledged: what it reads must not be older (R-READ).
   */
  Slot acknowledged() {
    return standing.acknowledged();
  }

  View view() {
    return standing.view();
  }

  void onStanding(Standing next) {
    requireNotBefore(next.view());
    boolean sameView = next.view().equals(view());
    standing =
        new Standing(
            next.view(),
            next.certified(),
            Slot.max(standing.committed(), next.committed()),
            sameView
                ? Slot.max(standing.acknowledged(), next.acknowledged())
                : next.acknowledged()); // what an older view acknowledged and lost never comes
    forgetCommitted();
  }

  /** Everything at or below a stable checkpoint is committed (protocol.md, section 3). */
  void onStable(Slot slot) {
    onStanding(new Standing(view(), standing.certified(), slot, standing.acknowledged()));
  }

  void onExecute(Execute e) {
    requireNotBefore(e.view());
    requireOwn(e);
    Slot certified = e.view().equals(view()) ? standing.certified() : Slot.ZERO;
    Slot committed = standing.committed();
    switch (e.grade()) {
      case SPECULATIVE -> {}
      case CERTIFIED -> certified = Slot.max(certified, e.slot());
      case COMMITTED -> committed = Slot.max(committed, e.slot());
    }
    standing = new Standing(e.view(), certified, committed, standing.acknowledged());
    if (e.vote() != null) {
      evidence.put(e.slot(), new Evidence(e.vote(), e.header()));
    }
    forgetCommitted();
  }

  /** R-FROZEN: only what is committed, or bytes that were signed before. */
  void onFreeze() {
    standing = new Standing(view(), Slot.ZERO, standing.committed(), standing.acknowledged());
  }

  /** The slots above have lost, and with them the votes that were shown for them. */
  void onRollback(Slot to) {
    evidence.tailMap(to, false).clear();
  }

  Grade gradeOf(Slot slot) {
    if (!slot.isAfter(standing.committed())) {
      return Grade.COMMITTED;
    }
    return slot.isAfter(standing.certified()) ? Grade.SPECULATIVE : Grade.CERTIFIED;
  }

  /**
   * The reply of this replica's turn: in full from one replica, the digest from the others
   * (R-CLIENT). Without the signature on its vote, unless the client has needed those of late
   * (R-LATE).
   */
  ReplyMessage.@Nullable SpecResponse reply(ClientId client, CachedReply cached) {
    boolean shown = wishes.isWished(client, cached.slot());
    return reply(cached, resultOf(cached.number(), cached.inFull()), shown);
  }

  /** The reply to a client that asks again: it may be about to make a certificate (R-CLIENT-2). */
  ReplyMessage.@Nullable SpecResponse replyInFull(ClientId client, CachedReply cached) {
    ReplyMessage.SpecResponse reply = reply(cached, cached.inFull(), true);
    if (reply != null && reply.vote() != null) {
      wishes.wish(client, cached.slot());
    }
    return reply;
  }

  /** The reply to a read, executed after {@code slot}. */
  ReplyMessage.ReadReply readReply(Slot slot, Digest history, long number, Result full) {
    return new ReplyMessage.ReadReply(
        view(), slot, history, number, resultOf(number, full), gradeOf(slot));
  }

  /**
   * Null when nothing may be said: speculation shows a vote of today's view, and for a slot of the
   * installed log there is none (R-SPECULATE, R-VOTE).
   */
  private ReplyMessage.@Nullable SpecResponse reply(
      CachedReply cached, Result result, boolean withVote) {
    Grade grade = gradeOf(cached.slot());
    Evidence shown = evidence.get(cached.slot());
    if (grade != Grade.SPECULATIVE) {
      return response(cached, result, grade, null, null);
    }
    return shown == null || !shown.vote().vote().view().equals(view())
        ? null
        : response(cached, result, grade, withVote ? shown.vote() : null, shown.header());
  }

  private ReplyMessage.SpecResponse response(
      CachedReply c,
      Result result,
      Grade grade,
      @Nullable SignedVote vote,
      @Nullable SignedHeader header) {
    return new ReplyMessage.SpecResponse(
        view(), c.slot(), c.history(), c.number(), result, grade, vote, header);
  }

  private Result resultOf(long number, Result full) {
    return number % n == self.index() ? full : full.withoutBytes();
  }

  private void forgetCommitted() {
    evidence.headMap(standing.committed(), true).clear();
    while (evidence.size() > window) {
      evidence.pollFirstEntry();
    }
  }

  private void requireNotBefore(View view) {
    if (view.compareTo(view()) < 0) {
      throw new IllegalStateException("told of view " + view + " after " + view());
    }
  }

  /** A vote that is not this replica's own for exactly this slot must not leave it. */
  private void requireOwn(Execute e) {
    SignedVote vote = e.vote();
    if (vote != null
        && !(vote.voter().equals(self)
            && vote.vote().equals(new Vote(e.view(), e.slot(), e.history())))) {
      throw new IllegalStateException(
          "not the own vote for " + e.slot() + " in " + e.view() + ": " + vote);
    }
  }
}
