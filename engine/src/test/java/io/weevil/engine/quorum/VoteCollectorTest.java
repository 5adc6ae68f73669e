package io.weevil.engine.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.VoteCollector.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replicas are counted, never messages. */
class VoteCollectorTest {

  private final VoteCollector<String, String> votes = new VoteCollector<>(new Quorums(1, 0));

  @Test
  @DisplayName("the same replica twice, even with other evidence, counts once")
  void oneReplicaCountsOnce() {
    assertThat(votes.collect(r(1), "a", "mac 1")).isEqualTo(Outcome.COUNTED);
    assertThat(votes.collect(r(1), "a", "mac 2")).isEqualTo(Outcome.COUNTED);
    assertThat(votes.count("a")).isEqualTo(1);
    assertThat(votes.evidenceFor("a")).isEqualTo(Map.of(r(1), "mac 1"));
  }

  @Test
  @DisplayName("a replica's second statement is told as conflicting, and the first one stands")
  void theFirstStatementStands() {
    votes.collect(r(1), "a", "");
    assertThat(votes.collect(r(1), "b", "")).isEqualTo(Outcome.CONFLICTING);
    assertThat(votes.statementOf(r(1))).isEqualTo("a");
    assertThat(votes.count("b")).isZero();
    assertThat(votes.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("a statement from outside the group does not exist")
  void nonMembersDoNotCount() {
    assertThat(votes.collect(r(4), "a", "")).isEqualTo(Outcome.NOT_A_MEMBER);
    assertThat(votes.count("a")).isZero();
    assertThat(votes.statementOf(r(4))).isNull();
  }

  @Test
  @Rule("R-AGREE")
  @DisplayName("only equal statements add up")
  void onlyEqualStatementsAddUp() {
    votes.collect(r(0), "a", "");
    votes.collect(r(1), "b", "");
    votes.collect(r(2), "a", "");
    assertThat(votes.agreedBy(3)).isNull();
    assertThat(votes.agreedBy(2)).isEqualTo("a");
    votes.collect(r(3), "a", "");
    assertThat(votes.agreedBy(3)).isEqualTo("a");
    assertThat(votes.evidenceFor("a")).containsOnlyKeys(r(0), r(2), r(3));
  }

  @Property
  @Label("whatever is sent in whatever order, each replica's first statement is counted, once")
  void countsFirstStatements(
      @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> senders,
      @ForAll @Size(value = 40) List<@IntRange(max = 2) Integer> statements) {
    VoteCollector<Integer, Integer> collector = new VoteCollector<>(new Quorums(1, 0));
    Map<Integer, Integer> first = new HashMap<>();
    for (int i = 0; i < senders.size(); i++) {
      collector.collect(r(senders.get(i)), statements.get(i), i);
      if (senders.get(i) < 4) {
        first.putIfAbsent(senders.get(i), statements.get(i));
      }
    }
    for (int s = 0; s <= 2; s++) {
      int statement = s;
      long expected = first.values().stream().filter(v -> v == statement).count();
      assertThat(collector.count(statement)).isEqualTo((int) expected);
      assertThat(collector.evidenceFor(statement)).hasSize((int) expected);
    }
  }

  private static ReplicaId r(int index) {
    return new ReplicaId(index);
  }
}
