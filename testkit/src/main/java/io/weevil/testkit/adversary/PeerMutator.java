package io.weevil.testkit.adversary;

import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Accusation;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.quorum.Certificate;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes one thing in a message between replicas, and signs it again as the replica that says it:
 * what comes out is as valid as that replica's key makes it.
 */
@SuppressWarnings(
    "NullAway") // it passes on what messages may lack, and leaves things out on purpose
final class PeerMutator {

  private final Mutations m;
  private final Conspiracy conspiracy;

  PeerMutator(Means means) {
    this.m = new Mutations(means);
    this.conspiracy = means.conspiracy();
  }

  PeerMessage mutate(FaultyReplica self, PeerMessage message) {
    return switch (message) {
      case OrderReq o -> orderReq(self, o);
      case Prepare(var vote) -> new Prepare(self.signer().vote(m.vote(vote.vote())));
      case Commit c -> commit(c);
      case Checkpoint c -> checkpoint(self, c);
      case StableProof p -> stableProof(self, p);
      case NoConfidence n -> self.signer().noConfidence(m.view(n.view()));
      case ViewChange v -> viewChange(self, v);
      case NewView v -> newView(self, v);
      case FillHole h -> fillHole(h);
      case Fetch f -> new Fetch(m.digest());
      case Fetched f -> new Fetched(batch(f.batch()));
      case Status s -> status(s);
      case Relay r -> r;
      case StateRequest r -> stateRequest(r);
      case StateChunk c -> stateChunk(c);
      case Misbehavior b -> new Misbehavior(b.second(), b.first());
      case Accusation a -> a;
    };
  }

  private OrderReq orderReq(FaultyReplica self, OrderReq o) {
    OrderHeader h = o.header().header();
    Batch batch = m.choose(3) == 0 ? batch(o.batch()) : o.batch();
    OrderHeader other =
        switch (m.choose(6)) {
          case 0 -> new OrderHeader(m.view(h.view()), h.slot(), h.batch(), h.history(), h.track());
          case 1 -> new OrderHeader(h.view(), m.slot(h.slot()), h.batch(), h.history(), h.track());
          case 2 -> new OrderHeader(h.view(), h.slot(), m.digest(), h.history(), h.track());
          case 3 -> new OrderHeader(h.view(), h.slot(), h.batch(), m.digest(), h.track());
          case 4 -> new OrderHeader(h.view(), h.slot(), h.batch(), h.history(), other(h.track()));
          default -> new OrderHeader(h.view(), h.slot(), batch.digest(), h.history(), h.track());
        };
    return new OrderReq(self.signer().header(other), batch);
  }

  private static Track other(Track track) {
    return switch (track) {
      case SPECULATIVE -> Track.AGREED;
      case AGREED -> Track.SPECULATIVE;
    };
  }

  /** Other requests, or at another time. */
  private Batch batch(Batch b) {
    var group = conspiracy.group();
    BatchCodec codec = new BatchCodec(group.limits(), group.n());
    boolean full = b.requests().size() >= group.limits().maxBatchRequests();
    return m.choose(2) == 0 && !full
        ? codec.encode(b.timestamp(), m.list(b.requests()))
        : codec.encode(new Timestamp(m.number(b.timestamp().micros())), b.requests());
  }

  private Commit commit(Commit c) {
    return switch (m.choose(3)) {
      case 0 -> new Commit(m.view(c.view()), c.slot(), c.history());
      case 1 -> new Commit(c.view(), m.slot(c.slot()), c.history());
      default -> new Commit(c.view(), c.slot(), m.digest());
    };
  }

  private Checkpoint checkpoint(FaultyReplica self, Checkpoint c) {
    return switch (m.choose(3)) {
      case 0 -> self.signer().checkpoint(m.slot(c.slot()), c.history(), c.state());
      case 1 -> self.signer().checkpoint(c.slot(), m.digest(), c.state());
      default -> self.signer().checkpoint(c.slot(), c.history(), m.digest());
    };
  }

  private StableProof stableProof(FaultyReplica self, StableProof p) {
    List<Checkpoint> other =
        m.choose(2) == 0
            ? m.list(p.checkpoints())
            : p.checkpoints().stream()
                .map(c -> m.choose(2) == 0 ? checkpoint(self, c) : c)
                .toList();
    return other.isEmpty() ? p : new StableProof(other);
  }

