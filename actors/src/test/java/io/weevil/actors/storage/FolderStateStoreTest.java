package io.weevil.actors.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Slot;
import io.weevil.engine.state.StateFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Rule("R-STATE")
class FolderStateStoreTest {

  @TempDir private Path folder;

  @Test
  void whatIsWrittenInAnyOrderIsReadBack() throws IOException {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    try (FolderStateStore store = new FolderStateStore(folder)) {
      StateFile file = store.create(new Slot(4));
      file.write(150_000, part(content, 150_000, 50_000));
      file.write(0, part(content, 0, 100_000));
      file.write(100_000, part(content, 100_000, 50_000));

      assertThat(file.size()).isEqualTo(200_000);
      assertThat(file.read(99_990, 20)).isEqualTo(part(content, 99_990, 20));
      try (InputStream one = file.open();
          InputStream two = file.open()) {
        assertThat(one.read()).isEqualTo(content[0] & 0xff);
        assertThat(two.readAllBytes()).isEqualTo(content);
        assertThat(one.readNBytes(10)).isEqualTo(part(content, 1, 10).toArray());
      }
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    FolderStateStore store = new FolderStateStore(folder);
    StateFile discarded = store.create(new Slot(4));
    StateFile open = store.create(new Slot(8));
    discarded.write(0, Bytes.utf8("x"));
    discarded.discard();
    discarded.discard();
    assertThatThrownBy(discarded::open).isInstanceOf(IOException.class);

    store.close();

    assertThatThrownBy(open::open).isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void readingBeyondTheEndIsAnError() {
    try (FolderStateStore store = new FolderStateStore(folder)) {
      StateFile file = store.create(new Slot(4));
      file.write(0, Bytes.utf8("abc"));

      assertThatThrownBy(() -> file.read(2, 2))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("ends before 4");
    }
  }

  @Test
  void aFolderThatIsGoneIsNamed() {
    try (FolderStateStore store = new FolderStateStore(folder.resolve("gone"))) {
      assertThatThrownBy(() -> store.create(new Slot(4)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("gone");
    }
  }

  private static Bytes part(byte[] content, int from, int length) {
    return Bytes.wrap(java.util.Arrays.copyOfRange(content, from, from + length));
  }
}
