package io.weevil.testkit.adversary;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * All that the faulty replicas and clients of a run have heard, between them: votes, headers,
 * batches, logs, proofs. Bounded: the oldest is forgotten.
 */
public final class Conspiracy {

  private static final int REMEMBERED = 256;

  private final GroupConfiguration group;
  private final VoteBook votes;
  private final KnownLogs logs;
  private final Recent<SignedHeader> headers = new Recent<>(REMEMBERED);
  private final Recent<Batch> batches = new Recent<>(REMEMBERED);
  private final Recent<Digest> digests = new Recent<>(REMEMBERED);
  private final Recent<ViewChange> viewChanges = new Recent<>(REMEMBERED);
  private final Recent<Checkpoint> checkpoints = new Recent<>(REMEMBERED);
  private final Recent<StableProof> proofs = new Recent<>(REMEMBERED);
  private final Recent<PeerMessage> transferable = new Recent<>(REMEMBERED);

  public Conspiracy(GroupConfiguration group) {
    this.group = group;
    this.votes = new VoteBook(group.quorums());
    this.logs = new KnownLogs(group.digest());
  }

  GroupConfiguration group() {
    return group;
  }

  VoteBook votes() {
    return votes;
  }

  KnownLogs logs() {
    return logs;
  }

  Recent<SignedHeader> headers() {
    return headers;
  }

  Recent<Batch> batches() {
    return batches;
  }

  Recent<Checkpoint> checkpoints() {
    return checkpoints;
  }

  Recent<StableProof> proofs() {
    return proofs;
  }

  /** What others signed and anyone may pass on. */
  Recent<PeerMessage> transferable() {
    return transferable;
  }

  /** VIEW-CHANGEs to this view, of different signers or not. */
  List<ViewChange> viewChangesTo(View view) {
    return viewChanges.all().stream().filter(v -> v.view().equals(view)).toList();
  }

  /** One that somebody has spoken of, or one that nobody has. */
  Digest anyDigest(SplittableRandom random) {
    return digests.isEmpty() || random.nextInt(3) == 0 ? nonsense(random) : digests.any(random);
  }

  static Digest nonsense(SplittableRandom random) {
    byte[] bytes = new byte[Digest.SIZE];
    random.nextBytes(bytes);
    return new Digest(Bytes.wrap(bytes));
  }

  /** Somebody faulty has heard this, or says it. */
  void overhear(WireMessage message) {
    switch (message) {
      case PeerMessage m -> overhear(m);
      case ReplyMessage.SpecResponse m -> {
        note(m.history());
        noteVote(m.vote());
        noteHeader(m.header());
      }
      case ReplyMessage m -> {}
      case ClientMessage m -> {}
    }
  }

  private void overhear(PeerMessage message) {
    switch (message) {
      case PeerMessage.OrderReq m -> {
        noteHeader(m.header());
        batches.add(m.batch());
        transferable.add(m);
      }
      case PeerMessage.Prepare m -> noteVote(m.vote());
      case Checkpoint m -> {
        checkpoints.add(m);
        note(m.state());
      }
      case StableProof m -> {
        proofs.add(m);
        transferable.add(m);
      }
      case ViewChange m -> {
        viewChanges.add(m);
        noteReport(m.report());
      }
      case PeerMessage.NewView m -> {
        m.viewChanges().forEach(this::overhear);
        transferable.add(m);
      }
      case PeerMessage.Fetched m -> batches.add(m.batch());
      case PeerMessage.Misbehavior m -> transferable.add(m);
      case PeerMessage.Accusation m -> transferable.add(m);
      case PeerMessage.Relay m -> transferable.add(m);
      case PeerMessage.Commit m -> note(m.history());
      case PeerMessage.NoConfidence m -> {}
      case PeerMessage.FillHole m -> {}
      case PeerMessage.Fetch m -> {}
      case PeerMessage.Status m -> {}
      case PeerMessage.StateRequest m -> {}
      case PeerMessage.StateChunk m -> {}
    }
  }

  private void noteVote(@Nullable SignedVote vote) {
    if (vote != null) {
      votes.add(vote);
      note(vote.vote().history());
    }
  }

  private void noteHeader(@Nullable SignedHeader header) {
    if (header != null) {
      headers.add(header);
      logs.add(header.header());
      note(header.header().history());
      note(header.header().batch());
    }
  }

  private void noteReport(LogReport report) {
    logs.add(report.base(), report.baseHistory(group.digest()), report.log());
    if (report.certified() != null) {
      logs.add(report.base(), report.baseHistory(group.digest()), report.certified().batches());
      votes.add(report.certified().certificate());
    }
    if (report.checkpoint() != null) {
      proofs.add(report.checkpoint());
    }
  }

  private void note(Digest digest) {
    digests.add(digest);
  }

  /** What was said last of a kind. */
  static final class Recent<T> {
    private final List<T> kept = new ArrayList<>();
    private final int bound;
    private int next;

    Recent(int bound) {
      this.bound = bound;
    }

    void add(T item) {
      if (kept.size() < bound) {
        kept.add(item);
      } else {
        kept.set(next, item);
        next = (next + 1) % bound;
      }
    }

    boolean isEmpty() {
      return kept.isEmpty();
    }

    /** One of them; there is at least one. */
    T any(SplittableRandom random) {
      return kept.get(random.nextInt(kept.size()));
    }

    List<T> all() {
      return List.copyOf(kept);
    }
  }
}
