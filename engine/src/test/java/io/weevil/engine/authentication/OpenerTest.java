package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.Opened.Cause;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import org.junit.jupiter.api.Test;

/** Envelopes between replicas: who may say what to whom, and what the MAC binds. */
@Rule("R-AUTH")
class OpenerTest {

  private static final ReplicaId R0 = new ReplicaId(0);
  private static final ReplicaId R1 = new ReplicaId(1);
  private static final ReplicaId R2 = new ReplicaId(2);

  private final TestGroup group = TestGroup.of(1, 0);
  private final ClientSessions sessions = new ClientSessions(group.limits());
  private final Sealer sealer = group.sealer(1);
  private final Opener opener = group.opener(0, sessions);
  private final PeerMessage commit = new PeerMessage.Commit(View.ZERO, new Slot(1), group.digest());
  private final Wire wire = sealer.seal(commit, R0);

  @Test
  void acceptsWhatANeighbourSeals() {
    Opened opened = opener.open(wire, TestGroup.NOW);
    assertThat(opened).isInstanceOf(Opened.Accepted.class);
    Verified<?> verified = ((Opened.Accepted) opened).verified();
    assertThat(verified.sender()).isEqualTo(R1);
    assertThat(verified.message()).isEqualTo(commit);
  }

  @Test
  void encodesOnceForAllReceivers() {
    Sealed sealed = sealer.encode(commit);
    Wire first = sealed.to(R0);
    Wire second = sealed.to(R2);
    assertThat(first.body()).isSameAs(second.body());
    assertThat(first.authenticator()).isNotEqualTo(second.authenticator());
    assertThat(first).isEqualTo(wire);
    assertThat(group.opener(2, sessions).open(second, TestGroup.NOW))
        .isInstanceOf(Opened.Accepted.class);
  }

