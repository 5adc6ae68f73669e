package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages of views that are not installed yet: kept within bounds, a share a sender. */
@Rule("R-INSTALL")
class EarlyMessagesTest {

  private static final View ONE = new View(1);

  private final TestGroup group = BackupHarness.group();
  private final EarlyMessages early = new EarlyMessages();

  private boolean keeps(int sender, long view, PeerMessage message) {
    return early.keep(new ReplicaId(sender), new View(view), message);
  }

  private Commit commit(long view, long slot) {
    return new Commit(new View(view), new Slot(slot), group.digest());
  }

  private OrderReq order(int bytes) {
    Orders orders = new Orders(group);
    SignedHeader header = orders.header(ONE, 1, group.digest());
    Bytes encoded = Bytes.wrap(new byte[bytes]);
    return new OrderReq(header, new Batch(TestGroup.NOW, List.of(), encoded, group.digest()));
  }

  @Test
  @DisplayName("a view's are taken once, in the order of their coming; older ones are dropped")
  void takenInOrder() {
    keeps(0, 2, commit(2, 1));
    keeps(1, 1, commit(1, 1));
    keeps(2, 2, commit(2, 2));
    keeps(3, 3, commit(3, 1));
    assertThat(early.take(new View(2)))
        .extracting(EarlyMessages.Early::message)
        .containsExactly(commit(2, 1), commit(2, 2));
    assertThat(early.take(new View(2))).isEmpty();
    assertThat(early.take(ONE)).as("of an older view").isEmpty();
    assertThat(early.take(new View(3))).hasSize(1);
  }

  @Test
  @DisplayName("one sender's messages are bounded, and leave the others their room")
  void boundedInNumber() {
    for (int i = 0; i < EarlyMessages.MAX_MESSAGES; i++) {
      assertThat(keeps(0, 1, commit(1, i))).isTrue();
    }
    assertThat(keeps(0, 1, commit(1, 9_999))).isFalse();
    assertThat(keeps(1, 1, commit(1, 0))).isTrue();
  }

  @Test
  void boundedInBytes() {
    int half = (int) (EarlyMessages.MAX_BYTES / 2);
    assertThat(keeps(0, 1, order(half))).isTrue();
    assertThat(keeps(0, 1, order(half))).isTrue();
    assertThat(keeps(0, 1, order(1))).isFalse();
    assertThat(keeps(1, 1, order(half))).isTrue();
  }

  @Test
  @DisplayName("what is taken or dropped gives its room back")
  void roomComesBack() {
    int all = (int) EarlyMessages.MAX_BYTES;
    assertThat(keeps(0, 1, order(all))).isTrue();
    early.take(new View(2));
    assertThat(keeps(0, 3, order(all))).isTrue();
    early.take(new View(3));
    assertThat(keeps(0, 4, order(all))).isTrue();
  }
}
