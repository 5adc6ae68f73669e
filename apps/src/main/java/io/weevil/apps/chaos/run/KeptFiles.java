package io.weevil.apps.chaos.run;

import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.apps.demo.ProcessGroup;
import io.weevil.apps.evidence.EvidenceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is kept of a group whose folder is removed: logs and evidence, and no keys. */
final class KeptFiles {

  private KeptFiles() {}

  static void keep(ProcessGroup group, Path folder) throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    for (Path log : in(group.folder(), ".log")) {
      Files.copy(log, logs.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    for (Path file : in(evidenceFolder(group), ".evidence")) {
      Path kept = Files.createDirectories(folder.resolve("evidence"));
      Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Each finding of the nodes in words. */
  static List<String> evidence(ProcessGroup group) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : in(evidenceFolder(group), ".evidence")) {
      found.add(file.getFileName() + ": " + EvidenceText.describe(file, EvidenceFolder.read(file)));
    }
    return found;
  }

  /** By default it stands beside the keys; the scenario cannot change that. */
  private static Path evidenceFolder(ProcessGroup group) {
    return group.keys().resolve("evidence");
  }

  private static List<Path> in(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
