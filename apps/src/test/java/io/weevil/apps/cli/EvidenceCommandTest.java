package io.weevil.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.actors.evidence.EvidenceKeeper;
import io.weevil.actors.role.NodeListener;
import io.weevil.apps.counter.Counter;
import io.weevil.engine.Rule;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.Member;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.engine.service.EncodedService;
import io.weevil.testkit.simulation.Corruption;
import io.weevil.testkit.simulation.LinkRule;
import io.weevil.testkit.simulation.SimulatedClient;
import io.weevil.testkit.simulation.SimulatedGroup;
import io.weevil.testkit.simulation.SimulationSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code weevil evidence}, with files that an equivocating primary left at another replica. */
@Rule("R-EVIDENCE")
class EvidenceCommandTest {

  @TempDir private Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Path> kept = new ArrayList<>();
  private Path groupFile;

  @BeforeEach
  void aPrimaryEquivocates() throws IOException {
    SimulatedGroup group = group(31);
    group.monitor().expectFaulty(new ReplicaId(0));
    group.primary().corrupt(new Corruption(group, 0).equivocates());
    SimulatedClient client = group.client();
    client.order(new Counter.Codec().encodeOperation(new Counter.Operation.Add(1)));
    group.world().run(Duration.ofSeconds(2));
    keep(group, temporary.resolve("evidence"));
    groupFile = Files.writeString(temporary.resolve("group.conf"), text(group.keys().group()));
  }

  private static SimulatedGroup group(long seed) {
    return new SimulatedGroup(
        SimulationSettings.of(1, 0),
        seed,
        LinkRule.delay(Duration.ofMillis(2)),
        () -> new EncodedService<>(new Counter(), new Counter.Codec()));
  }

  /** As replica 1's node does. */
  private void keep(SimulatedGroup group, Path folder) {
    EvidenceKeeper keeper =
        new EvidenceKeeper(
            group.keys().group(),
            new EvidenceFolder(folder),
            new NodeListener() {
              @Override
              public void onEvidenceKept(Event.EvidenceFound found, Path file) {
                kept.add(file);
              }
            });
    group.replica(1).events().forEach(keeper::onEvent);
  }

  private static String text(GroupConfiguration group) {
    Limits l = group.limits();
    StringBuilder members = new StringBuilder();
    for (Member member : group.members()) {
      members.append(
          "{ id = %d, signing-key = \"%s\", agreement-key = \"%s\", address = \"127.0.0.1:%d\" }\n"
              .formatted(
                  member.id().index(),
                  member.signingKey().toHex(),
                  member.agreementKey().toHex(),
                  7_400 + member.id().index()));
    }
    return """
    weevil.group {
      name = %s, faults = %d, slow-tolerated = %d, request-authentication = %s
      client-authority = "%s"
      limits {
        checkpoint-interval = %d, window = %d, client-window = %d, max-clients = %d
        max-batch-requests = %d, max-batch-size = %dB, max-request-size = %dB
        max-result-size = %dB, allowed-clock-drift = %dms
      }
      members = [
        %s]
    }
    """
        .formatted(
            group.name(),
            group.quorums().f(),
            group.quorums().c(),
            group.requestAuthentication().name().toLowerCase(Locale.ROOT),
            group.clientAuthority().toHex(),
            l.checkpointInterval(),
            l.window(),
            l.clientWindow(),
            l.maxClients(),
            l.maxBatchRequests(),
            l.maxBatchBytes(),
            l.maxRequestBytes(),
            l.maxResultBytes(),
            l.allowedClockDrift().toMillis(),
            members);
  }

  private Path conflictingHeaders() {
    return kept.stream()
        .filter(file -> file.getFileName().toString().startsWith("r0-conflicting-headers-"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatANodeKeptIsProofToWhoeverKnowsTheGroupsPublicKeys() {
    assertThat(verify(groupFile, conflictingHeaders())).isZero();
    assertThat(out.toString())
        .contains(
            "accused: r0, one of 4 replicas",
            "as primary it ordered two different things at one slot",
            "said:    \"in view 0, slot 1 holds batch ",
            "holds:   it is about the group 'simulated'",
            "holds:   r0 signed the first",
            "holds:   r0 signed the second",
            "PROVEN: r0 is faulty")
        .doesNotContain("FAILS", "NOT PROVEN");
  }

  @Test
  void everyFileThatANodeKeptIsProof() {
    Path[] all = kept.toArray(Path[]::new);
    assertThat(verify(groupFile, all)).isZero();
  }

  @Test
  void aFileOfAnotherGroupProvesNothingAndSaysWhy() throws IOException {
    Path other = Files.writeString(temporary.resolve("other.conf"), text(group(32).keys().group()));
    assertThat(verify(other, conflictingHeaders())).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILS:   it is about the group 'simulated': it is about a group of 4 replicas")
        .contains("NOT PROVEN: this file says nothing about r0")
        .doesNotContain("  PROVEN");
  }

  @Test
  void aFileThatWasTamperedWithIsNoProof() throws IOException {
    byte[] bytes = Files.readAllBytes(conflictingHeaders());
    bytes[bytes.length - 5] ^= 1; // in the second signature
    Path tampered = Files.write(temporary.resolve("tampered.evidence"), bytes);
    assertThat(verify(groupFile, tampered)).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILS:   r0 signed the second: the second one's signature is not r0's");
  }

  @Test
  void oneThatIsNoProofAmongManyIsEnoughToFail() throws IOException {
    byte[] bytes = Files.readAllBytes(conflictingHeaders());
    bytes[bytes.length - 5] ^= 1;
    Path tampered = Files.write(temporary.resolve("tampered.evidence"), bytes);
    assertThat(verify(groupFile, tampered, conflictingHeaders())).isEqualTo(1);
    assertThat(out.toString()).contains("NOT PROVEN", "  PROVEN: r0 is faulty");
  }

  @Test
  void whatIsNoEvidenceIsNamedWithoutATrace() throws IOException {
    Path noise = Files.writeString(temporary.resolve("noise"), "not evidence");
    assertThat(verify(groupFile, noise)).isEqualTo(1);
    assertThat(verify(groupFile, temporary.resolve("missing"))).isEqualTo(1);
    assertThat(verify(temporary.resolve("no.conf"), conflictingHeaders())).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            noise + " is no evidence: ", "there is no file ", "no.conf is not a readable file")
        .doesNotContain("\tat ");
  }

  @Test
  void showNeedsNoGroupAndVerifiesNothing() {
    assertThat(run("evidence", "show", conflictingHeaders().toString())).isZero();
    assertThat(out.toString())
        .contains("accused: r0", "conflicting headers", "Nothing of this is verified")
        .doesNotContain("PROVEN");
  }

  @Test
  void evidenceWithoutACommandSaysHowItIsCalled() {
    assertThat(run("evidence")).isEqualTo(2);
    assertThat(err.toString()).contains("show", "verify");
  }

  private int verify(Path group, Path... files) {
    List<String> arguments = new ArrayList<>(List.of("evidence", "verify", "--group"));
    arguments.add(group.toString());
    for (Path file : files) {
      arguments.add(file.toString());
    }
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
