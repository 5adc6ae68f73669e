package io.weevil.testkit.broken;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Conduct;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The published schedule by which Zyzzyva's view change loses a finished request, its mirror image,
 * and a third one (protocol.md, section 7, "Traps that these rules avoid"). r0 is faulty; its
 * client Ca has its messages held up.
 */
final class Traps {

  private static final Set<MessageKind> HELD_UP =
      EnumSet.of(
          MessageKind.PREPARE,
          MessageKind.COMMIT,
          MessageKind.COMMIT_CERTIFICATE,
          MessageKind.FILL_HOLE,
          MessageKind.STATUS);

  private final ActorGroup group;
  private final Link usual;
  private final WireCodec codec;
  private final ActorClient ca;
  private final ActorClient cb;
  private final Map<ReplicaId, SignedVote> shown = new TreeMap<>();
  private Digest batchA;
  private FaultyReplica r0;

  Traps(Play play) {
    this.group = play.group;
    this.usual = play.jitter();
    this.codec = new WireCodec(group.configuration().limits(), group.configuration().n());
    this.ca = group.newClient();
    this.cb = group.newClient();
    group.pass(Duration.ofMillis(50)); // everyone is introduced
  }

  /** View 1 commits b on the fast path; view 2 is shown a certificate of view 0 for a. */
  void oldCertificate() {
    viewZero();
    changeView(3, empty(View.ZERO), this::isHeldUp, -1);
    Caller b = cb.newCaller();
    b.call(put("x", "b"));
    group.runUntil(() -> !b.isWaiting(), Duration.ofSeconds(10));
    changeView(1, certifiedA(), this::isHeldUpOrOrdered, -1);
    endViewOne();
  }

  /** View 1 commits b by certificate; view 2 is shown a twice, once as if of view 1. */
  void oldSpeculation() {
    viewZero();
    changeView(3, empty(View.ZERO), this::isOfViewZero, 3);
    Caller b = cb.newCaller();
    b.call(put("x", "b"));
    group.runUntil(() -> !b.isWaiting(), Duration.ofSeconds(20));
    changeView(
        1, new LogReport(null, new View(1), List.of(batchA), null), this::isHeldUpOrOrdered, -1);
    endViewOne();
  }

  /** View 1 knows nothing of a; view 2 is shown its certificate, and the batch is to be found. */
  void lateCertificate() {
    viewZero();
    changeView(3, empty(View.ZERO), this::isHeldUpOrOrdered, -1);
    cb.newCaller().call(put("y", "c"));
    group.runUntil(() -> allIn(1), Duration.ofSeconds(10));
    changeView(1, certifiedA(), this::isHeldUpOrOrdered, -1);
    group.runUntil(() -> allIn(2), Duration.ofSeconds(5));
    r0.behave(showing(certifiedA()));
  }

  /** View 0: r2 and r3 accept a at slot 1, r1 nothing; r0 keeps a certificate for a to itself. */
  private void viewZero() {
    r0 =
        group.corrupt(
            0,
            new Conduct() {
              @Override
              public List<? extends PeerMessage> toReplica(
                  FaultyReplica self, ReplicaId to, PeerMessage message) {
                if (message instanceof OrderReq m) {
                  batchA = m.batch().digest();
                  return to.index() == 1 ? List.of() : List.of(m);
                }
                return message instanceof PeerMessage.NoConfidence ? List.of(message) : List.of();
              }
            });
    group.use(
        (from, to, wire) -> {
          note(to, wire);
          boolean held = HELD_UP.contains(wire.kind()) || to.equals(ca.address());
          return held ? List.of() : usual.carry(from, to, wire);
        });
    ca.newCaller().call(put("x", "a"));
    if (!group.runUntil(() -> shown.size() == 3, Duration.ofSeconds(1))) {
      throw new IllegalStateException("r0 was shown only these votes: " + shown);
    }
  }

