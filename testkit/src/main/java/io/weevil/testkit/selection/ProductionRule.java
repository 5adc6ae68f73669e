package io.weevil.testkit.selection;

import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.viewchange.NewViewRule;
import io.weevil.engine.viewchange.NewViewRule.Shown;
import java.util.ArrayList;
import java.util.List;

/** The rule that replicas run. */
final class ProductionRule implements SelectionRule {

  private final Quorums quorums;
  private final LogTree logs;
  private final ShownLogs shownLogs;

  ProductionRule(Quorums quorums, LogTree logs, ShownLogs shownLogs) {
    this.quorums = quorums;
    this.logs = logs;
    this.shownLogs = shownLogs;
  }

  @Override
  public int select(int[] shown) {
    List<Shown> set = new ArrayList<>(shown.length);
    for (int each : shown) {
      set.add(shownLogs.production(each));
    }
    return logs.withHistory(NewViewRule.select(quorums, set).log().history());
  }
}
