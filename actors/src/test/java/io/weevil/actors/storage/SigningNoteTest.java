package io.weevil.actors.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Rule("R-LEARN")
class SigningNoteTest {

  private static final Bytes KEY = Digests.of(Bytes.utf8("key")).value();
  private static final Bytes OTHER_KEY = Digests.of(Bytes.utf8("other key")).value();
  private static final Digest GROUP = Digests.of(Bytes.utf8("group"));
  private static final Digest OTHER_GROUP = Digests.of(Bytes.utf8("other group"));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("replica-0.key.signed");
  }

  private boolean isFirst(Bytes key, Digest group) {
    return new SigningNote(file).isFirst(key, group);
  }

  @Test
  void onlyTheFirstStartUnderAKeyIsTheFirst() {
    assertThat(isFirst(KEY, GROUP)).isTrue();
    assertThat(isFirst(KEY, GROUP)).isFalse();
    assertThat(isFirst(KEY, GROUP)).isFalse();
  }

  @Test
  void anotherKeyOrGroupHasAFirstStartOfItsOwnAndTheOldOneIsRemembered() {
    isFirst(KEY, GROUP);
    assertThat(isFirst(OTHER_KEY, GROUP)).isTrue();
    assertThat(isFirst(KEY, OTHER_GROUP)).isTrue();
    assertThat(isFirst(KEY, GROUP)).isFalse();
    assertThat(isFirst(OTHER_KEY, GROUP)).isFalse();
  }

  @Test
  void whereNothingCanBeNotedNothingMayBeSigned() {
    file = folder.resolve("no such folder").resolve("note");
    assertThatThrownBy(() -> isFirst(KEY, GROUP))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no such folder")
        .hasMessageContaining("weevil.replica.memory-file");
  }
}
