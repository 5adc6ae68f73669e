package io.weevil.testkit.selection;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a search did and found.
 *
 * @param views what was seen at the end of each view, in order
 * @param selections how many sets of VIEW-CHANGEs were put to the rule: different ones, where they
 *     are few enough to be remembered
 * @param violations how many states violate an invariant
 * @param schedule the shortest way to a violation that was found, in words; null for none
 */
public record Outcome(
    List<Visited> views, long selections, long violations, @Nullable String schedule) {

  /**
   * At the end of one view.
   *
   * @param states of replicas that are told apart, one for each way they come about
   * @param classes of states that the future cannot tell apart; 0 where states were drawn at random
   */
  public record Visited(long states, long classes) {}

  public Outcome {
    views = List.copyOf(views);
  }

  /** Over all views. */
  public long states() {
    return views.stream().mapToLong(Visited::states).sum();
  }

  /** Over all views. */
  public long classes() {
    return views.stream().mapToLong(Visited::classes).sum();
  }

  /** For people, several lines. */
  public String inWords() {
    StringBuilder words = new StringBuilder();
    for (int view = 0; view < views.size(); view++) {
      words.append("view %d: %s%n".formatted(view, inWords(views.get(view))));
    }
    Visited all = new Visited(states(), classes());
    words.append(
        String.format(
            Locale.ROOT,
            "in all: %s; %,d selections, %,d violations%n",
            inWords(all),
            selections,
            violations));
    return schedule == null ? words.toString() : words + System.lineSeparator() + schedule;
  }

  private static String inWords(Visited visited) {
    return visited.classes() == 0
        ? String.format(Locale.ROOT, "%,d random states", visited.states())
        : String.format(
            Locale.ROOT, "%,d states in %,d classes", visited.states(), visited.classes());
  }
}
