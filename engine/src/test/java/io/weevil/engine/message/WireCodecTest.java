package io.weevil.engine.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is well-formed CBOR and yet no message. */
class WireCodecTest {

  private static final Bytes DIGEST = Bytes.copyOf(new byte[32]);
  private static final Bytes SIGNATURE = Bytes.copyOf(new byte[64]);

  private final WireCodec codec = new WireCodec(Limits.DEFAULT, 4);

  private void refuses(MessageKind kind, String because, Consumer<CborWriter> content) {
    CborWriter out = new CborWriter(64);
    content.accept(out);
    Bytes body = out.finish();
    assertThatThrownBy(() -> codec.decode(kind, body))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith(kind.name() + ", byte ")
        .hasMessageContaining(because);
  }

  private static void certificate(CborWriter out, int... replicas) {
    out.array(2).number(1).array(4).number(0).number(1).bytes(DIGEST).array(replicas.length);
    for (int replica : replicas) {
      out.array(2).number(replica).bytes(SIGNATURE).end();
    }
    out.end().end().end();
  }

  @Test
  @Rule("R-AUTH")
  void aCertificateNamesEachReplicaOnceInOrder() {
    refuses(MessageKind.COMMIT_CERTIFICATE, "r1 follows r1", out -> certificate(out, 0, 1, 1));
    refuses(MessageKind.COMMIT_CERTIFICATE, "r0 follows r2", out -> certificate(out, 2, 0, 1));
    refuses(
        MessageKind.COMMIT_CERTIFICATE,
        "replica must be 0 … 3, not 4",
        out -> certificate(out, 0, 1, 4));
    refuses(
        MessageKind.COMMIT_CERTIFICATE,
        "signatures must have length 1 … 4, not 0",
        out -> certificate(out));
    refuses(MessageKind.COMMIT_CERTIFICATE, "1 … 4, not 5", out -> certificate(out, 0, 1, 2, 3, 3));
  }

  private static void stableProof(CborWriter out, int... signers) {
    out.array(signers.length);
    for (int signer : signers) {
      out.array(5).number(signer).number(4).bytes(DIGEST).bytes(DIGEST).bytes(SIGNATURE).end();
    }
    out.end();
  }

  @Test
  void aStableProofIsOfDistinctMembers() {
    refuses(MessageKind.STABLE_PROOF, "r2 signs twice", out -> stableProof(out, 2, 0, 2));
    refuses(MessageKind.STABLE_PROOF, "signer must be 0 … 3, not 4", out -> stableProof(out, 4));
    refuses(MessageKind.STABLE_PROOF, "1 … 4, not 0", out -> out.array(0).end());
  }

  @Test
  void aSignerIsAMemberOfTheGroup() {
    refuses(
        MessageKind.NO_CONFIDENCE,
        "signer must be 0 … 3, not 4",
        out -> out.array(3).number(4).number(0).bytes(SIGNATURE).end());
  }

  @Test
  void whatAMessageDoesNotAllowIsMalformed() {
    refuses(
        MessageKind.FILL_HOLE,
        "a hole ends at or after its beginning",
        out -> out.array(3).number(0).number(2).number(1).end());
    refuses(
        MessageKind.SPEC_RESPONSE,
        "only a speculative reply carries a vote",
        out -> specResponse(out, 1));
    refuses(MessageKind.RESULT_REQUEST, "number must be 1 … ", out -> out.array(1).number(0).end());
    refuses(
        MessageKind.HELLO,
        "incarnation is at least 1",
        out -> out.array(4).bytes(DIGEST).number(0).number(0).number(0).end());
  }

  private static void specResponse(CborWriter out, int grade) {
    out.array(8).number(0).number(1).bytes(DIGEST).number(1).array(2).bytes(DIGEST).absent().end();
    out.number(grade);
    out.array(5).number(0).number(0).number(1).bytes(DIGEST).bytes(SIGNATURE).end();
    out.absent().end();
  }

  @Test
  void aCodeThatNothingHasIsMalformed() {
    refuses(
        MessageKind.SPEC_RESPONSE, "there is no grade with code 3", out -> specResponse(out, 3));
    refuses(
        MessageKind.REFUSED,
        "there is no refusal with code 3",
        out -> out.array(1).number(3).end());
  }

  @Test
  void aHeaderIsOfASlotInTheLog() {
    refuses(
        MessageKind.ORDER_REQ,
        "slot must be 1 … ",
        out -> {
          out.array(3).array(5).number(0).number(0).bytes(DIGEST).bytes(DIGEST).number(0).end();
          out.bytes(SIGNATURE).bytes(DIGEST).end();
        });
  }

  @Test
  void aFieldTooManyOrTooFewIsMalformed() {
    refuses(
        MessageKind.FETCH,
        "FETCH must have length 1 … 1, not 2",
        out -> out.array(2).bytes(DIGEST).number(0).end());
    refuses(MessageKind.FETCH, "FETCH must have length 1 … 1, not 0", out -> out.array(0).end());
  }

  @Test
  void aBodyLongerThanItsKindAllowsIsRefusedUnread() {
    for (MessageKind kind : MessageKind.values()) {
      Bytes tooLong = Bytes.wrap(new byte[codec.maxBodyBytes(kind) + 1]);
      assertThatThrownBy(() -> codec.decode(kind, tooLong))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("bytes, more than the");
    }
    assertThat(codec.maxBodyBytes()).isEqualTo(codec.maxBodyBytes(MessageKind.ORDER_REQ));
  }

  @Test
  void theGreatestLimitsLeaveRoomForEveryMessage() {
    Limits greatest =
        new Limits(1, 2, 1, 1, 1, Integer.MAX_VALUE, 1_024, Integer.MAX_VALUE, Duration.ZERO);
    WireCodec generous = new WireCodec(greatest, 4);
    GoldenSamples.messages()
        .values()
        .forEach(
            message ->
                assertThat(generous.maxBodyBytes(MessageKind.of(message)))
                    .isGreaterThan(codec.encode(message).size()));
  }
}
