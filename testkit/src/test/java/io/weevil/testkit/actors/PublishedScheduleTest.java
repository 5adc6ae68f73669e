package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.Rule;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The schedule by which Zyzzyva's view change loses a finished request (Abraham et al.,
 * <i>Revisiting Fast Practical Byzantine Fault Tolerance</i>, 2017; protocol.md, section 7, first
 * trap), and its mirror image, with real replicas and clients. r0 is faulty; its client Ca has its
 * messages held up.
 */
@Timeout(120)
class PublishedScheduleTest {

  private static final Slot ONE = new Slot(1);

  /** What a slow network keeps from arriving while a schedule is played. */
  private static final Set<MessageKind> HELD_UP =
      EnumSet.of(
          MessageKind.PREPARE,
          MessageKind.COMMIT,
          MessageKind.COMMIT_CERTIFICATE,
          MessageKind.FILL_HOLE,
          MessageKind.STATUS);

  private final Scene scene = new Scene(1, 0, 41);
  private final ActorGroup group = scene.group();
  private final WireCodec codec =
      new WireCodec(group.configuration().limits(), group.configuration().n());

  /** Votes for slot 1 of view 0 that r0's accomplice of a client was shown. */
  private final Map<ReplicaId, SignedVote> shown = new TreeMap<>();

  private Digest batchA;
  private final Link usual = group.link();
  private ActorClient ca;
  private ActorClient cb;
  private Caller a;
  private Caller b;
  private FaultyReplica r0;

  @BeforeEach
  void meet() {
    ca = group.newClient();
    cb = group.newClient();
    a = ca.newCaller();
    b = cb.newCaller();
    group.pass(Duration.ofMillis(50)); // everyone is introduced
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private boolean isReplica(PeerAddress address, int index) {
    return address.equals(group.address(index));
  }

  /** What replicas sign for whoever asks in Ca's name (R-LATE). */
  private void note(ReplicaId replica, Promise promise) {
    if (promise instanceof Promise.Accepted accepted
        && accepted.vote() != null
        && accepted.vote().vote().slot().equals(ONE)
        && accepted.vote().vote().view().equals(View.ZERO)) {
      shown.put(replica, accepted.vote());
    }
  }

  /** The certificate for a that r0 can make with what Ca was shown. */
  private Certificate certificateForA() {
    Vote vote = shown.values().iterator().next().vote();
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int i : List.of(0, 2, 3)) {
      SignedVote signed = shown.get(new ReplicaId(i));
      assertThat(signed.vote()).isEqualTo(vote);
      signatures.put(signed.voter(), signed.signature());
    }
    return new Certificate(vote, signatures);
  }

