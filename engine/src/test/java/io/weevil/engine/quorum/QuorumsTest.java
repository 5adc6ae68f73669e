package io.weevil.engine.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.model.ReplicaId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * protocol.md, section 1: the sizes, and that quorums of these sizes intersect as the protocol's
 * proofs need. Two sets are made to overlap as little as they can: the first so many replicas, and
 * the last so many.
 */
class QuorumsTest {

  static Stream<Quorums> small() {
    return IntStream.rangeClosed(0, 4)
        .boxed()
        .flatMap(f -> IntStream.rangeClosed(0, f).mapToObj(c -> new Quorums(f, c)));
  }

  @DisplayName("the table of section 1, to the letter")
  @ParameterizedTest(name = "f = {0}, c = {1}: n = {2}")
  @CsvSource({
    "1, 0, 4, 4, 3, 3, 2, 2",
    "1, 1, 6, 5, 4, 5, 3, 2",
    "0, 0, 1, 1, 1, 1, 1, 1",
    "2, 0, 7, 7, 5, 5, 3, 3",
    "2, 1, 9, 8, 6, 7, 4, 3",
    "2, 2, 11, 9, 7, 9, 5, 3",
  })
  void sizes(int f, int c, int n, int fast, int certify, int viewChange, int support, int weak) {
    Quorums q = new Quorums(f, c);
    assertThat(List.of(q.n(), q.fast(), q.certify(), q.viewChange(), q.support(), q.weak()))
        .containsExactly(n, fast, certify, viewChange, support, weak);
  }

  @DisplayName("\"certify: two such sets share f + 1 replicas, so a correct one\"")
  @ParameterizedTest
  @MethodSource("small")
  void twoCertificatesShareACorrectReplica(Quorums q) {
    assertThat(overlap(q, q.certify(), q.certify())).isEqualTo(q.weak());
  }

  @DisplayName("\"any V contains a correct one of them\": of those that hold a certificate")
  @ParameterizedTest
  @MethodSource("small")
  void aCommitAndAViewChangeShareACorrectReplica(Quorums q) {
    assertThat(overlap(q, q.certify(), q.viewChange())).isGreaterThanOrEqualTo(q.weak());
  }

  @DisplayName(
      "\"all but c correct replicas accepted h in w0, so `support` logs of V contain h\":"
          + " what f missing and f lying replicas leave of a fast set")
  @ParameterizedTest
  @MethodSource("small")
  void aFastCommitKeepsItsSupport(Quorums q) {
    int seen = overlap(q, q.fast(), q.viewChange());
    assertThat(seen - q.f()).isGreaterThanOrEqualTo(q.support());
  }

  @DisplayName("\"two conflicting [supported prefixes] would need more than |V| logs\"")
  @ParameterizedTest
  @MethodSource("small")
  void twoSupportedPrefixesDoNotFitIntoOneViewChange(Quorums q) {
    assertThat(2 * q.support()).isGreaterThan(q.viewChange());
  }

  @DisplayName("a fast commit and a certificate of one view agree: they share a correct replica")
  @ParameterizedTest
  @MethodSource("small")
  void aFastSetMeetsACertificate(Quorums q) {
    assertThat(overlap(q, q.fast(), q.certify())).isGreaterThan(q.f());
    assertThat(overlap(q, q.fast(), q.fast())).isGreaterThan(q.f());
  }

  @DisplayName("\"weak: at least one correct replica\", and f liars alone are too few")
  @ParameterizedTest
  @MethodSource("small")
  void aWeakSetHasACorrectReplica(Quorums q) {
    assertThat(q.weak()).isEqualTo(q.f() + 1);
  }

  @DisplayName(
      "\"c is the number of slow or crashed replicas that the fast path [...] tolerate[s]\"")
  @ParameterizedTest
  @MethodSource("small")
  void everyQuorumIsReachedWithoutTheFaulty(Quorums q) {
    assertThat(q.fast()).as("without c slow replicas").isEqualTo(q.n() - q.c());
    assertThat(q.certify()).as("without f and c").isLessThanOrEqualTo(q.n() - q.f() - q.c());
    assertThat(q.viewChange()).as("without f").isEqualTo(q.n() - q.f());
  }

  @DisplayName("no size is one larger than it must be")
  @ParameterizedTest
  @MethodSource("small")
  void sizesAreTight(Quorums q) {
    assertThat(overlap(q, q.certify() - 1, q.certify())).isLessThan(q.weak());
    assertThat(2 * (q.support() - 1)).isLessThan(q.viewChange());
  }

  @Test
  @DisplayName("f and c outside their ranges are refused, by name")
  void ranges() {
    assertThatThrownBy(() -> new Quorums(-1, 0)).hasMessageContaining("f must be 0");
    assertThatThrownBy(() -> new Quorums(1_001, 0)).hasMessageContaining("not 1001");
    assertThatThrownBy(() -> new Quorums(1, 2)).hasMessageContaining("c must be 0 … f (1), not 2");
    assertThatThrownBy(() -> new Quorums(1, -1)).hasMessageContaining("c must be 0");
  }

  @ParameterizedTest
  @MethodSource("small")
  void membersAreCountedFromZero(Quorums q) {
    assertThat(q.members().map(ReplicaId::index))
        .containsExactlyElementsOf(IntStream.range(0, q.n()).boxed().toList());
    assertThat(q.members()).allMatch(q::isMember);
    assertThat(q.isMember(new ReplicaId(q.n()))).isFalse();
  }

  /** How many replicas the first {@code a} and the last {@code b} have in common. */
  private static int overlap(Quorums q, int a, int b) {
    Set<ReplicaId> common = new HashSet<>(q.members().limit(a).toList());
    common.retainAll(q.members().skip(q.n() - b).collect(Collectors.toSet()));
    return common.size();
  }
}
