package io.weevil.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.quorum.Quorums;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @TempDir Path temporary;

  @Test
  void withoutACommandItSaysHowItIsCalled() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Name a command", "Usage: weevil", "keygen");
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    assertThat(run("keygen", "--out", "x", "--nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("--nonsense");
  }

  @Test
  void everyCommandHasADescriptionOfOneLine() {
    Main.commandLine().getSubcommands().values().stream()
        .filter(
            c ->
                c.getCommandSpec().userObject().getClass().getPackageName().startsWith("io.weevil"))
        .forEach(c -> assertThat(c.getCommandSpec().usageMessage().description()).hasSize(1));
  }

  @Test
  void keygenWritesAGroupAndSaysWhere() {
    Path folder = temporary.resolve("group");
    assertThat(run("keygen", "--replicas", "4", "--clients", "2", "--out", folder.toString()))
        .isZero();
    assertThat(out.toString()).contains("4 replicas", folder.toString());
    assertThat(folder.resolve("replica-3.conf")).exists();
    assertThat(folder.resolve("client-1.key")).exists();
  }

  @Test
  void keygenRefusesToOverwriteAndNamesTheFile() throws Exception {
    Files.writeString(temporary.resolve("group.conf"), "");
    assertThat(run("keygen", "--out", temporary.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("group.conf", "not overwritten").doesNotContain("\tat ");
  }

  @Test
  void keygenRefusesASizeThatNoGroupHas() {
    assertThat(run("keygen", "--replicas", "5", "--out", temporary.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("5 replicas are not 3F + 2C + 1");
    assertThat(run("keygen", "--replicas", "4", "--faults", "2", "--out", temporary.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("need 7 replicas, not 4");
  }

  @Test
  void searchCountsWhatItVisits() {
    assertThat(run("search", "--views", "1")).isZero();
    assertThat(out.toString()).contains("307 states in 48 classes", "0 violations");
  }

  @Test
  void searchOfABrokenRuleFailsAndTellsWhatIsLost() {
    assertThat(run("search", "--views", "1", "--mutant", "TIES_TO_SUPPORT")).isEqualTo(1);
    assertThat(out.toString()).contains("View 0:", "Lost: [");
    assertThat(run("search", "--random-states", "3000", "--views", "2", "--mutant", "zyzzyva"))
        .isEqualTo(1);
  }

  @Test
  void searchRefusesAnInstanceThatCannotBe() {
    assertThat(run("search", "--views", "8")).isEqualTo(2);
    assertThat(err.toString()).contains("views must be 1 … 7, not 8");
    assertThat(run("search", "--slots", "9")).isEqualTo(2);
    assertThat(err.toString()).contains("more than 64 logs");
  }

  @Test
  void theSizeFollowsFromWhatIsGiven() {
    assertThat(GroupSize.quorums(null, null, 0, 4)).isEqualTo(new Quorums(1, 0));
    assertThat(GroupSize.quorums(7, null, 0, 4)).isEqualTo(new Quorums(2, 0));
    assertThat(GroupSize.quorums(null, 2, 1, 4)).isEqualTo(new Quorums(2, 1));
    assertThat(GroupSize.quorums(null, null, 1, 4)).isEqualTo(new Quorums(1, 1));
    assertThatThrownBy(() -> GroupSize.quorums(1, null, 1, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