  private void note(PeerAddress to, Wire wire) {
    if (to.equals(ca.address())
        && wire.kind() == MessageKind.SPEC_RESPONSE
        && codec.decode(wire.kind(), wire.body()) instanceof SpecResponse response
        && response.vote() != null
        && response.view().equals(View.ZERO)) {
      shown.put(response.vote().voter(), response.vote());
    }
  }

  /** What r0 can show of a with the votes that Ca was shown. */
  private LogReport certifiedA() {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    shown.forEach((voter, vote) -> signatures.put(voter, vote.signature()));
    Certificate a = new Certificate(shown.values().iterator().next().vote(), signatures);
    return new LogReport(null, View.ZERO, List.of(batchA), new CertifiedLog(a, List.of(batchA)));
  }

  private static LogReport empty(View logView) {
    return new LogReport(null, logView, List.of(), null);
  }

  private static Bytes put(String key, String value) {
    return RegisterService.encode(new Put(key, value));
  }

  /** Votes for the empty log that view 1 begins with arrive: it starts. */
  private boolean isHeldUp(Wire wire) {
    return HELD_UP.contains(wire.kind())
        && switch (codec.decode(wire.kind(), wire.body())) {
          case PeerMessage.Prepare(var vote) -> !vote.vote().slot().equals(Slot.ZERO);
          case PeerMessage.Commit commit -> !commit.slot().equals(Slot.ZERO);
          case WireMessage other -> true;
        };
  }

  /** Votes of view 0 do not arrive, nor does r1 learn of a; votes of view 1 arrive. */
  private boolean isOfViewZero(Wire wire) {
    return switch (codec.decode(wire.kind(), wire.body())) {
      case PeerMessage.FillHole hole -> true;
      case PeerMessage.Status status -> true;
      case PeerMessage.Prepare(var vote) -> vote.vote().view().equals(View.ZERO);
      case PeerMessage.Commit commit -> commit.view().equals(View.ZERO);
      case WireMessage other -> false;
    };
  }

  /** What keeps a correct primary from being heard. */
  private boolean isHeldUpOrOrdered(Wire wire) {
    return isHeldUp(wire) || wire.kind() == MessageKind.ORDER_REQ;
  }

  private Conduct showing(LogReport report) {
    return new Conduct() {
      @Override
      public List<? extends PeerMessage> toReplica(
          FaultyReplica self, ReplicaId to, PeerMessage message) {
        if (message instanceof OrderReq m && m.header().header().view().equals(View.ZERO)) {
          return List.of();
        }
        if (message instanceof PeerMessage.Fetched) {
          return List.of();
        }
        return message instanceof ViewChange m
            ? List.of(self.signer().viewChange(m.view(), m.proof(), report))
            : List.of(message);
      }
    };
  }

  /** VIEW-CHANGEs of one replica do not reach the others; r0's shows {@code report}. */
  private void changeView(int unheard, LogReport report, Predicate<Wire> heldUp, int cutOff) {
    r0.behave(showing(report));
    group.use(
        (from, to, wire) -> {
          note(to, wire);
          boolean lost =
              heldUp.test(wire)
                  || to.equals(ca.address())
                  || from.equals(ca.address())
                  || (from.equals(group.address(unheard)) && wire.kind() == MessageKind.VIEW_CHANGE)
                  || (cutOff >= 0 && isCutOff(group.address(cutOff), from, to, wire));
          return lost ? List.of() : usual.carry(from, to, wire);
        });
  }

  private static boolean isCutOff(PeerAddress who, PeerAddress from, PeerAddress to, Wire wire) {
    return (from.equals(who) || to.equals(who)) && wire.kind() != MessageKind.NO_CONFIDENCE;
  }

  /** View 1 ends though its primary is correct: what it orders does not arrive. */
  private void endViewOne() {
    cb.newCaller().call(put("y", "c"));
    group.runUntil(() -> allIn(2), Duration.ofSeconds(20));
  }

  private boolean allIn(long view) {
    return group.correct().stream().allMatch(w -> w.view().number() >= view);
  }
}
