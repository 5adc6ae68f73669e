package io.weevil.apps.chaos.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.apps.chaos.link.LinkEffect;
import io.weevil.apps.chaos.scenario.Scenario.Load;
import io.weevil.apps.chaos.scenario.Scenario.Shape;
import io.weevil.apps.chaos.scenario.Scenario.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scenario in slow motion, for a machine that has better things to do: its times, the timers of
 * nodes and clients, and what it expects of time are all stretched alike, and the load thinned, so
 * that a busy machine does to it what an idle one does to the original.
 */
public final class SlowMotion {

  private static final List<String> TIMERS =
      List.of(
          "weevil.replica.timers.request",
          "weevil.replica.timers.hole",
          "weevil.replica.timers.vote-exchange",
          "weevil.replica.timers.new-view",
          "weevil.replica.timers.status-period",
          "weevil.replica.timers.silent-after",
          "weevil.client.timers.fast-path-min",
          "weevil.client.timers.fast-path-max",
          "weevil.client.timers.retransmission-first",
          "weevil.client.timers.retransmission-min",
          "weevil.client.timers.retransmission-max",
          "weevil.client.timers.introduction");

  private final int factor;

  private SlowMotion(int factor) {
    this.factor = factor;
  }

  /**
   * @param factor how many times slower; at least 1
   */
  public static Scenario of(Scenario scenario, int factor) {
    return factor == 1 ? scenario : new SlowMotion(factor).slowed(scenario);
  }

  private Scenario slowed(Scenario scenario) {
    return new Scenario(
        scenario.name(),
        scenario.comment() + " (Run " + factor + " times slower than written.)",
        "# Run with --slower " + factor + ".\n" + scenario.text(),
        scenario.seed(),
        slowed(scenario.duration()),
        slowed(scenario.group()),
        slowed(scenario.load()),
        scenario.timeline().stream().map(this::slowed).toList(),
        slowed(scenario.expect()));
  }

  private Duration slowed(Duration time) {
    return time.multipliedBy(factor);
  }

  private Shape slowed(Shape group) {
    Config settings =
        ConfigFactory.parseMap(group.settings())
            .withFallback(ConfigFactory.defaultReference(WeevilSettings.class.getClassLoader()));
    Map<String, String> slow = new TreeMap<>(group.settings());
    for (String timer : TIMERS) {
      slow.put(timer, slowed(settings.getDuration(timer)).toMillis() + "ms");
    }
    return new Shape(group.quorums(), group.authentication(), slow);
  }

  private Load slowed(Load load) {
    return new Load(
        load.clients(),
        load.callers(),
        load.keys(),
        load.readShare(),
        load.operation(),
        Math.ceilDiv(load.rate(), factor),
        load.valueSize(),
        slowed(load.deadline()));
  }

  private Step slowed(Step step) {
    Action action =
        step.action() instanceof Action.Begin(RulePlan rule)
            ? new Action.Begin(slowed(rule))
            : step.action();
    return new Step(slowed(step.at()), action);
  }

  private RulePlan slowed(RulePlan rule) {
    return new RulePlan(
        rule.name(),
        rule.seed(),
        rule.kinds(),
        rule.from(),
        rule.to(),
        rule.partition(),
        rule.effects().stream().map(this::slowed).toList());
  }

  private LinkEffect slowed(LinkEffect effect) {
    return switch (effect) {
      case LinkEffect.Delay(Duration fixed, Duration jitter) ->
          new LinkEffect.Delay(slowed(fixed), slowed(jitter));
      case LinkEffect.Reorder(double rate, Duration within) ->
          new LinkEffect.Reorder(rate, slowed(within));
      case LinkEffect.Throttle(int bytesPerSecond) ->
          new LinkEffect.Throttle(Math.ceilDiv(bytesPerSecond, factor));
      case LinkEffect.Partition p -> p;
      case LinkEffect.Drop d -> d;
      case LinkEffect.Corrupt c -> c;
      case LinkEffect.Duplicate d -> d;
    };
  }

  private Expectations slowed(Expectations expect) {
    return new Expectations(
        slowed(expect.callsEndWithin()),
        expect.minViewChanges(),
        expect.maxViewChanges(),
        expect.maxUnknown(),
        expect.minAnswered(),
        expect.minSpeculativeShare(),
        expect.tracks(),
        expect.learners());
  }
}
