package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.S1;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.client.ReplyQuorum.Agreement;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@link ReplyQuorum} against a reference that counts by brute force, and against liars. */
class ReplyQuorumPropertiesTest {

  /** A reply, or (result null) a LOCAL-COMMIT. */
  record Said(int replica, View view, Digest history, String result, Grade grade) {}

  record Scene(Quorums quorums, List<Said> said) {}

  private static final List<Digest> HISTORIES = List.of(A, B);
  private static final List<String> RESULTS = List.of("r", "q");

  @Provide
  Arbitrary<Quorums> groups() {
    return Arbitraries.of(
        new Quorums(0, 0),
        new Quorums(1, 0),
        new Quorums(1, 1),
        new Quorums(2, 0),
        new Quorums(2, 1));
  }

  @Provide
  Arbitrary<Scene> scenes() {
    return groups()
        .flatMap(
            quorums ->
                said(quorums)
                    .list()
                    .ofMaxSize(4 * quorums.n())
                    .map(said -> new Scene(quorums, said)));
  }

  /**
   * Mostly one statement, so that quorums come about. At most 8 distinct ones: as many as are kept
   * of one replica.
   */
  private Arbitrary<Said> said(Quorums quorums) {
    return Combinators.combine(
            Arbitraries.integers().between(0, quorums.n() - 1),
            Arbitraries.of(0, 0, 0, 1).map(View::new),
            Arbitraries.of(A, A, A, A, B),
            Arbitraries.of("r", "r", "r", "r", "q"),
            Arbitraries.of(Grade.values()),
            Arbitraries.of(true, false, false))
        .as(
            (replica, view, history, result, grade, isLocalCommit) ->
                new Said(replica, view, history, isLocalCommit ? null : result, grade));
  }

  @Property(tries = 1_000)
  @Rule({"R-CLIENT-1", "R-CLIENT-2", "R-CLIENT-3"})
  void countsLikeTheReference(@ForAll("scenes") Scene scene) {
    ReplyQuorum quorum = new ReplyQuorum(scene.quorums());
    List<Said> soFar = new ArrayList<>();
    for (Said said : scene.said()) {
      collect(quorum, said);
      soFar.add(said);
      Agreement agreement = quorum.agreed();
      assertThat(agreement == null ? null : agreement.grade())
          .isEqualTo(bestGrade(scene.quorums(), soFar));
      if (agreement != null) {
        assertThat(gradesOf(scene.quorums(), soFar, agreement.history(), textOf(agreement)))
            .contains(agreement.grade());
      }
    }
  }

  private static void collect(ReplyQuorum quorum, Said said) {
    ReplicaId replica = new ReplicaId(said.replica());
    if (said.result() == null) {
      quorum.collect(replica, new LocalCommit(said.view(), S1, said.history(), 1));
    } else {
      quorum.collect(
          replica,
          ReplyQuorumTest.reply(
              said.replica(), said.view(), said.history(), said.result(), said.grade()));
    }
  }

  private static String textOf(Agreement agreement) {
    return RESULTS.stream()
        .filter(r -> Digests.of(Bytes.utf8(r)).equals(agreement.result()))
        .findFirst()
        .orElseThrow();
  }

  // the reference: section 3, word for word

  private static Grade bestGrade(Quorums quorums, List<Said> said) {
    EnumSet<Grade> grades = EnumSet.noneOf(Grade.class);
    for (Digest history : HISTORIES) {
      for (String result : RESULTS) {
        grades.addAll(gradesOf(quorums, said, history, result));
      }
    }
    return grades.isEmpty() ? null : grades.stream().max(Grade::compareTo).orElseThrow();
  }

