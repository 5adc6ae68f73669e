package io.weevil.testkit.broken;

import static io.weevil.testkit.monitor.Invariant.ANSWERS;
import static io.weevil.testkit.monitor.Invariant.COMMITS_STAY;
import static io.weevil.testkit.monitor.Invariant.EQUAL_STATES;
import static io.weevil.testkit.monitor.Invariant.EXECUTED_IS_ACCEPTED;
import static io.weevil.testkit.monitor.Invariant.FROZEN;
import static io.weevil.testkit.monitor.Invariant.GRADES;
import static io.weevil.testkit.monitor.Invariant.LIVENESS;
import static io.weevil.testkit.monitor.Invariant.LOG_GROWS_IN_ORDER;
import static io.weevil.testkit.monitor.Invariant.NO_ALARM;
import static io.weevil.testkit.monitor.Invariant.ONCE_AND_IN_ORDER;
import static io.weevil.testkit.monitor.Invariant.PROMISED_FIRST;
import static io.weevil.testkit.monitor.Invariant.READS;
import static io.weevil.testkit.monitor.Invariant.REPORTS;
import static io.weevil.testkit.monitor.Invariant.SELECTION;
import static io.weevil.testkit.monitor.Invariant.VOTES;

import java.util.List;
import java.util.stream.Stream;

/** Every engine that the monitors must find out. */
final class BrokenEngines {

  private BrokenEngines() {}

