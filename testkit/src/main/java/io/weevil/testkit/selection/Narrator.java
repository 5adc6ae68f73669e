package io.weevil.testkit.selection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Tells a violation as a schedule, view by view. The Byzantine replicas are the first; they vote
 * for every log in every view.
 */
final class Narrator {

  /** How a NEW-VIEW with a given log is made at the end of a view. */
  interface Sets {
    NewViewSet setFor(int log, EndOfView end);
  }

  private final SearchSpace space;
  private final LogTree logs;
  private final ReplicaStates states;
  private final Sets sets;
  private final List<String> lines = new ArrayList<>();

  /** By position among the current state's replicas, the replica's index in the group. */
  private int[] names;

  private Narrator(SearchSpace space, Sets sets) {
    this.space = space;
    this.logs = space.logs;
    this.states = space.states;
    this.sets = sets;
    int f = space.instance.quorums().f();
    this.names = IntStream.range(f, space.instance.quorums().n()).toArray();
  }

  static String tell(SearchSpace space, Violation violation, Sets sets) {
    Narrator narrator = new Narrator(space, sets);
    narrator.tellSteps(violation.end());
    narrator.tellEnd(violation);
    return String.join(System.lineSeparator(), narrator.lines);
  }

  private void tellSteps(EndOfView end) {
    Deque<Step> steps = new ArrayDeque<>();
    for (Step step = end.step(); step != null; step = step.before().step()) {
      steps.push(step);
    }
    for (Step step : steps) {
      switch (step) {
        case Step.Acted acted -> tellView(acted);
        case Step.Learnt learnt -> tellLearning(learnt);
      }
      rename(step.after());
    }
  }

  /** States keep their replicas sorted. */
  private void rename(int[] after) {
    names =
        IntStream.range(0, after.length)
            .boxed()
            .sorted(Comparator.comparing(position -> after[position]))
            .mapToInt(position -> names[position])
            .toArray();
  }

  private void tellView(Step.Acted step) {
    if (step.view() > 0) {
      tellNewViews(step);
    }
    lines.add("View %d:".formatted(step.view()));
    for (int position : byName()) {
      add(move(position, step));
    }
    tellCommits("on the fast path", step.fast());
    tellCommits("by certificates", step.slow());
  }

  private void tellNewViews(Step.Acted step) {
    TreeSet<Integer> installed = new TreeSet<>();
    for (Move move : step.moves()) {
      if (move.takesPart()) {
        installed.add(move.installed());
      }
    }
    for (int log : installed) {
      tellNewView(step.view(), log, sets.setFor(log, step.before()));
    }
  }

  private void tellNewView(int view, int log, NewViewSet set) {
    lines.add("NEW-VIEW(%d) with the log %s is made of".formatted(view, logs.name(log)));
    for (int i = 0; i < set.shown().length; i++) {
      boolean correct = i < set.senders().length;
      int name = correct ? names[set.senders()[i]] : i - set.senders().length;
      add("r%d%s: %s".formatted(name, correct ? "" : ", Byzantine", shown(set.shown()[i])));
    }
  }

  private String shown(int shown) {
    int base = space.shownLogs.base(shown);
    String checkpoint =
        base == LogTree.EMPTY ? "" : ", the stable checkpoint of " + logs.name(base);
    return "lv %d, the log %s, %s%s"
        .formatted(
            space.shownLogs.logView(shown),
            logs.name(space.shownLogs.log(shown)),
            certificate(space.shownLogs.certificate(shown)),
            checkpoint);
  }

  private String certificate(int certificate) {
    return certificate == ReplicaStates.NO_CERTIFICATE
        ? "no certificate"
        : "a certificate of view %d for %s"
            .formatted(
                states.certificateView(certificate), logs.name(states.certified(certificate)));
  }

  private int[] byName() {
    return IntStream.range(0, names.length)
        .boxed()
        .sorted(Comparator.comparing(position -> names[position]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private String move(int position, Step.Acted step) {
    Move move = step.moves().get(position);
    StringBuilder words = new StringBuilder("r").append(names[position]);
    if (!move.takesPart()) {
      words.append(" does not take part");
    } else if (step.view() == 0) {
      words.append(" accepts ").append(logs.name(move.accepted()));
    } else {
      words.append(" installs ").append(logs.name(move.installed()));
      words.append(" and accepts ").append(logs.name(move.accepted()));
    }
    int certificate = states.certificate(step.after()[position]);
    if (certificate != states.certificate(move.state())) {
      words.append("; holds ").append(certificate(certificate));
    }
    return words.append(move.note().isEmpty() ? "" : "; " + move.note()).toString();
  }

  private void tellCommits(String grade, long committed) {
    if (committed != 0) {
      add("Committed %s: %s.".formatted(grade, logs.names(committed)));
    }
  }

  private void tellLearning(Step.Learnt step) {
    lines.add("Aside:");
    for (int position : byName()) {
      int before = step.before().replicas()[position];
      int after = step.after()[position];
      if (states.log(after) != states.log(before)) {
        add(
            "r%d learns the stable checkpoint of %s, and that is its log now"
                .formatted(names[position], logs.name(states.log(after))));
      }
      if (states.certificate(after) != states.certificate(before)) {
        String certificate = certificate(states.certificate(after));
        add("r%d, frozen, keeps %s".formatted(names[position], certificate));
      }
    }
  }

  private void tellEnd(Violation violation) {
    NewViewSet set = violation.newView();
    String lost = logs.name(violation.lost());
    if (set == null) {
      lines.add("Both %s and %s are committed.".formatted(lost, logs.name(violation.against())));
      return;
    }
    int view = violation.end().certifiable().length;
    tellNewView(view, violation.against(), set);
    lines.add("Lost: %s, which was committed.".formatted(lost));
  }

  private void add(String line) {
    lines.add("  " + line);
  }
}
