package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a NEW-VIEW's log to a view that has begun here (R-INSTALL): gathers what is lacking, and
 * puts all in place at once.
 */
final class ViewEntry {

  /** What follows once the log and the executed state are those of the new view. */
  @FunctionalInterface
  interface Beginning {
    /**
     * @param common up to here the log is as it was
     * @param above what it goes on with
     * @param lost what it went on with before
     */
    void begin(RoleMessage.EnterView goal, Slot common, List<LogEntry> above, List<LogEntry> lost);
  }

  private final BackupContext context;
  private final LogReplacement replacement;
  private final EarlyMessages early;
  private final Beginning beginning;

  /** The new view whose log is being gathered, null while none is. */
  private @Nullable Installation installation;

  /** The last view of which it was said that it has started without this replica. */
  private View saidToHaveStarted = View.ZERO;

  ViewEntry(
      BackupContext context, LogReplacement replacement, EarlyMessages early, Beginning beginning) {
    this.context = context;
    this.replacement = replacement;
    this.early = early;
    this.beginning = beginning;
  }

  /** Never twice for one view, and only for what this replica is frozen for. */
  void enter(RoleMessage.EnterView goal) {
    if (goal.view().equals(context.target) && installation == null) {
      installation = new Installation(context, goal);
      proceed();
    }
  }

  void abandon() {
    if (installation != null) {
      installation.stop();
      installation = null;
    }
  }

  void onFetched(Fetched m) {
    if (installation == null || !installation.onFetched(m.batch())) {
      context.ignore(m, "not asked for");
    } else {
      proceed();
    }
  }

  void onTimer() {
    if (installation != null) {
      installation.onTimer();
      proceed();
    }
  }

  /** In one step, once everything is here; until then VIEW-CHANGEs show the old log. */
  void proceed() {
    if (installation == null || context.restoring || installation.isWaiting()) {
      return;
    }
    switch (installation.footing()) {
      case Installation.Footing.Common(Slot slot) -> install(installation, slot);
      case Installation.Footing.Below b -> installation.askState();
      case Installation.Footing.Overtaken o -> abandon();
    }
  }

  private void install(Installation complete, Slot common) {
    List<LogEntry> above = complete.entriesAbove(common);
    if (above == null) {
      complete.askBatches(common);
      return;
    }
    RoleMessage.EnterView goal = complete.goal();
    abandon();
    List<LogEntry> lost = replacement.install(common, above);
    replacement.rollBackState(goal.view(), common);
    beginning.begin(goal, common, above, lost);
  }

  /**
   * R-SUSPECT: a view that has started for the others is not suspected because this replica still
   * fetches what it begins with, be it a large state.
   */
  void noticeStart() {
    if (installation == null) {
      return;
    }
    RoleMessage.EnterView goal = installation.goal();
    if (!goal.view().equals(saidToHaveStarted) && hasStartedElsewhere(goal)) {
      saidToHaveStarted = goal.view();
      context.out.tell(new RoleMessage.ViewStarted(goal.view()));
    }
  }

  /** |G| is committed in the view, or more than G in this one or a later one. */
  private boolean hasStartedElsewhere(RoleMessage.EnterView goal) {
    return context.proven.isAfter(goal.end())
        || early.committers(goal.view(), goal.end()) >= context.quorums.certify();
  }
}
