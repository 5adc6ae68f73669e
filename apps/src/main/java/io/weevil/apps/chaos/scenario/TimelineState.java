package io.weevil.apps.chaos.scenario;

import io.weevil.apps.chaos.scenario.Action.Number;
import io.weevil.apps.chaos.scenario.Action.Whom;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a group at a point of a timeline before it is run. Who the primary will be is
 * not.
 */
final class TimelineState {

  /**
   * Why something cannot happen.
   *
   * @param path of the entry's setting that is wrong
   */
  record Problem(String path, String what, String remedy) {}

  private final int f;
  private final Set<String> rules = new HashSet<>();
  private final Set<Whom> paused = new HashSet<>();
  private final Set<Whom> dead = new HashSet<>();
  private int kills;

  TimelineState(int f) {
    this.f = f;
  }

  Optional<Problem> problemWith(Action action) {
    return switch (action) {
      case Action.Begin(RulePlan rule) when rules.contains(rule.name()) ->
          problem("rule.name", "a rule of this name is in force", "End it first, or rename one");
      case Action.End(String name) when !rules.contains(name) ->
          problem("end", "no rule of this name is in force", "Name one that has begun");
      case Action.Pause(Number whom) when paused.contains(whom) || dead.contains(whom) ->
          problem("replica", "it is paused or dead already", "Resume or restart it first");
      case Action.Kill(Number whom) when dead.contains(whom) ->
          problem("replica", "it is dead already", "Restart it first");
      case Action.Kill k when kills == f ->
          problem(
              "action",
              "more than f = "
                  + f
                  + " replicas are killed: who comes back is a learner, so the group would stop for"
                  + " good",
              "Pause it instead, or raise group.faults");
      case Action.Resume(Whom whom) when !mayBeIn(paused, whom) ->
          problem("replica", "it is not paused", "Pause it first");
      case Action.Restart(Whom whom) when !mayBeIn(dead, whom) ->
          problem("replica", "it was not killed", "Kill it first");
      case Action.Begin b -> Optional.empty();
      case Action.End e -> Optional.empty();
      case Action.Pause p -> Optional.empty();
      case Action.Kill k -> Optional.empty();
      case Action.Resume r -> Optional.empty();
      case Action.Restart r -> Optional.empty();
    };
  }

  private static Optional<Problem> problem(String path, String what, String remedy) {
    return Optional.of(new Problem(path, what, remedy));
  }

  private static boolean mayBeIn(Set<Whom> set, Whom whom) {
    boolean somebody = !set.isEmpty() && !(whom instanceof Number);
    return somebody || set.contains(whom) || set.contains(Action.Word.PRIMARY);
  }

  void apply(Action action) {
    switch (action) {
      case Action.Begin(RulePlan rule) -> rules.add(rule.name());
      case Action.End(String name) -> rules.remove(name);
      case Action.Pause(Whom whom) -> paused.add(whom);
      case Action.Resume(Whom whom) -> remove(paused, whom);
      case Action.Kill(Whom whom) -> {
        kills++;
        paused.remove(whom);
        dead.add(whom);
      }
      case Action.Restart(Whom whom) -> remove(dead, whom);
    }
  }

  private static void remove(Set<Whom> set, Whom whom) {
    if (whom instanceof Number) {
      set.remove(whom);
    } else {
      set.clear();
    }
  }
}
