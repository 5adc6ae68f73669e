package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Deed;
import io.weevil.apps.chaos.recording.Recording.Fault;
import io.weevil.apps.chaos.recording.Recording.NodeLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Something that happened.
 *
 * @param look a CSS class
 * @param who a replica, or the runner
 */
record EventRow(long time, String look, String who, String what) {

  /** What a node prints as often as it likes. */
  private static final List<String> LEFT_OUT = List.of("chaos:", "ready", "fetching the state");

  /** What was done and what nodes said about it, in order of time. */
  static List<EventRow> of(Recording recording) {
    List<EventRow> rows = new ArrayList<>();
    for (Fault fault : recording.faults()) {
      rows.addAll(of(fault));
    }
    for (NodeLine line : recording.lines()) {
      if (line.time() >= 0 && LEFT_OUT.stream().noneMatch(line.text()::startsWith)) {
        rows.add(new EventRow(line.time(), "said", "r" + line.replica(), line.text()));
      }
    }
    rows.sort(Comparator.comparingLong(EventRow::time));
    return rows;
  }

  private static List<EventRow> of(Fault fault) {
    boolean lasts = fault.deed() == Deed.RULE || fault.deed() == Deed.PAUSE;
    String what =
        fault.deed() == Deed.RULE ? "rule " + fault.name() + ": " + fault.what() : fault.what();
    EventRow begin = new EventRow(fault.from(), "done", "runner", what);
    String end =
        fault.deed() == Deed.RULE
            ? "rule " + fault.name() + " ends"
            : "replica " + fault.name() + " goes on";
    return lasts ? List.of(begin, new EventRow(fault.to(), "done", "runner", end)) : List.of(begin);
  }
}
