package io.weevil.testkit.broken;

import static io.weevil.testkit.monitor.Invariant.ANSWERS;
import static io.weevil.testkit.monitor.Invariant.EQUAL_STATES;
import static io.weevil.testkit.monitor.Invariant.EXECUTED_IS_ACCEPTED;
import static io.weevil.testkit.monitor.Invariant.GRADES;
import static io.weevil.testkit.monitor.Invariant.LIVENESS;
import static io.weevil.testkit.monitor.Invariant.LOG_GROWS_IN_ORDER;
import static io.weevil.testkit.monitor.Invariant.NO_ALARM;
import static io.weevil.testkit.monitor.Invariant.NO_SLANDER;
import static io.weevil.testkit.monitor.Invariant.ONCE_AND_IN_ORDER;
import static io.weevil.testkit.monitor.Invariant.PROMISED_FIRST;
import static io.weevil.testkit.monitor.Invariant.READS;

import java.util.List;
import java.util.stream.Stream;

/** Engines that order, execute or answer wrongly, promise too early, or accuse wrongly. */
final class BrokenOrder {

  private BrokenOrder() {}

  static List<BrokenEngine> all() {
    return Stream.of(execution(), ordering(), promises(), clients(), evidence())
        .flatMap(List::stream)
        .toList();
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
                "    goTo(snapshots.newestUpTo(to));\n    snapshots.dropAfter(to);\n",
                "    ReplyCache kept = replies;\n"
                    + "    goTo(snapshots.newestUpTo(to));\n"
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
                Schedule.LOSSY,
                5,
                EXECUTED_IS_ACCEPTED,
                EQUAL_STATES,
                NO_ALARM)
            .edit(
                "engine.execution.ExecutionCore",
                "for (Request request : e.batch().requests()) {\n      executeOnce",
                "for (Request request : e.batch().requests().reversed()) {\n      executeOnce"));
  }

  private static List<BrokenEngine> ordering() {
    return List.of(
        BrokenEngine.of("clients have no order", "R-ACCEPT-4", Schedule.CALM, 3, ONCE_AND_IN_ORDER)
            .edit(
                "engine.ordering.ClientOrder",
                "return request.number() == last + 1 ? Place.NEXT : Place.EARLY;",
                "return Place.NEXT;")
            .edit(
                "engine.ordering.RequestPool",
                "for (Request r = requests.get(lacking); r != null; r = requests.get(lacking)) {\n"
                    + "        lacking++;\n",
                "for (Request r : List.copyOf(requests.tailMap(lacking).values())) {\n"
                    + "        lacking = r.number() + 1;\n")
            .edit(
                "engine.execution.ReplyCache",
                "return number == newest + 1 ? Turn.NEXT : Turn.TOO_EARLY;",
                "return Turn.NEXT;"),
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

  private static List<BrokenEngine> evidence() {
    return List.of(
        BrokenEngine.of(
                "headers of two views contradict each other",
                "R-EVIDENCE",
                Schedule.FOUR_VIEWS,
                5,
                NO_SLANDER)
            .edit(
                "engine.message.OrderHeader",
                "return view.equals(other.view) && slot",
                "return slot")
            .edit(
                "engine.client.HeaderWatch",
                "return new Place(header.view(), header.slot());",
                "return new Place(View.ZERO, header.slot());"));
  }
}