  static List<BrokenEngine> all() {
    return Stream.of(
            counting(), voting(), viewChange(), execution(), ordering(), promises(), clients())
        .flatMap(List::stream)
        .toList();
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

  private static List<BrokenEngine> viewChange() {
    return List.of(
        BrokenEngine.of(
                "any certificate beats support",
                "R-SELECT-5",
                Schedule.OLD_CERTIFICATE,
                1,
                SELECTION,
                COMMITS_STAY,
                NO_ALARM)
            .edit(
                "engine.viewchange.NewViewRule",
                "overruling.conflictsWith(certified.covered()) ||"
                    + " certified.covered().isPrefixOf(longest)",
                "certified.covered().isPrefixOf(longest)"),
        BrokenEngine.of(
                "any support beats a certificate",
                "R-SELECT-5",
                Schedule.OLD_SPECULATION,
                1,
                SELECTION,
                COMMITS_STAY,
                NO_ALARM)
            .edit(
                "engine.viewchange.NewViewRule",
                "overruling.conflictsWith(certified.covered()) || certified",
                "longest.conflictsWith(certified.covered()) || certified"),
        BrokenEngine.of(
                "certificates are not looked at",
                "R-SELECT-2",
                Schedule.OLD_SPECULATION,
                1,
                SELECTION,
                COMMITS_STAY,
                NO_ALARM)
            .edit(
                "engine.viewchange.NewViewRule",
                "rule.choose(rule.greatestCertified(shown))",
                "rule.choose(null)"),
        BrokenEngine.of(
                "a support view that ties with the certificate's overrules it",
                "R-SELECT-4",
                Schedule.OLD_SPECULATION,
                1,
                SELECTION,
                COMMITS_STAY,
                NO_ALARM)
            .edit(
                "engine.viewchange.NewViewRule",
                "supportView(next).compareTo(certified.view()) > 0",
                "supportView(next).compareTo(certified.view()) >= 0")
            .edit("engine.viewchange.NewViewRule", ".skip(quorums.support() - 1L)", ".skip(0)"),
        BrokenEngine.of(
                "support is lowered by one",
                "R-SELECT-3",
                Schedule.OLD_CERTIFICATE,
                2,
                SELECTION,
                COMMITS_STAY,
                NO_ALARM)
            .edit(
                "engine.viewchange.NewViewRule",
                "1, Integer::sum) >= quorums.support()",
                "1, Integer::sum) >= quorums.support() - 1")
            .edit(
                "engine.viewchange.NewViewRule",
                ".skip(quorums.support() - 1L)",
                ".skip(quorums.support() - 2L)"),
        BrokenEngine.of(
                "a VIEW-CHANGE hides the certificate",
                "R-VIEW-CHANGE",
                Schedule.DEAD_PRIMARY,
                3,
                REPORTS)
            .edit("engine.ordering.BackupContext", "certificate.above(base, history, log)", "null"),
        BrokenEngine.of(
                "a VIEW-CHANGE hides the log", "R-VIEW-CHANGE", Schedule.DEAD_PRIMARY, 3, REPORTS)
            .edit(
                "engine.ordering.BackupContext",
                "reaches ? HeldCertificate.batches(log, base, log.last()) : List.of()",
                "List.of()"),
        BrokenEngine.of(
                "lv is raised before the log is complete",
                "R-INSTALL",
                Schedule.LONG_CHANGE,
                5,
                REPORTS)
            .edit(
                "engine.ordering.BackupContext",
                "        proof,\n        view,\n",
                "        proof,\n        target == null ? view : new View(target.number() - 1),\n"),
        BrokenEngine.of(
                "a request timer is stopped by execution, not by commit",
                "R-CLIENT-4",
                Schedule.SLOW_COMMITS,
                3,
                LIVENESS)
            .edit(
                "engine.ordering.RequestWatch",
                "      uncommitted.add(OperationId.of(request));\n      held.onTaken(request);\n",
                "      unwatch(OperationId.of(request));\n      held.onTaken(request);\n"),
        BrokenEngine.of(
                "nobody suspects a primary that is late",
                "R-SUSPECT",
                Schedule.DEAD_PRIMARY,
                1,
                LIVENESS)
            .edit(
                "engine.ordering.BackupContext",
                "    if (!leads() && !isOwnDelay(cause)) {\n"
                    + "      out.tell(new Suspect(view, cause));",
                "    if (cause instanceof Suspicion.PrimaryFaulty) {\n"
                    + "      out.tell(new Suspect(view, cause));"));
  }

  private static List<BrokenEngine> execution() {
    return List.of(
        BrokenEngine.of("the reply cache forgets", "R-CLIENT", Schedule.LOSSY, 3, LIVENESS)
            .edit("engine.execution.ReplyCache", "longer.size() > window ?", "longer.size() > 1 ?"),
        BrokenEngine.of(
                "rollback keeps the reply cache",
                "R-INSTALL",
                Schedule.LYING_PRIMARY,
                5,
                EXECUTED_IS_ACCEPTED,
                EQUAL_STATES,
                NO_ALARM)
            .edit(
                "engine.execution.ExecutionCore",
                "    goTo(snapshot);\n    snapshots.dropAfter(to);\n",
                "    ReplyCache kept = replies;\n"
                    + "    goTo(snapshot);\n"
                    + "    replies = kept;\n"
                    + "    snapshots.dropAfter(to);\n"),
        BrokenEngine.of(
                "rollback keeps the service's state",
                "R-INSTALL",
                Schedule.LYING_PRIMARY,
                5,
                EXECUTED_IS_ACCEPTED)
            .edit(
                "engine.execution.ExecutionCore",
                "    service.restore(snapshot.application());\n",
                ""),
        BrokenEngine.of("a read overtakes execution", "R-READ", Schedule.AGREED, 5, READS)
            .edit(
                "engine.ordering.Agreement",
                "    tellStanding();\n    dispatch();\n    countCommits();\n",
                "    tellStanding();\n    countCommits();\n")
            .edit(
                "engine.ordering.Agreement",
                "return Slot.max(context.installed, certified);",
                "return Slot.ZERO;"),
        BrokenEngine.of(
                "the state holds the replica's own time",
                "R-CHECKPOINT",
                Schedule.CALM,
                2,
                EQUAL_STATES)
            .edit(
                "engine.execution.ExecutionCore",
                "      case Execute e -> onExecute(e);\n",
                "      case Execute e -> {\n"
                    + "        timestamp = Timestamp.max(timestamp, now);\n"
                    + "        onExecute(e);\n"
                    + "      }\n"),
        BrokenEngine.of(
                "a batch is executed in another order",
                "R-SPECULATE",
                Schedule.AGREED,
                5,
                EXECUTED_IS_ACCEPTED,
                EQUAL_STATES,
                NO_ALARM)
            .edit(
                "engine.execution.ExecutionCore",
                "for (Request request : e.batch().requests()) {",
                "for (Request request : e.batch().requests().reversed()) {"));
  }

  private static List<BrokenEngine> ordering() {
    return List.of(
        BrokenEngine.of(
                "a request is ordered twice", "R-ACCEPT-4", Schedule.LOSSY, 3, ONCE_AND_IN_ORDER)
            .edit(
                "engine.ordering.ClientOrder",
                "if (request.number() <= last) {",
                "if (request.number() < last) {")
            .edit(
                "engine.ordering.ClientOrder",
                "return request.number() == last + 1 ? Place.NEXT : Place.EARLY;",
                "return request.number() <= last + 1 ? Place.NEXT : Place.EARLY;"),
        BrokenEngine.of(
                "the window has no end", "R-ORDER", Schedule.NO_COMMITS, 2, LOG_GROWS_IN_ORDER)
            .edit(
                "engine.ordering.PrimaryCore",
                "stable.plus(group.limits().window())",
                "stable.plus(1_000)")
            .edit(
                "engine.ordering.BackupContext",
                "Slot.max(stable, proven).plus(group.limits().window())",
                "Slot.max(stable, proven).plus(1_000)"),
        BrokenEngine.of(
                "a forked history is accepted",
                "R-ACCEPT-3",
                Schedule.LYING_PRIMARY,
                5,
                LOG_GROWS_IN_ORDER)
            .edit(
                "engine.ordering.Acceptance",
                "    if (!history.equals(orderReq.header().header().history())) { // R-ACCEPT-3\n"
                    + "      return new Verdict.Forked();\n"
                    + "    }\n",
                ""));
  }

  private static List<BrokenEngine> promises() {
    return List.of(
        BrokenEngine.of(
                "a header leaves before it is stored",
                "R-DURABLE",
                Schedule.CALM,
                1,
                PROMISED_FIRST)
            .edit(
                "engine.ordering.PrimaryCore",
                "    out.persist(new Promise.HeaderSigned(header, batch)); // R-DURABLE\n",
                ""),
        BrokenEngine.of(
                "a certificate is acknowledged before it is stored",
                "R-DURABLE",
                Schedule.AGREED,
                1,
                GRADES)
            .edit(
                "engine.ordering.Agreement",
                "      context.out.persist(new Promise.CertificateAcknowledged(certificate)); //"
                    + " R-DURABLE\n",
                ""),
        BrokenEngine.of(
                "a VIEW-CHANGE leaves before it is stored",
                "R-DURABLE",
                Schedule.DEAD_PRIMARY,
                1,
                PROMISED_FIRST)
            .edit(
                "engine.viewchange.ViewChangeCore",
                "    out.persist(new Promise.ViewChangeSigned(own)); // R-DURABLE\n",
                ""));
  }

  private static List<BrokenEngine> clients() {
    return List.of(
        BrokenEngine.of(
                "a client takes a certificate's number of speculative replies",
                "R-CLIENT-1",
                Schedule.CUT_OFF,
                2,
                ANSWERS)
            .edit(
                "engine.client.ReplyQuorum",
                ">= quorums.fast()\n        ? Grade.SPECULATIVE",
                ">= quorums.certify()\n        ? Grade.SPECULATIVE"),
        BrokenEngine.of(
                "a client counts speculative replies as CERTIFIED",
                "R-CLIENT-3",
                Schedule.CUT_OFF,
                2,
                ANSWERS)
            .edit(
                "engine.client.ReplyQuorum",
                "      count += heard.hasCertified(statement, localCommitsCount) ? 1 : 0;",
                "      count += heard.hasStated(statement) ? 1 : 0;"));
  }
}