  @Test
  void bindsTheKind() {
    assertThat(
            refused(
                new Wire(
                    MessageKind.FILL_HOLE, wire.group(), R1, wire.body(), wire.authenticator())))
        .isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void bindsTheSender() {
    assertThat(refused(new Wire(wire.kind(), wire.group(), R2, wire.body(), wire.authenticator())))
        .isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void bindsTheReceiver() {
    Wire forAnother = sealer.seal(commit, R2);
    assertThat(refused(forAnother)).isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void doesNotTakeItsOwnWordBack() {
    Wire sent = group.sealer(0).seal(commit, R1);
    Wire reflected = new Wire(sent.kind(), sent.group(), R1, sent.body(), sent.authenticator());
    assertThat(refused(reflected)).isEqualTo(Cause.BAD_MAC);
    assertThat(refused(sent)).isEqualTo(Cause.UNKNOWN_SENDER);
  }

  @Test
  void bindsEveryBitOfTheBody() {
    for (int bit = 0; bit < wire.body().size() * 8; bit++) {
      byte[] flipped = wire.body().toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(refused(withBody(Bytes.wrap(flipped)))).isEqualTo(Cause.BAD_MAC);
    }
  }

  @Test
  void refusesEveryOtherMac() {
    for (int bit = 0; bit < 256; bit++) {
      byte[] flipped = wire.authenticator().toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(refused(withMac(Bytes.wrap(flipped)))).isEqualTo(Cause.BAD_MAC);
    }
    assertThat(refused(withMac(Bytes.EMPTY))).isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void refusesAnotherGroupAndItsForgery() {
    TestGroup other = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, Limits.DEFAULT, 2);
    Wire foreign = other.sealer(1).seal(commit, R0);
    assertThat(refused(foreign)).isEqualTo(Cause.WRONG_GROUP);
    // The prefix only tells mistakes from forgeries; the MAC binds the whole digest.
    assertThat(
            refused(
                new Wire(
                    foreign.kind(), wire.group(), R1, foreign.body(), foreign.authenticator())))
        .isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void theSameKeysInAnotherGroupMakeOtherMacs() {
    // Same seed, so the same replicas with the same keys; the limits differ, so the digest does.
    Limits limits =
        new Limits(
            64,
            512,
            256,
            10_000,
            256,
            192 * 1024,
            128 * 1024,
            128 * 1024,
            Limits.DEFAULT.allowedClockDrift());
    TestGroup other = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, limits, 1);
    assertThat(other.identity(1).agreementKey()).isEqualTo(group.identity(1).agreementKey());
    Wire foreign = other.sealer(1).seal(commit, R0);
    assertThat(refused(foreign)).isEqualTo(Cause.WRONG_GROUP);
    assertThat(
            refused(
                new Wire(
                    foreign.kind(), wire.group(), R1, foreign.body(), foreign.authenticator())))
        .isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void refusesReplicasThatAreNoMembers() {
    for (int index : new int[] {4, 5, Integer.MAX_VALUE}) {
      Wire stranger =
          new Wire(
              wire.kind(), wire.group(), new ReplicaId(index), wire.body(), wire.authenticator());
      assertThat(refused(stranger)).isEqualTo(Cause.UNKNOWN_SENDER);
    }
  }

  @Test
  void twoReplicasWhoseKeysWereSwappedAreNotBelieved() {
    // Replica 2 speaks as replica 1, with its own keys.
    Sealer impostor =
        new Sealer(
            group.configuration(), new ReplicaKeys(R1, group.configuration(), group.agreement(2)));
    assertThat(refused(impostor.seal(commit, R0))).isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void refusesWhatIsNotSaidInThisDirection() {
    TestClient client = group.client("alice");
    for (MessageKind kind : MessageKind.values()) {
      assertThat(refused(envelope(kind, R1)) == Cause.WRONG_DIRECTION)
          .as("%s from a replica", kind)
          .isEqualTo(kind.code() >= MessageKind.HELLO.code());
      assertThat(refused(envelope(kind, client.id())) == Cause.WRONG_DIRECTION)
          .as("%s from a client", kind)
          .isEqualTo(!isClients(kind));
    }
  }

  private static boolean isClients(MessageKind kind) {
    return kind == MessageKind.MISBEHAVIOR
        || (kind.code() >= MessageKind.HELLO.code()
            && kind.code() <= MessageKind.STATUS_QUERY.code());
  }

  @Test
  void refusesWhatIsTooLongWithoutReadingIt() {
    Bytes long1 = Bytes.wrap(new byte[2_000]);
    assertThat(refused(new Wire(MessageKind.COMMIT, wire.group(), R1, long1, wire.authenticator())))
        .isEqualTo(Cause.OVERSIZED);
    Bytes tooLongForAnyBatch = Bytes.wrap(new byte[group.limits().maxBatchBytes() + 2_000]);
    assertThat(
            refused(
                new Wire(
                    MessageKind.ORDER_REQ,
                    wire.group(),
                    R1,
                    tooLongForAnyBatch,
                    wire.authenticator())))
        .isEqualTo(Cause.OVERSIZED);
    assertThat(
            refused(new Wire(MessageKind.ORDER_REQ, wire.group(), R1, long1, wire.authenticator())))
        .isEqualTo(Cause.BAD_MAC);
  }

  @Test
  void refusesAuthenticGarbageAsMalformed() {
    Envelopes envelopes = new Envelopes(group.configuration());
    for (MessageKind kind : MessageKind.values()) {
      if (kind.code() < MessageKind.HELLO.code()) {
        Wire garbage =
            new Sealed(envelopes, group.keys(1), kind, Bytes.ofHex("9f9f9f9f9fff")).to(R0);
        assertThat(refused(garbage)).as("%s", kind).isEqualTo(Cause.MALFORMED);
      }
    }
  }

  @Test
  void namesTheCauseTheKindAndTheClaimedSender() {
    Opened opened = opener.open(withMac(Bytes.EMPTY), TestGroup.NOW);
    assertThat(opened)
        .isEqualTo(new Opened.Refused(Cause.BAD_MAC, "not from r1 to r0", MessageKind.COMMIT, R1));
  }

  @Test
  void aDefectInACheckCostsTheMessageNotTheReplica() {
    Opener failing =
        new Opener(
            R0,
            group.configuration(),
            group.keys(0),
            group.agreement(0),
            (key, statement, signature) -> {
              throw new IllegalStateException("broken");
            },
            sessions);
    Wire prepare =
        sealer.seal(
            new PeerMessage.Prepare(group.vote(1, View.ZERO, new Slot(1), group.digest())), R0);
    Opened opened = failing.open(prepare, TestGroup.NOW);
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    assertThat(((Opened.Refused) opened).cause()).isEqualTo(Cause.DEFECT);
    assertThat(((Opened.Refused) opened).detail()).contains("broken");
  }

  @Test
  void sealsNothingForItselfOrStrangers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealer.seal(commit, R1))
        .withMessage("r1 sends nothing to r1");
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(commit, new ReplicaId(4)));
  }

  private Wire envelope(MessageKind kind, Party sender) {
    return new Wire(kind, wire.group(), sender, Bytes.EMPTY, Bytes.EMPTY);
  }

  private Wire withBody(Bytes body) {
    return new Wire(wire.kind(), wire.group(), wire.sender(), body, wire.authenticator());
  }

  private Wire withMac(Bytes mac) {
    return new Wire(wire.kind(), wire.group(), wire.sender(), wire.body(), mac);
  }

  private Cause refused(Wire envelope) {
    Opened opened = opener.open(envelope, TestGroup.NOW);
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    return ((Opened.Refused) opened).cause();
  }
}
