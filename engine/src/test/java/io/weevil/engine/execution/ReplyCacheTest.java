package io.weevil.engine.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.execution.ReplyCache.Turn;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@Rule({"R-CLIENT", "R-CHECKPOINT"})
class ReplyCacheTest {

  private static final Digest HISTORY = Digests.of(Bytes.utf8("history"));
  private static final ClientId ALICE = client("alice", 1);
  private static final ClientId BOB = client("bob", 1);
  private static final ClientId CAROL = client("carol", 1);

  private final ReplyCache empty = ReplyCache.empty(2, 3);

  @Test
  void keepsTheLastRepliesOfTheWindow() {
    ReplyCache cache = withReplies(empty, ALICE, 5);

    assertThat(cache.find(ALICE, 2)).isNull();
    assertThat(cache.find(ALICE, 3)).isEqualTo(reply(3));
    assertThat(cache.find(ALICE, 5)).isEqualTo(reply(5));
    assertThat(cache.find(ALICE, 6)).isNull();
    assertThat(cache.find(BOB, 3)).isNull();
  }

  @Test
  void aRequestHasItsTurnOnce() {
    ReplyCache cache = withReplies(empty, ALICE, 5);

    assertThat(cache.turnOf(ALICE, 6)).isEqualTo(Turn.NEXT);
    assertThat(cache.turnOf(ALICE, 7)).isEqualTo(Turn.TOO_EARLY);
    assertThat(cache.turnOf(ALICE, 5)).isEqualTo(Turn.EXECUTED);
    assertThat(cache.turnOf(ALICE, 1))
        .as("also when its reply is forgotten")
        .isEqualTo(Turn.EXECUTED);
    assertThat(cache.turnOf(BOB, 1)).isEqualTo(Turn.NEXT);
    assertThat(cache.turnOf(BOB, 2)).isEqualTo(Turn.TOO_EARLY);
    assertThatThrownBy(() -> cache.plus(ALICE, reply(5))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.plus(ALICE, reply(7))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aNewIncarnationEndsTheOlder() {
    ClientId restarted = client("alice", 4);
    ReplyCache cache = withReplies(empty, ALICE, 2);
    assertThat(cache.turnOf(restarted, 1)).isEqualTo(Turn.NEXT);
    assertThat(cache.turnOf(restarted, 3)).isEqualTo(Turn.TOO_EARLY);

    ReplyCache after = cache.plus(restarted, reply(1));

    assertThat(after.turnOf(ALICE, 3)).isEqualTo(Turn.OBSOLETE);
    assertThat(after.find(ALICE, 2)).isNull();
    assertThat(after.find(ALICE, 1)).isNull();
    assertThat(after.find(restarted, 1)).isEqualTo(reply(1));
    assertThat(after.find(restarted, 2)).isNull();
    assertThat(after.clients()).isEqualTo(1);
  }

  @Test
  void aValueDoesNotChange() throws IOException {
    ReplyCache before = withReplies(empty, ALICE, 3);
    Bytes bytes = encoded(before);

    before.plus(ALICE, reply(4));
    before.plus(BOB, reply(1));

    assertThat(encoded(before)).isEqualTo(bytes);
    assertThat(before.find(ALICE, 4)).isNull();
  }

  @Test
  void keepsToItsNumberOfClients() {
    ReplyCache full = withReplies(withReplies(empty, ALICE, 1), BOB, 1);

    assertThatThrownBy(() -> full.plus(CAROL, reply(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 clients");
    assertThat(full.plus(client("bob", 2), reply(1)).clients()).isEqualTo(2);
  }

  @Test
  void equalCachesWriteEqualBytesWhateverTheOrder() throws IOException {
    ReplyCache aliceFirst = withReplies(withReplies(empty, ALICE, 2), BOB, 3);
    ReplyCache bobFirst = withReplies(withReplies(empty, BOB, 3), ALICE, 2);

    assertThat(encoded(aliceFirst)).isEqualTo(encoded(bobFirst));
    assertThat(encoded(aliceFirst)).isNotEqualTo(encoded(withReplies(aliceFirst, BOB, 3, 4)));
  }

  private static ReplyCache withReplies(ReplyCache cache, ClientId client, long last) {
    return withReplies(cache, client, 0, last);
  }

  private static ReplyCache withReplies(ReplyCache cache, ClientId client, long before, long last) {
    ReplyCache grown = cache;
    for (long number = before + 1; number <= last; number++) {
      grown = grown.plus(client, reply(number));
    }
    return grown;
  }

  private static CachedReply reply(long number) {
    Bytes outcomes = Bytes.utf8("result " + number);
    return new CachedReply(number, new Slot(number), HISTORY, outcomes, Digests.of(outcomes));
  }

  private static ClientId client(String key, long incarnation) {
    return new ClientId(Digests.of(Bytes.utf8(key)), incarnation);
  }

  private static Bytes encoded(ReplyCache cache) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    cache.writeTo(new DataOutputStream(bytes));
    return Bytes.wrap(bytes.toByteArray());
  }
}
