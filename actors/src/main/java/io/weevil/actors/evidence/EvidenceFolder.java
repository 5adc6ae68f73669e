package io.weevil.actors.evidence;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.EvidenceDocument;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with one file for each finding. A file is there whole or not at all; none is ever
 * changed; and there are never more than {@link #MAX_FILES}, so that nobody fills a disk by
 * misbehaving.
 */
public final class EvidenceFolder {

  /** How many findings are kept. */
  public static final int MAX_FILES = 256;

  private static final String SUFFIX = ".evidence";

  private final Path folder;

  /**
   * @param folder made when there is something to keep
   */
  public EvidenceFolder(Path folder) {
    this.folder = folder;
  }

  public Path path() {
    return folder;
  }

  /**
   * What is kept, by name; nothing while there is no folder.
   *
   * @throws IOException when it cannot be read
   */
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /**
   * The file that holds the document, written unless it is there already.
   *
   * @throws IOException when it cannot be written, or the folder is full; the message says what to
   *     do
   */
  public Path keep(EvidenceDocument document) throws IOException {
    Bytes bytes = document.encode();
    Path file = folder.resolve(nameOf(document, bytes));
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      requireRoom();
      write(file, bytes);
    }
    return file;
  }

  /** Names accused, kind and digest. */
  private static String nameOf(EvidenceDocument document, Bytes bytes) {
    return document.evidence().accused(document.replicas())
        + "-"
        + document.evidence().kind().words().replace(' ', '-')
        + "-"
        + Digests.of(bytes).value().toHex().substring(0, 16)
        + SUFFIX;
  }

  private void requireRoom() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      if (files.limit(MAX_FILES).count() == MAX_FILES) {
        throw new IOException(
            folder + " holds " + MAX_FILES + " files already: move them elsewhere");
      }
    }
  }

  private static void write(Path file, Bytes bytes) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes.unsafeArray());
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The document in a file.
   *
   * @throws IOException when the file cannot be read or holds none; the message names it and says
   *     what is wrong
   */
  public static EvidenceDocument read(Path file) throws IOException {
    try {
      long size = Files.size(file);
      if (size > EvidenceDocument.MAX_BYTES) {
        throw new IOException(file + " is no evidence: it has " + size + " bytes");
      }
      return EvidenceDocument.decode(Bytes.wrap(Files.readAllBytes(file)));
    } catch (NoSuchFileException missing) {
      throw new IOException("there is no file " + file, missing);
    } catch (MalformedMessageException e) {
      throw new IOException(file + " is no evidence: " + e.getMessage(), e);
    }
  }
}