  private static EnumSet<Grade> gradesOf(
      Quorums quorums, List<Said> said, Digest history, String result) {
    EnumSet<Grade> grades = EnumSet.noneOf(Grade.class);
    Set<Integer> committed = replicas(said, null, history, result, EnumSet.of(Grade.COMMITTED));
    if (committed.size() >= quorums.f() + 1) {
      grades.add(Grade.COMMITTED);
    }
    for (View view : List.of(View.ZERO, new View(1))) {
      Set<Integer> certified = replicas(said, view, history, result, EnumSet.of(Grade.CERTIFIED));
      certified.addAll(committed);
      Set<Integer> speculative = replicas(said, view, history, result, EnumSet.allOf(Grade.class));
      speculative.addAll(certified);
      if (speculative.size() >= 2 * quorums.f() + quorums.c() + 1) {
        Set<Integer> localCommits = replicas(said, view, history, null, EnumSet.allOf(Grade.class));
        certified.addAll(localCommits);
        speculative.addAll(localCommits);
      }
      if (certified.size() >= 2 * quorums.f() + quorums.c() + 1) {
        grades.add(Grade.CERTIFIED);
      }
      if (speculative.size() >= 3 * quorums.f() + quorums.c() + 1) {
        grades.add(Grade.SPECULATIVE);
      }
    }
    return grades;
  }

  private static Set<Integer> replicas(
      List<Said> said, View view, Digest history, String result, Set<Grade> grades) {
    Set<Integer> found = new HashSet<>();
    for (Said s : said) {
      boolean sameResult = result == null ? s.result() == null : result.equals(s.result());
      if (sameResult
          && s.history().equals(history)
          && (view == null || s.view().equals(view))
          && grades.contains(s.grade())) {
        found.add(s.replica());
      }
    }
    return found;
  }

  // liars

  /**
   * One view of an equivocating primary: each correct replica accepted A or B, claims CERTIFIED
   * only where enough votes for a certificate are to be had, COMMITTED only where enough can hold
   * one; liars say anything.
   */
  @Property(tries = 1_000)
  @Rule({"R-CLIENT-1", "R-CLIENT-2", "R-CLIENT-3"})
  void neverAcceptsTwoResultsNorOneThatNoCorrectReplicaStated(
      @ForAll("groups") Quorums quorums, @ForAll long seed) {
    Random random = new Random(seed);
    int liars = quorums.f();
    List<Digest> accepted =
        IntStream.range(0, quorums.n()).mapToObj(i -> random.nextInt(3) == 0 ? B : A).toList();
    ReplyQuorum quorum = new ReplyQuorum(quorums);
    Set<Digest> histories = new HashSet<>();
    for (int message = 0; message < 6 * quorums.n(); message++) {
      int replica = random.nextInt(quorums.n());
      Said said =
          replica < liars ? lie(random, replica) : truth(random, quorums, accepted, replica, liars);
      collect(quorum, said);
      Agreement agreement = quorum.agreed();
      if (agreement != null) {
        histories.add(agreement.history());
        assertThat(agreement.result())
            .isEqualTo(Digests.of(Bytes.utf8(resultOf(agreement.history()))));
        assertThat(accepted.subList(liars, accepted.size())).contains(agreement.history());
      }
    }
    assertThat(histories).hasSizeLessThanOrEqualTo(1);
  }

  private static Said lie(Random random, int replica) {
    Digest history = HISTORIES.get(random.nextInt(2));
    String result = random.nextInt(4) == 0 ? null : RESULTS.get(random.nextInt(2));
    return new Said(replica, View.ZERO, history, result, Grade.values()[random.nextInt(3)]);
  }

  private static Said truth(
      Random random, Quorums quorums, List<Digest> accepted, int replica, int liars) {
    Digest history = accepted.get(replica);
    long voters =
        accepted.subList(liars, accepted.size()).stream().filter(history::equals).count() + liars;
    boolean certificateExists = voters >= quorums.certify();
    return switch (certificateExists ? random.nextInt(4) : 0) {
      case 1 -> new Said(replica, View.ZERO, history, resultOf(history), Grade.CERTIFIED);
      case 2 -> new Said(replica, View.ZERO, history, resultOf(history), Grade.COMMITTED);
      case 3 -> new Said(replica, View.ZERO, history, null, Grade.CERTIFIED);
      default -> new Said(replica, View.ZERO, history, resultOf(history), Grade.SPECULATIVE);
    };
  }

  /** Execution is deterministic: the history says what the result is. */
  private static String resultOf(Digest history) {
    return history.equals(A) ? "r" : "q";
  }
}
