package io.weevil.testkit.monitor;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.testkit.actors.ActorGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What monitors share: who has promised what, and what follows for the group. */
final class Records {

  /** A replica that was away executes what the others have long done with, from their archives. */
  private static final long REMEMBERED = 8_192;

  final ActorGroup group;
  final Findings findings;
  final Histories histories;
  final Commits commits;

  private final StableCheckpoints stable;

  private final List<ReplicaRecord> replicas = new ArrayList<>();
  private final int window;

  Records(ActorGroup group, Findings findings) {
    this.group = group;
    this.findings = findings;
    this.histories = new Histories(findings, group.configuration().digest());
    this.window = group.configuration().limits().window();
    findings.quorums().members().forEach(id -> replicas.add(newRecord(id)));
    this.commits = new Commits(findings, histories, replicas);
    this.stable = new StableCheckpoints(findings, histories);
  }

  private ReplicaRecord newRecord(ReplicaId id) {
    return new ReplicaRecord(id, histories.empty());
  }

  ReplicaRecord of(ReplicaId replica) {
    return replicas.get(replica.index());
  }

  /** The last slot that a correct replica accepts. */
  Slot windowEnd() {
    return stable.last().plus(window);
  }

  /** Once a checkpoint is stable, logs far below it are of no more use. */
  void onSigned(ReplicaId replica, PeerMessage.Checkpoint checkpoint) {
    stable.onSigned(replica, checkpoint);
    long kept = stable.last().number() - Math.max(4L * window, REMEMBERED);
    if (kept > histories.forgotten().number() + window) {
      histories.forgetBelow(new Slot(kept));
      commits.forgetBelow(new Slot(kept));
      stable.forgetBelow(new Slot(kept));
      replicas.forEach(r -> r.accepted.headMap(new Slot(kept)).clear());
    }
  }

  /** Whether the logs of all correct replicas that run are one, as far as each has come. */
  boolean agree() {
    List<Prefix> logs =
        running()
            .flatMap(r -> Stream.ofNullable(r.log))
            .sorted(Comparator.comparing(Prefix::slot))
            .toList();
    for (int i = 1; i < logs.size(); i++) {
      Prefix shorter = logs.get(i - 1);
      if (logs.get(i).lacks(shorter.slot(), shorter.history())) {
        return false;
      }
    }
    return true;
  }

  /** Whether they are equally long, but for learners'. */
  boolean areEven() {
    return running()
            .filter(r -> !r.learner)
            .flatMap(r -> Stream.ofNullable(r.log))
            .map(Prefix::slot)
            .distinct()
            .count()
        <= 1;
  }

  Stream<ReplicaRecord> running() {
    return replicas.stream()
        .filter(r -> findings.isCorrect(r.replica) && group.isUp(r.replica.index()));
  }

  /** A log that was replaced by a fetched state ends there. */
  @Nullable Prefix stableAt(Slot slot) {
    return stable.at(slot);
  }
}
