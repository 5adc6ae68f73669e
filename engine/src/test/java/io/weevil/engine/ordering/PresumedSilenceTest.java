package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Silent;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replica 1 of four takes view 1 over from replica 0. */
@Rule("R-TRACK")
@DisplayName("a new primary presumes silent whoever it replaces, until it hears of it")
class PresumedSilenceTest {

  private static final TimerKey STATUS = new TimerKey.StatusPeriod();
  private static final Silent NOBODY = new Silent(new TreeSet<>());
  private static final Silent THE_FIRST = new Silent(new TreeSet<>(List.of(new ReplicaId(0))));

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private Orders next;

  @BeforeEach
  void theFirstHasOrdered() {
    replica.hears(orders.next(3, new Caller(group.client("alice"))));
    next = orders.begin(1, 3);
  }

  @Test
  @DisplayName("it knows before it orders anything")
  void atOnce() {
    List<RoleMessage> told = replica.changesTo(next, 3).tells(RoleMessage.class);
    assertThat(told).filteredOn(Silent.class::isInstance).containsExactly(THE_FIRST);
    assertThat(told)
        .filteredOn(m -> m instanceof RoleMessage.Lead || m.equals(THE_FIRST))
        .hasSize(2);
  }

  @Test
  @DisplayName("it is told when the other is heard, within a status period")
  void heard() {
    replica.changesTo(next, 3);
    assertThat(replica.fires(STATUS).tells(Silent.class)).as("nothing new").isEmpty();
    replica.hearsPrepares(next, 3, 0);
    assertThat(replica.fires(STATUS).tells(Silent.class)).containsExactly(NOBODY);
    assertThat(replica.fires(STATUS).tells(Silent.class)).as("once").isEmpty();
  }

  @Test
  @DisplayName("operators are told of silence that was measured, not of what is presumed")
  void notReported() {
    replica.changesTo(next, 3);
    assertThat(replica.fires(STATUS).events(Event.SilenceChanged.class)).isEmpty();
  }
}
