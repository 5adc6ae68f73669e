package io.weevil.testkit.broken;

import static io.weevil.testkit.monitor.Invariant.COMMITS_STAY;
import static io.weevil.testkit.monitor.Invariant.LIVENESS;
import static io.weevil.testkit.monitor.Invariant.NO_ALARM;
import static io.weevil.testkit.monitor.Invariant.REPORTS;
import static io.weevil.testkit.monitor.Invariant.SELECTION;

import java.util.List;

/** Engines that end a view wrongly, or begin one. */
final class BrokenViewChange {

  private BrokenViewChange() {}

  static List<BrokenEngine> all() {
    return List.of(
        BrokenEngine.of(
                "NO-CONFIDENCE is never resent", "R-STATUS", Schedule.DEAF_START, 1, LIVENESS)
            .edit(
                "engine.viewchange.ViewChangeCore",
                "    if (ownSuspicion != null\n        && ownSuspicion.view().equals(target)\n",
                "    if (false\n"
                    + "        && ownSuspicion != null\n"
                    + "        && ownSuspicion.view().equals(target)\n"),
        BrokenEngine.of(
                "a batch is dropped at rollback", "R-HOLE", Schedule.LATE_CERTIFICATE, 2, LIVENESS)
            .edit("engine.ordering.LogReplacement", "    context.shelf.keep(lost);\n", ""),
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
}