  private ViewChange viewChange(FaultyReplica self, ViewChange v) {
    return switch (m.choose(3)) {
      case 0 -> self.signer().viewChange(m.laterView(v.view()), v.proof(), v.report());
      case 1 ->
          self.signer()
              .viewChange(
                  v.view(),
                  new NoConfidenceProof(m.signatures(v.proof().signatures())),
                  v.report());
      default -> self.signer().viewChange(v.view(), v.proof(), report(self, v.report()));
    };
  }

  private LogReport report(FaultyReplica self, LogReport r) {
    StableProof base = r.checkpoint();
    return switch (m.choose(5)) {
      case 0 -> new LogReport(base, m.view(r.logView()), r.log(), r.certified());
      case 1 -> new LogReport(base, r.logView(), m.digests(r.log()), r.certified());
      case 2 -> new LogReport(base, r.logView(), r.log(), null);
      case 3 -> new LogReport(base, r.logView(), r.log(), certified(r.certified()));
      default ->
          new LogReport(
              base == null || m.choose(2) == 0 ? null : stableProof(self, base),
              r.logView(),
              r.log(),
              r.certified());
    };
  }

  private @Nullable CertifiedLog certified(@Nullable CertifiedLog c) {
    if (c == null) {
      return null;
    }
    Certificate certificate = c.certificate();
    return switch (m.choose(3)) {
      case 0 ->
          new CertifiedLog(
              new Certificate(certificate.vote(), m.signatures(certificate.signatures())),
              c.batches());
      case 1 ->
          new CertifiedLog(
              new Certificate(m.vote(certificate.vote()), certificate.signatures()), c.batches());
      default -> new CertifiedLog(certificate, m.digests(c.batches()));
    };
  }

  private NewView newView(FaultyReplica self, NewView v) {
    return m.choose(2) == 0
        ? self.signer().newView(m.laterView(v.view()), v.viewChanges())
        : self.signer().newView(v.view(), m.list(v.viewChanges()));
  }

  private FillHole fillHole(FillHole h) {
    Slot from = m.slot(h.from());
    return m.choose(2) == 0
        ? new FillHole(m.view(h.view()), h.from(), h.to())
        : new FillHole(h.view(), from, Slot.max(from, m.slot(h.to())));
  }

  private Status status(Status s) {
    return switch (m.choose(6)) {
      case 0 -> {
        var view = m.view(s.view());
        var target = view.compareTo(s.target()) > 0 ? view : s.target();
        yield new Status(view, target, s.stable(), s.accepted(), s.committed(), s.executed());
      }
      case 1 -> {
        var target = m.view(s.target());
        yield target.compareTo(s.view()) < 0
            ? s
            : new Status(s.view(), target, s.stable(), s.accepted(), s.committed(), s.executed());
      }
      case 2 ->
          new Status(
              s.view(), s.target(), m.slot(s.stable()), s.accepted(), s.committed(), s.executed());
      case 3 ->
          new Status(
              s.view(), s.target(), s.stable(), m.slot(s.accepted()), s.committed(), s.executed());
      case 4 ->
          new Status(
              s.view(), s.target(), s.stable(), s.accepted(), m.slot(s.committed()), s.executed());
      default ->
          new Status(
              s.view(), s.target(), s.stable(), s.accepted(), s.committed(), m.slot(s.executed()));
    };
  }

  private StateRequest stateRequest(StateRequest r) {
    return switch (m.choose(3)) {
      case 0 -> new StateRequest(m.slot(r.slot()), r.state(), r.chunk());
      case 1 -> new StateRequest(r.slot(), m.digest(), r.chunk());
      default -> new StateRequest(r.slot(), r.state(), m.number(r.chunk()));
    };
  }

  private StateChunk stateChunk(StateChunk c) {
    StatePart part = c.part();
    if (part == null) {
      return new StateChunk(m.slot(c.slot()), c.chunk(), null);
    }
    return switch (m.choose(5)) {
      case 0 -> new StateChunk(m.slot(c.slot()), c.chunk(), part);
      case 1 -> new StateChunk(c.slot(), m.number(c.chunk()), part);
      case 2 -> with(c, new StatePart(m.number(part.size()), part.content(), part.path()));
      case 3 -> with(c, new StatePart(part.size(), m.bytes(part.content()), part.path()));
      default -> with(c, new StatePart(part.size(), part.content(), m.list(part.path())));
    };
  }

  private static StateChunk with(StateChunk c, StatePart part) {
    return new StateChunk(c.slot(), c.chunk(), part);
  }
}
