package io.weevil.actors.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
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
  void aNoteThatALossOfPowerCutShortHidesNoneThatFollows() throws IOException {
    isFirst(KEY, GROUP);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 1; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(isFirst(KEY, GROUP)).as("nothing was signed after %s bytes", length).isTrue();
      assertThat(isFirst(KEY, GROUP)).as("noted behind %s bytes", length).isFalse();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThat(isFirst(KEY, GROUP)).as("only the line's end is lacking").isFalse();
  }

  @Test
  void noiseInTheFileIsNoReasonToSignAgain() throws IOException {
    isFirst(KEY, GROUP);
    byte[] whole = Files.readAllBytes(file);
    byte[] noise = new byte[whole.length + 2];
    noise[0] = (byte) 0xff;
    noise[1] = (byte) 0xc3;
    System.arraycopy(whole, 0, noise, 2, whole.length);
    Files.write(file, noise);
    assertThat(isFirst(KEY, GROUP)).isFalse();
  }

  @Test
  void ofManyThatAskAtOnceOneIsTheFirst() {
    long first = IntStream.range(0, 32).parallel().filter(i -> isFirst(KEY, GROUP)).count();
    assertThat(first).isEqualTo(1);
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
