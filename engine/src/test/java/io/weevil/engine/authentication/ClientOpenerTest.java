package io.weevil.engine.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A client's door. */
@Rule("R-AUTH")
class ClientOpenerTest {

  private final TestGroup group = TestGroup.of(1, 0);
  private final TestClient alice = group.client("alice");
  private final TestClient bob = group.client("bob");
  private final Door replica = new Door(group, 2);
  private final Sealer sealer = group.sealer(2);
  private final ClientOpener opener = alice.opener();
  private final ReplyMessage reply =
      new ReplyMessage.LocalCommit(View.ZERO, new Slot(1), group.digest(), 1);
  private final Wire wire = sealer.seal(reply, replica.introduce(alice));

  @Test
  void acceptsWhatAReplicaRepliesToIt() {
    OpenedReply opened = opener.open(wire);
    assertThat(opened).isInstanceOf(OpenedReply.Accepted.class);
    Verified<? extends ReplyMessage> verified = ((OpenedReply.Accepted) opened).verified();
    assertThat(verified.sender()).isEqualTo(new ReplicaId(2));
    assertThat(verified.message()).isEqualTo(reply);
  }

  @Test
  void refusesAReplyToAnotherClientOrIncarnation() {
    assertRefused(sealer.seal(reply, replica.introduce(bob)), Cause.BAD_MAC);
    assertRefused(sealer.seal(reply, replica.introduce(alice.restarted())), Cause.BAD_MAC);
  }

  @Test
  void refusesAReplyOfAnotherReplicaThanItSays() {
    assertRefused(
        new Wire(wire.kind(), wire.group(), new ReplicaId(1), wire.body(), wire.authenticator()),
        Cause.BAD_MAC);
    assertRefused(
        new Wire(wire.kind(), wire.group(), new ReplicaId(4), wire.body(), wire.authenticator()),
        Cause.UNKNOWN_SENDER);
  }

  @Test
  void refusesAReplyOfAnotherKindBodyOrGroup() {
    assertRefused(
        new Wire(
            MessageKind.STATUS_REPORT,
            wire.group(),
            wire.sender(),
            wire.body(),
            wire.authenticator()),
        Cause.BAD_MAC);
    assertRefused(
        new Wire(wire.kind(), wire.group(), wire.sender(), Bytes.EMPTY, wire.authenticator()),
        Cause.BAD_MAC);
    assertRefused(
        new Wire(wire.kind(), wire.group() + 1, wire.sender(), wire.body(), wire.authenticator()),
        Cause.WRONG_GROUP);
  }

  @Test
  void refusesWhatIsNoReply() {
    for (MessageKind kind : MessageKind.values()) {
      if (kind.code() < MessageKind.SPEC_RESPONSE.code()) {
        assertRefused(
            new Wire(kind, wire.group(), wire.sender(), wire.body(), wire.authenticator()),
            Cause.WRONG_DIRECTION);
      }
    }
    assertRefused(
        new Wire(wire.kind(), wire.group(), bob.id(), wire.body(), wire.authenticator()),
        Cause.WRONG_DIRECTION);
  }

  @Test
  void refusesAuthenticGarbageAsMalformed() {
    Envelopes envelopes = new Envelopes(group.configuration());
    Sealed garbage =
        new Sealed(envelopes, group.keys(2), MessageKind.READ_REPLY, Bytes.ofHex("87ff"));
    assertRefused(garbage.to(replica.introduce(alice)), Cause.MALFORMED);
  }

  @Test
  void refusesWhatIsTooLong() {
    Bytes endless = Bytes.wrap(new byte[Limits.DEFAULT.maxResultBytes() + 5_000]);
    assertRefused(
        new Wire(
            MessageKind.SPEC_RESPONSE, wire.group(), wire.sender(), endless, wire.authenticator()),
        Cause.OVERSIZED);
  }

  @Test
  void aDefectInACheckCostsTheMessageNotTheClient() {
    ReplicaKeys broken =
        new ReplicaKeys(
            alice.id(),
            group.configuration(),
            peer ->
                Optional.of(
                    statement -> {
                      throw new IllegalStateException("broken");
                    }));
    OpenedReply opened = new ClientOpener(group.configuration(), broken).open(wire);
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    assertThat(((Opened.Refused) opened).cause()).isEqualTo(Cause.DEFECT);
  }

  private void assertRefused(Wire envelope, Cause cause) {
    OpenedReply opened = opener.open(envelope);
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    assertThat(((Opened.Refused) opened).cause()).isEqualTo(cause);
  }
}
