package io.weevil.apps.cli;

import com.typesafe.config.Config;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.apps.evidence.EvidenceText;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.engine.authentication.EvidenceChecker;
import io.weevil.engine.authentication.Verdict;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.message.EvidenceDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weevil evidence}: what nodes have kept of others' faults (R-EVIDENCE). */
@Command(
    name = "evidence",
    description = "Shows or verifies proof that a replica is faulty; needs no running group.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class EvidenceCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "show",
      description = "Says in words whom files accuse, and of what; verifies nothing.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files that nodes have kept.")
          List<Path> files)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : files) {
      out.print(EvidenceText.describe(file, EvidenceFolder.read(file)));
      out.println("  Nothing of this is verified: 'weevil evidence verify' does that.");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "verify",
      description = "Checks files by the group's public configuration. Status 0: all are proof.",
      mixinStandardHelpOptions = true)
  int verify(
      @Option(
              names = "--group",
              paramLabel = "FILE",
              required = true,
              description = "The group's configuration: group.conf, as all replicas have it.")
          Path group,
      @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files that nodes have kept.")
          List<Path> files)
      throws IOException {
    Config config = ConfigurationFile.load(group);
    EvidenceChecker checker =
        new EvidenceChecker(
            WeevilSettings.of(config).group().configuration(), new Ed25519Verifier());
    PrintWriter out = spec.commandLine().getOut();
    int status = 0;
    for (Path file : files) {
      EvidenceDocument document = EvidenceFolder.read(file);
      Verdict verdict = checker.check(document);
      out.print(EvidenceText.describe(file, document));
      out.print(EvidenceText.describe(verdict));
      status = verdict.isProof() ? status : Main.FAILURE;
    }
    out.flush();
    return status;
  }
}
