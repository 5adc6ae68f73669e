package io.weevil.apps.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.InvalidConfigurationException;
import io.weevil.apps.chaos.link.LinkEffect;
import io.weevil.apps.chaos.link.LinkEnd;
import io.weevil.apps.chaos.link.LinkRule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.Track;
import io.weevil.engine.quorum.Quorums;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioParserTest {

  private static final String LEAST = "chaos { seed = 1, duration = 10s, %s }";

  private @TempDir Path folder;

  private static Scenario parse(String more) {
    String text = LEAST.formatted(more);
    return ScenarioParser.parse("a", "It shows a.", text, ConfigFactory.parseString(text));
  }

  @Test
  void whatIsNotSaidHasADefault() {
    Scenario scenario = parse("");
    assertThat(scenario.group().quorums()).isEqualTo(new Quorums(1, 0));
    assertThat(scenario.group().settings()).isEmpty();
    assertThat(scenario.load().callers()).isEqualTo(8);
    assertThat(scenario.timeline()).isEmpty();
    assertThat(scenario.expect().maxUnknown()).isZero();
  }

  @Test
  void everythingThatIsSaidIsRead() {
    Scenario scenario =
        parse(
            """
            group { faults = 2, slow-tolerated = 1, request-authentication = mac
                    replica.timers.request = 250ms, limits { window = 256 }, client.limits.max-waiting = 7 }
            load { clients = 2, callers = 4, keys = 3, read-share = 0.25, operation = swap, rate = 50 }
            timeline = [
              { at = 1s, action = pause, replica = primary }
              { at = 1s, action = resume, replica = paused }
              { at = 2s, action = kill, replica = 3 }
              { at = 3s, action = restart, replica = killed }
              { at = 4s, rule { name = a, seed = 9, kinds = [prepare, ORDER_REQ], from = [0, primary], to = [clients], drop = 0.5 } }
              { at = 5s, end = a }
            ]
            expect { min-view-changes = 1, max-view-changes = 2, tracks = [agreed], learners = [3] }
            """);
    assertThat(scenario.group().quorums()).isEqualTo(new Quorums(2, 1));
    assertThat(scenario.group().settings())
        .isEqualTo(
            Map.of(
                "weevil.replica.timers.request", "250ms",
                "weevil.group.limits.window", "256",
                "weevil.client.limits.max-waiting", "7"));
    assertThat(scenario.load().operation()).isEqualTo(Scenario.Writing.SWAP);
    assertThat(scenario.timeline())
        .extracting(Scenario.Step::action)
        .startsWith(
            new Action.Pause(Action.Word.PRIMARY),
            new Action.Resume(Action.Word.PAUSED),
            new Action.Kill(new Action.Number(3)),
            new Action.Restart(Action.Word.KILLED))
        .endsWith(new Action.End("a"));
    assertThat(scenario.expect().tracks()).containsExactly(Track.AGREED);
    assertThat(scenario.expect().learners()).containsExactly(3);
  }

  @Test
  void wordsMeanWhoeverTheyMeanWhenTheirTimeComes() {
    RulePlan plan =
        plan(
            "name = a, seed = 9, kinds = [prepare], from = [0, primary], to = [clients], drop ="
                + " 0.5");
    assertThat(plan.resolve(new RulePlan.Roles(4, 2, 2)))
        .isEqualTo(
            new LinkRule(
                "a",
                9,
                Set.of(MessageKind.PREPARE),
                Set.of(new LinkEnd.Replica(0), new LinkEnd.Replica(2)),
                Set.of(new LinkEnd.Client(0), new LinkEnd.Client(1)),
                List.of(new LinkEffect.Drop(0.5))));
    LinkRule split =
        plan("name = a, partition = [[primary], [backups]]").resolve(new RulePlan.Roles(4, 3, 1));
    assertThat(split.effects())
        .containsExactly(
            new LinkEffect.Partition(
                List.of(
                    Set.of(new LinkEnd.Replica(3)),
                    Set.of(
                        new LinkEnd.Replica(0), new LinkEnd.Replica(1), new LinkEnd.Replica(2)))));
  }

  @Test
  void rulesWithoutASeedOfTheirOwnDrawDifferently() {
    Scenario scenario =
        parse(
            "timeline = [{ at = 1s, rule { name = a, drop = 0.5 } }, { at = 2s, rule { name = b,"
                + " drop = 0.5 } }]");
    assertThat(scenario.timeline())
        .extracting(step -> ((Action.Begin) step.action()).rule().seed())
        .doesNotHaveDuplicates();
  }

  @Test
  void thePrimaryMayBePausedAgainSinceItIsAnother() {
    Scenario scenario =
        parse(
            """
            timeline = [
              { at = 1s, action = pause, replica = primary }
              { at = 2s, action = pause, replica = primary }
              { at = 3s, action = resume, replica = paused }
            ]
            """);
    assertThat(scenario.timeline()).hasSize(3);
  }

  private static RulePlan plan(String rule) {
    Scenario scenario = parse("load.clients = 2, timeline = [{ at = 1s, rule { " + rule + " } }]");
    return ((Action.Begin) scenario.timeline().get(0).action()).rule();
  }

  /** What stands there, the path that the error names, and words of what is wrong. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '\'',
      value = {
        "load.callres = 3 ! chaos.load.callres ! Did you mean callers",
        "load = 3 ! chaos.load ! must be a section",
        "load.callers = 0 ! chaos.load.callers ! it must be 1 … 256",
        "load.clients = 3, load.callers = 2 ! chaos.load.callers ! it must be 3 … 256",
        "load.deadline = 3 apples ! chaos.load.deadline ! Write a time with its unit",
        "load.operation = delete ! chaos.load.operation ! Set it to put or swap or mixed",
        "group.faults = 9 ! chaos.group.faults ! it must be 1 … 3",
        "group.slow-tolerated = 2 ! chaos.group.slow-tolerated ! it must be 0 … 1",
        "group.replica.timers.reqest = 3s ! chaos.group.replica.timers.reqest ! Did you mean"
            + " request",
        "group.replica.key-file = x ! chaos.group.replica.key-file ! the runner decides it",
        "group.client.timers.call = 3s ! chaos.group.client.timers.call ! the runner decides it",
        "expect.max-view-changes = -1 ! chaos.expect.max-view-changes ! 0 … 1000",
        "expect { min-view-changes = 2 } ! chaos.expect.max-view-changes ! less than"
            + " min-view-changes",
        "expect.learners = [4] ! chaos.expect.learners ! there is no replica 4",
        "expect.tracks = [fast] ! chaos.expect.tracks ! there is no track fast",
        "timeline = 3 ! chaos.timeline ! list of objects",
        "timeline = [{ at = 11s, action = pause, replica = 1 }] ! chaos.timeline[0].at ! 0ms … 10s",
        "timeline = [{ at = soon, action = pause, replica = 1 }] ! chaos.timeline[0].at ! cannot be"
            + " read",
        "timeline = [{ action = pause, replica = 1 }] ! chaos.timeline[0].at ! it must be set",
        "timeline = [{ at = 1s }] ! chaos.timeline[0].action ! nothing happens",
        "timeline = [{ at = 1s, action = pause }] ! chaos.timeline[0].replica ! it must be set",
        "timeline = [{ at = 1s, action = pause, replica = 4 }] ! chaos.timeline[0].replica ! there"
            + " is no such replica",
        "timeline = [{ at = 1s, action = pause, replica = killed }] ! chaos.timeline[0].replica !"
            + " there is no such replica",
        "timeline = [{ at = 1s, action = stop, replica = 1 }] ! chaos.timeline[0].action ! there is"
            + " no such choice",
        "timeline = [{ at = 1s, aktion = pause, replica = 1 }] ! chaos.timeline[0].aktion ! Did you"
            + " mean action",
        "timeline = [{ at = 1s, action = pause, replica = 1, end = x }] ! chaos.timeline[0].end !"
            + " two things at once",
        "timeline = [{ at = 1s, action = resume, replica = 1 }] ! chaos.timeline[0].replica ! it is"
            + " not paused",
        "timeline = [{ at = 1s, action = resume, replica = paused }] ! chaos.timeline[0].replica !"
            + " it is not paused",
        "timeline = [{ at = 1s, action = restart, replica = 1 }] ! chaos.timeline[0].replica ! it"
            + " was not killed",
        "timeline = [{ at = 2s, action = pause, replica = 1 }, { at = 1s, action = resume, replica"
            + " = 1 }] ! chaos.timeline[1].at ! lies before",
        "timeline = [{ at = 1s, action = kill, replica = 1 }, { at = 2s, action = kill, replica ="
            + " primary }] ! chaos.timeline[1].action ! more than f = 1 replicas are killed",
        "timeline = [{ at = 1s, end = x }] ! chaos.timeline[0].end ! no rule of this name is in"
            + " force",
        "timeline = [{ at = 1s, rule { name = a, drop = 1 } }, { at = 1s, rule { name = a, drop = 1"
            + " } }] ! chaos.timeline[1].rule.name ! a rule of this name is in force",
        "timeline = [{ at = 1s, rule = a }] ! chaos.timeline[0].rule ! must be a section",
        "timeline = [{ at = 1s, rule { drop = 1 } }] ! chaos.timeline[0].rule.name ! it must be"
            + " set",
        "timeline = [{ at = 1s, rule { name = a b, drop = 1 } }] ! chaos.timeline[0].rule.name !"
            + " not one word",
        "timeline = [{ at = 1s, rule { name = a } }] ! chaos.timeline[0].rule.name ! the rule does"
            + " nothing",
        "timeline = [{ at = 1s, rule { name = a, drop = 2 } }] ! chaos.timeline[0].rule.drop ! it"
            + " must be 0.001 … 1",
        "timeline = [{ at = 1s, rule { name = a, dorp = 1 } }] ! chaos.timeline[0].rule.dorp ! Did"
            + " you mean drop",
        "timeline = [{ at = 1s, rule { name = a, drop = 1, kinds = [prepared] } }] !"
            + " chaos.timeline[0].rule.kinds ! there is no message kind prepared",
        "timeline = [{ at = 1s, rule { name = a, drop = 1, from = [4] } }] !"
            + " chaos.timeline[0].rule.from ! there is no replica 4: they are 0 … 3",
        "timeline = [{ at = 1s, rule { name = a, drop = 1, to = [client-1] } }] !"
            + " chaos.timeline[0].rule.to ! there is no client-1",
        "timeline = [{ at = 1s, rule { name = a, drop = 1, to = [leader] } }] !"
            + " chaos.timeline[0].rule.to ! neither a replica nor a client",
        "timeline = [{ at = 1s, rule { name = a, drop = 1, from = 1 } }] !"
            + " chaos.timeline[0].rule.from ! it must be a list",
        "timeline = [{ at = 1s, rule { name = a, partition = [[1]] } }] !"
            + " chaos.timeline[0].rule.partition ! two sides at least",
        "timeline = [{ at = 1s, rule { name = a, partition = [[1], [7]] } }] !"
            + " chaos.timeline[0].rule.partition ! there is no replica 7",
        "timeline = [{ at = 1s, rule { name = a, from = [1], partition = [[1], [2]] } }] !"
            + " chaos.timeline[0].rule.partition ! its sides already say",
        "timeline = [{ at = 1s, rule { name = a, reorder = 0.5 } }] !"
            + " chaos.timeline[0].rule.reorder ! go together",
        "timeline = [{ at = 1s, rule { name = a, delay = 2h } }] ! chaos.timeline[0].rule.delay !"
            + " it must be 1ms … 60s",
      })
  void whatIsWrongIsNamedWithItsPath(String setting, String path, String words) {
    assertThatThrownBy(() -> parse(setting.strip()))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(path.strip())
        .hasMessageContaining(words.strip());
  }

  @Test
  void seedAndDurationMustBeSaidAndAllErrorsAreTold() {
    String text = "chaos { load.keys = 0 }, other = 1";
    assertThatThrownBy(() -> ScenarioParser.parse("a", "a", text, ConfigFactory.parseString(text)))
        .hasMessageContaining("4 errors")
        .hasMessageContaining("other = 1 (String: 1): there is no such setting")
        .hasMessageContaining("chaos.seed (the default): it must be set")
        .hasMessageContaining("chaos.duration")
        .hasMessageContaining("chaos.load.keys");
  }

  @Test
  void aFileHasACommentAtItsTop() throws Exception {
    Path file = Files.writeString(folder.resolve("a.conf"), LEAST.formatted(""));
    assertThatThrownBy(() -> ScenarioFile.load(file))
        .hasMessageContaining("a.conf does not begin with a comment");
    Files.writeString(file, "# It shows\n#  something.\n\n# Not this.\n" + LEAST.formatted(""));
    Scenario scenario = ScenarioFile.load(file);
    assertThat(scenario.comment()).isEqualTo("It shows something.");
    assertThat(scenario.name()).isEqualTo("a");
    assertThat(scenario.duration()).isEqualTo(Duration.ofSeconds(10));
    assertThatThrownBy(() -> ScenarioFile.load(folder.resolve("b.conf")))
        .hasMessageContaining("b.conf is not a readable file");
    Files.writeString(file, "# It shows.\nchaos {");
    assertThatThrownBy(() -> ScenarioFile.load(file)).hasMessageContaining("cannot be read");
  }
}
