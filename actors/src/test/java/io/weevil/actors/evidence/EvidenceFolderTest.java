package io.weevil.actors.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.actors.GroupFiles;
import io.weevil.actors.PeerKeys;
import io.weevil.actors.role.NodeListener;
import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.EvidenceDocument;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Rule("R-EVIDENCE")
class EvidenceFolderTest {

  @TempDir private Path temporary;

  @TempDir private Path keys;
  private PeerKeys group;
  private final List<String> told = new ArrayList<>();
  private final NodeListener listener =
      new NodeListener() {
        @Override
        public void onEvidenceKept(Event.EvidenceFound found, Path file) {
          told.add("kept " + file.getFileName());
        }

        @Override
        public void onEvidenceLost(Event.EvidenceFound found, String why) {
          told.add("lost: " + why);
        }
      };

  @BeforeEach
  void makeKeys() {
    group = new PeerKeys(new GroupFiles(keys));
  }

  private Evidence votes(long slot) {
    return new Evidence.ConflictingVotes(
        group.vote(2, new Slot(slot), Digests.of(Bytes.utf8("a"))),
        group.vote(2, new Slot(slot), Digests.of(Bytes.utf8("b"))));
  }

  private EvidenceDocument document(long slot) {
    return new EvidenceDocument(group.emptyHistory(), 4, votes(slot));
  }

  @Test
  void itListsWhatItKeepsAndNothingElse() throws IOException {
    EvidenceFolder folder = new EvidenceFolder(temporary.resolve("evidence"));
    assertThat(folder.files()).as("no folder yet").isEmpty();
    Path one = folder.keep(document(1));
    Path two = folder.keep(document(2));
    Files.writeString(folder.path().resolve("notes.txt"), "an operator's");
    assertThat(folder.files()).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void aFindingIsOneFileThatNamesAccusedKindAndDigestAndIsReadBackEqual() throws IOException {
    EvidenceFolder folder = new EvidenceFolder(temporary.resolve("made/when/needed"));
    Path file = folder.keep(document(1));
    assertThat(file.getFileName().toString())
        .matches("r2-conflicting-votes-[0-9a-f]{16}\\.evidence");
    assertThat(EvidenceFolder.read(file)).isEqualTo(document(1));
    assertThat(folder.keep(document(1))).isEqualTo(file);
    assertThat(folder.keep(document(2))).isNotEqualTo(file);
    assertThat(files(folder.path())).hasSize(2);
  }

  @Test
  void aHalfWrittenFileIsNeverTakenForOne() throws IOException {
    EvidenceFolder folder = new EvidenceFolder(temporary);
    Path file = folder.keep(document(1));
    Files.delete(file);
    Files.writeString(file.resolveSibling(file.getFileName() + ".part"), "torn");
    assertThat(EvidenceFolder.read(folder.keep(document(1)))).isEqualTo(document(1));
    assertThat(files(temporary)).containsExactly(file);
  }

  @Test
  void theirNumberIsBounded() throws IOException {
    EvidenceFolder folder = new EvidenceFolder(temporary);
    for (int i = 0; i < EvidenceFolder.MAX_FILES; i++) {
      Files.createFile(temporary.resolve("r1-" + i + ".evidence"));
    }
    assertThatThrownBy(() -> folder.keep(document(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(temporary + " holds 256 files already: move them elsewhere");
  }

  @Test
  void whatIsNoEvidenceIsRefusedWithItsName() throws IOException {
    Path noise = Files.write(temporary.resolve("noise"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> EvidenceFolder.read(noise))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(noise + " is no evidence");
    assertThatThrownBy(() -> EvidenceFolder.read(temporary.resolve("missing")))
        .hasMessageContaining("there is no file");
  }

  @Test
  void theKeeperSaysWhereOrWhyNot() throws IOException {
    Event.EvidenceFound found = new Event.EvidenceFound(new ReplicaId(2), votes(1));
    EvidenceFolder folder = new EvidenceFolder(temporary.resolve("evidence"));
    new EvidenceKeeper(group.group(), folder, listener).onEvent(found);
    assertThat(told).hasSize(1).allMatch(line -> line.startsWith("kept r2-conflicting-votes-"));

    Path file = Files.createFile(temporary.resolve("file"));
    new EvidenceKeeper(group.group(), new EvidenceFolder(file.resolve("x")), listener)
        .onEvent(found);
    assertThat(told.get(1)).startsWith("lost: ").contains(file.toString());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
