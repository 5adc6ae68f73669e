package io.weevil.testkit.broken;

import static io.weevil.testkit.monitor.Invariant.FROZEN;
import static io.weevil.testkit.monitor.Invariant.GRADES;
import static io.weevil.testkit.monitor.Invariant.LOG_GROWS_IN_ORDER;
import static io.weevil.testkit.monitor.Invariant.READS;
import static io.weevil.testkit.monitor.Invariant.VOTES;

import java.util.List;
import java.util.stream.Stream;

/** Engines that count wrongly, or vote for what they must not. */
final class BrokenAgreement {

  private BrokenAgreement() {}

  static List<BrokenEngine> all() {
    return Stream.of(counting(), voting()).flatMap(List::stream).toList();
  }

  private static List<BrokenEngine> counting() {
    return List.of(
        BrokenEngine.of(
                "a vote that comes twice counts twice", "section 1", Schedule.LOSSY, 3, GRADES)
            .edit(
                "engine.quorum.VoteCollector",
                "statements = new TreeMap<>();\n",
                "statements = new TreeMap<>();\n  private int repeated;\n")
            .edit(
                "engine.quorum.VoteCollector",
                "    Statement<S, E> first = statements.putIfAbsent(",
                "    repeated += statements.containsKey(replica) ? 1 : 0;\n"
                    + "    Statement<S, E> first = statements.putIfAbsent(")
            .edit(
                "engine.quorum.VoteCollector",
                "s.content().equals(statement)).count();",
                "s.content().equals(statement)).count() + repeated;"),
        BrokenEngine.of(
                "votes count whatever their digest", "section 2", Schedule.LYING_PRIMARY, 3, GRADES)
            .edit(
                "engine.quorum.VoteCollector",
                "return (int) statements.values().stream().filter(s ->"
                    + " s.content().equals(statement)).count();",
                "return statements.size();"),
        BrokenEngine.of(
                "a certificate counts its maker twice", "section 2", Schedule.AGREED, 2, GRADES)
            .edit(
                "engine.ordering.VoteExchange",
                "collector.count(vote) < quorums.certify()",
                "collector.count(vote) + 1 < quorums.certify()"),
        BrokenEngine.of(
                "COMMITs of two replicas commit",
                "section 3",
                Schedule.AGREED,
                2,
                GRADES,
                LOG_GROWS_IN_ORDER)
            .edit(
                "engine.ordering.VoteExchange",
                "sorted[quorums.n() - quorums.certify()]",
                "sorted[quorums.n() - quorums.weak()]"),
        BrokenEngine.of(
                "CERTIFIED is claimed without a certificate", "section 3", Schedule.CALM, 1, GRADES)
            .edit(
                "engine.ordering.Agreement",
                "entry.slot().isAfter(certified) ? Grade.SPECULATIVE : Grade.CERTIFIED",
                "Grade.CERTIFIED"),
        BrokenEngine.of(
                "COMMITTED is claimed for what is certified",
                "section 3",
                Schedule.AGREED,
                2,
                GRADES)
            .edit(
                "engine.execution.Replier",
                "if (!slot.isAfter(standing.committed())) {",
                "if (!slot.isAfter(standing.certified())) {"),
        BrokenEngine.of(
                "an older view's certificate counts as CERTIFIED",
                "R-LOCAL-COMMIT",
                Schedule.LONG_CHANGE,
                5,
                GRADES)
            .edit(
                "engine.ordering.LocalCommits",
                "if (!vote.view().equals(context.view)) {",
                "if (vote.view().compareTo(context.view) > 0) {"),
        BrokenEngine.of(
                "a checkpoint is signed before its slot is committed",
                "R-CHECKPOINT",
                Schedule.CALM,
                2,
                GRADES)
            .edit(
                "engine.checkpoint.OwnCheckpoints",
                "boolean committed = state != null && state.history().equals(commits.get(slot));",
                "boolean committed = state != null;"));
  }

  private static List<BrokenEngine> voting() {
    return List.of(
        BrokenEngine.of("votes have no floor", "R-VOTE", Schedule.DEAD_PRIMARY, 3, VOTES)
            .edit(
                "engine.ordering.Agreement",
                "    exchange(context.installed);\n",
                """
                    for (LogEntry e = context.log.entry(context.stable.next());
                        vote != null && e != null && e.slot().isBefore(context.installed);
                        e = context.log.entry(e.slot().next())) {
                      Vote lower = new Vote(context.view, e.slot(), e.history());
                      context.out.broadcast(new Prepare(context.signer.vote(lower)));
                    }
                    exchange(context.installed);
                """),
        BrokenEngine.of(
                "a frozen replica accepts and votes", "R-FROZEN", Schedule.LONG_CHANGE, 5, FROZEN)
            .edit(
                "engine.ordering.BackupCore",
                "if (view.equals(context.view) && context.isFrozen()) {",
                "if (view.equals(context.view) && context.isFrozen() && !(message instanceof"
                    + " OrderReq)) {")
            .edit(
                "engine.ordering.OrderIntake",
                "    if (context.isFrozen()) { // R-FROZEN\n      return;\n    }\n",
                ""),
        BrokenEngine.of(
                "a frozen replica acknowledges", "R-FROZEN", Schedule.LONG_CHANGE, 5, FROZEN)
            .edit(
                "engine.ordering.BackupCore",
                "    if (context.isFrozen()) { // R-FROZEN\n"
                    + "      context.ignore(m, \"frozen\");\n"
                    + "    } else {\n"
                    + "      parts.localCommits.onCertificate(client, m);\n"
                    + "    }\n",
                "    parts.localCommits.onCertificate(client, m);\n"),
        BrokenEngine.of(
                "a frozen replica reads stale state", "R-READ", Schedule.LONG_CHANGE, 5, READS)
            .edit(
                "engine.ordering.BackupCore",
                "    if (context.isFrozen()) { // R-FROZEN\n"
                    + "      context.ignore(new ClientMessage.Ask(request), \"frozen\");\n"
                    + "    } else if (context.answering) {",
                "    if (context.answering) {"));
  }
}
