package io.weevil.testkit.selection;

import io.weevil.engine.quorum.Quorums;

/** The parts of one search, wired. */
final class SearchSpace {

  final Instance instance;
  final Mutant mutant;
  final LogTree logs;
  final ReplicaStates states;
  final ShownLogs shownLogs;
  final Selections selections;
  final Moves moves;
  final ViewModel model;
  final Aside aside;
  final NewViews newViews;

  SearchSpace(Instance instance, Mutant mutant) {
    Quorums quorums = instance.quorums();
    this.instance = instance;
    this.mutant = mutant;
    this.logs = new LogTree(instance.slots(), instance.values());
    this.states = new ReplicaStates(logs, instance.views());
    this.shownLogs = new ShownLogs(logs, states);
    this.selections = selections(quorums);
    this.moves = new Moves(mutant, logs, states);
    this.model = new ViewModel(instance, mutant, logs, states);
    this.aside = new Aside(mutant, logs, states);
    this.newViews = new NewViews(quorums, mutant, logs, states, shownLogs, selections);
  }

  private Selections selections(Quorums quorums) {
    SelectionRule production = new ProductionRule(quorums, logs, shownLogs);
    SelectionRule restated = new RestatedRule(Mutant.NONE, quorums, logs, states, shownLogs);
    SelectionRule broken =
        mutant.isOfTheRule() ? new RestatedRule(mutant, quorums, logs, states, shownLogs) : null;
    int numbers = shownLogs.shown(states.state(instance.views(), 0, 0), 0);
    return new Selections(
        production, restated, broken, shownLogs::certificatesAgree, quorums.viewChange(), numbers);
  }
}
