package io.weevil.apps.chaos.verdict;

import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.scenario.Expectations;
import java.util.List;
import java.util.Locale;

/** Checks a recording. Safety is always expected; the rest is what the scenario says. */
public final class Judge {

  private Judge() {}

  public static ChaosVerdict judge(Recording recording) {
    return new ChaosVerdict(
        List.of(
            HistoryChecks.linearizable(recording),
            HistoryChecks.writesAreReadable(recording),
            GroupChecks.statesAreEqual(recording),
            GroupChecks.noEvidence(recording),
            GroupChecks.noAlarm(recording),
            HistoryChecks.endInTime(recording),
            HistoryChecks.outcomes(recording),
            answers(recording),
            GroupChecks.viewChanges(recording),
            GroupChecks.tracks(recording),
            GroupChecks.learners(recording),
            GroupChecks.rulesMattered(recording)));
  }

  private static Check answers(Recording recording) {
    Expectations expect = recording.scenario().expect();
    Numbers numbers = Numbers.of(recording);
    boolean holds =
        numbers.answered() >= expect.minAnswered()
            && numbers.speculativeShare() >= expect.minSpeculativeShare();
    return Check.that(
        holds,
        "enough calls are answered, and fast enough",
        String.format(
            Locale.ROOT,
            "%d answered (at least %d), %.0f %% of them in one round trip (at least %.0f %%)",
            numbers.answered(),
            expect.minAnswered(),
            numbers.speculativeShare() * 100,
            expect.minSpeculativeShare() * 100));
  }
}