  /** View 0: r2 and r3 accept a at slot 1, r1 nothing; r0 keeps a certificate for a to itself. */
  private void playViewZero() {
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
    group.observe(
        new GroupObserver() {
          @Override
          public void onPromise(ReplicaId replica, Promise promise) {
            note(replica, promise);
          }
        });
    group.use(
        (from, to, wire) -> {
          boolean held = HELD_UP.contains(wire.kind()) || to.equals(ca.address());
          return held ? List.of() : usual.carry(from, to, wire);
        });
    a.call(Scene.put("x", "a"));
    assertThat(group.runUntil(() -> shown.size() == 3, Duration.ofSeconds(1))).isTrue();
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

  /** What r0 shows: nothing of what it knows but what is told here. */
  private ViewChange lie(ViewChange genuine, LogReport report) {
    return r0.signer().viewChange(genuine.view(), genuine.proof(), report);
  }

  private static LogReport emptyLog(View logView) {
    return new LogReport(null, logView, List.of(), null);
  }

  /**
   * VIEW-CHANGEs of one replica do not reach the others; r0 shows {@code report} in the others'
   * place. Returns the link that the next view begins with.
   */
  private void changeView(int unheard, LogReport report, Predicate<Wire> heldUp, int cutOff) {
    r0.behave(
        new Conduct() {
          @Override
          public List<? extends PeerMessage> toReplica(
              FaultyReplica self, ReplicaId to, PeerMessage message) {
            if (message instanceof OrderReq m && m.header().header().view().equals(View.ZERO)) {
              return List.of();
            }
            return message instanceof ViewChange m ? List.of(lie(m, report)) : List.of(message);
          }
        });
    group.use(
        (from, to, wire) -> {
          boolean lost =
              heldUp.test(wire)
                  || to.equals(ca.address())
                  || from.equals(ca.address())
                  || (isReplica(from, unheard) && wire.kind() == MessageKind.VIEW_CHANGE)
                  || (cutOff >= 0
                      && (isReplica(from, cutOff) || isReplica(to, cutOff))
                      && wire.kind() != MessageKind.NO_CONFIDENCE);
          return lost ? List.of() : usual.carry(from, to, wire);
        });
  }

  /** View 1 ends though its primary is correct: what it orders does not arrive. */
  private void endViewOne() {
    cb.newCaller().call(Scene.put("y", "c"));
    assertThat(group.runUntil(() -> scene.allIn(2), Duration.ofSeconds(20)))
        .as(scene.state())
        .isTrue();
  }

  private List<Digest> slotOne() {
    List<Digest> found = new ArrayList<>();
    group.correct().forEach(w -> found.add(w.log().get(ONE)));
    return found;
  }

  @Test
  @Rule("R-SELECT")
  void aFastCommitIsNotLostToAnOlderCertificate() {
    playViewZero();

    // To view 1 from r0 (a lie), r1 and r2: nothing is supported, the log begins empty.
    changeView(3, emptyLog(View.ZERO), this::isHeldUp, -1);
    b.call(Scene.put("x", "b"));
    assertThat(group.runUntil(() -> scene.allIn(1), Duration.ofSeconds(10)))
        .as(scene.state())
        .isTrue();

    // View 1: all four accept b at slot 1 and answer: it is done, without a certificate.
    assertThat(group.runUntil(() -> !b.isWaiting(), Duration.ofSeconds(10))).isTrue();
    assertThat(b.lastAnswer())
        .isInstanceOfSatisfying(
            Answer.Done.class,
            done -> {
              assertThat(done.grade()).isEqualTo(Grade.SPECULATIVE);
              assertThat(done.slot()).isEqualTo(ONE);
            });
    Digest batchB = group.witness(1).log().get(ONE);
    assertThat(batchB).isNotEqualTo(batchA);

    // To view 2 from r0 with its old certificate, r2 and r3.
    CertifiedLog old = new CertifiedLog(certificateForA(), List.of(batchA));
    changeView(
        1, new LogReport(null, View.ZERO, List.of(batchA), old), this::isHeldUpOrOrdered, -1);
    endViewOne();

    assertThat(slotOne()).containsOnly(batchB);
    group.use(usual);
    scene.assertEndsWell(Duration.ofSeconds(30));
  }

  @Test
  @Rule("R-SELECT")
  void aSlowCommitIsNotLostToOlderSpeculation() {
    playViewZero();

    // To view 1 from r0 (a lie), r1 and r2; r3 is cut off, with a in its log.
    changeView(3, emptyLog(View.ZERO), this::isOfViewZero, 3);
    b.call(Scene.put("x", "b"));

    // View 1: r0, r1 and r2 accept b at slot 1; its certificate is acknowledged by all three.
    assertThat(group.runUntil(() -> !b.isWaiting(), Duration.ofSeconds(20)))
        .as(scene.state())
        .isTrue();
    assertThat(b.lastAnswer())
        .isInstanceOfSatisfying(
            Answer.Done.class, done -> assertThat(done.grade()).isNotEqualTo(Grade.SPECULATIVE));
    Digest batchB = group.witness(1).log().get(ONE);
    assertThat(batchB).isNotEqualTo(batchA);
    assertThat(group.witness(3).log().get(ONE)).isEqualTo(batchA);

    // To view 2 from r0, which claims to have accepted a in view 1; r2, with the certificate; r3.
    changeView(
        1, new LogReport(null, new View(1), List.of(batchA), null), this::isHeldUpOrOrdered, -1);
    endViewOne();

    assertThat(slotOne()).containsOnly(batchB);
    assertThat(group.witness(3).events(Event.RolledBack.class)).isNotEmpty();
    group.use(usual);
    scene.assertEndsWell(Duration.ofSeconds(30));
  }
}
