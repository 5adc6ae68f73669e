package io.weevil.apps.chaos.scenario;

import io.weevil.actors.configuration.ConfigReader;
import io.weevil.apps.chaos.scenario.Action.Number;
import io.weevil.apps.chaos.scenario.Action.Whom;
import io.weevil.apps.chaos.scenario.Action.Word;
import io.weevil.apps.chaos.scenario.Scenario.Step;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what happens when, and finds what cannot happen. */
final class TimelineParser {

  private static final Set<String> KNOWN = Set.of("at", "action", "replica", "rule", "end");

  private enum Signal {
    PAUSE(Word.PRIMARY),
    RESUME(Word.PAUSED),
    KILL(Word.PRIMARY),
    RESTART(Word.KILLED);

    /** That may stand in place of a number. */
    private final Word word;

    Signal(Word word) {
      this.word = word;
    }

    Action to(Whom whom) {
      return switch (this) {
        case PAUSE -> new Action.Pause(whom);
        case RESUME -> new Action.Resume(whom);
        case KILL -> new Action.Kill(whom);
        case RESTART -> new Action.Restart(whom);
      };
    }
  }

  private final Duration duration;
  private final int replicas;
  private final int clients;
  private final long seed;
  private final TimelineState state;
  private final List<Step> steps = new ArrayList<>();

  private TimelineParser(Duration duration, Quorums quorums, int clients, long seed) {
    this.duration = duration;
    this.replicas = quorums.n();
    this.clients = clients;
    this.seed = seed;
    this.state = new TimelineState(quorums.f());
  }

  static List<Step> parse(
      List<ConfigReader> entries, Duration duration, Quorums quorums, int clients, long seed) {
    TimelineParser parser = new TimelineParser(duration, quorums, clients, seed);
    entries.forEach(parser::add);
    return parser.steps;
  }

  private void add(ConfigReader entry) {
    int before = entry.count();
    entry.requireKnown(KNOWN);
    Duration at = at(entry);
    Optional<Action> action = action(entry);
    if (action.isPresent() && entry.count() == before) {
      state.problemWith(action.get()).ifPresent(p -> entry.reject(p.path(), p.what(), p.remedy()));
      state.apply(action.get());
      steps.add(new Step(at, action.get()));
    }
  }

  private Duration at(ConfigReader entry) {
    Duration at = entry.duration("at", Duration.ZERO, duration);
    Duration last = steps.isEmpty() ? Duration.ZERO : steps.get(steps.size() - 1).at();
    if (at.compareTo(last) < 0) {
      entry.reject("at", "it lies before the entry before it", "Write the timeline in order");
    }
    return at;
  }

  private Optional<Action> action(ConfigReader entry) {
    List<String> found = Stream.of("action", "rule", "end").filter(entry::isSet).toList();
    if (found.size() != 1) {
      entry.reject(
          found.isEmpty() ? "action" : found.get(1),
          found.isEmpty() ? "nothing happens" : "two things at once",
          "Write one of action, rule and end in each entry");
      return Optional.empty();
    }
    if (!found.get(0).equals("action") && entry.isSet("replica")) {
      entry.reject("replica", "only an action has a replica", "Remove it");
    }
    return switch (found.get(0)) {
      case "rule" -> rule(entry);
      case "end" -> Optional.of(new Action.End(entry.text("end", "Name the rule that ends")));
      default -> signal(entry);
    };
  }

  private Optional<Action> rule(ConfigReader entry) {
    if (!entry.requireSection("rule")) {
      return Optional.empty();
    }
    // Each rule draws from a stream of its own.
    long own = seed * 1_000 + steps.size() + 1;
    return RuleParser.parse(entry.section("rule"), replicas, clients, own).map(Action.Begin::new);
  }

  private Optional<Action> signal(ConfigReader entry) {
    int before = entry.count();
    Signal signal = entry.oneOf("action", Signal.class);
    String word = signal.word.name().toLowerCase(Locale.ROOT);
    String remedy = "Name a replica, 0 … " + (replicas - 1) + ", or " + word;
    String text = entry.text("replica", remedy);
    if (entry.count() > before) {
      return Optional.empty();
    }
    if (text.equals(word)) {
      return Optional.of(signal.to(signal.word));
    }
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) >= replicas) {
      entry.reject("replica", "there is no such replica", remedy);
      return Optional.empty();
    }
    return Optional.of(signal.to(new Number(Integer.parseInt(text))));
  }
}
