package io.weevil.actors.configuration;

import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small text file of named fields, one a line, below a title that names its format. */
final class FieldFile {

  /** No field file is longer; more is not read. */
  private static final int MAX_BYTES = 4_096;

  private final Path file;
  private final String kind;
  private final Map<String, String> fields;

  private FieldFile(Path file, String kind, Map<String, String> fields) {
    this.file = file;
    this.kind = kind;
    this.fields = fields;
  }

  /**
   * @param title the file's first line
   * @param kind what such a file is called in errors
   * @param names all fields, in order
   */
  static FieldFile read(Path file, String title, String kind, List<String> names)
      throws KeyFileException {
    List<String> lines =
        text(file, kind).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty() || !lines.get(0).equals(title)) {
      throw new KeyFileException(
          file,
          "this is not a " + kind + ": it does not begin with \"" + title + "\"",
          "Name a " + kind);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int space = line.indexOf(' ');
      String name = space < 0 ? line : line.substring(0, space);
      if (!names.contains(name)) {
        throw new KeyFileException(
            file,
            "the " + kind + " has a line that is none of " + String.join(", ", names),
            "Make a new one");
      }
      if (fields.put(name, space < 0 ? "" : line.substring(space + 1).strip()) != null) {
        throw new KeyFileException(
            file, "the " + kind + " has two lines " + name, "Make a new one");
      }
    }
    return new FieldFile(file, kind, fields);
  }

  String text(String name) throws KeyFileException {
    String value = fields.get(name);
    if (value == null) {
      throw new KeyFileException(file, "the " + kind + " has no line " + name, "Make a new one");
    }
    return value;
  }

  /**
   * The field as {@code size} bytes in hexadecimal. The value is in no error: it may be a secret.
   */
  Bytes bytes(String name, int size) throws KeyFileException {
    String value = text(name);
    if (value.length() != 2 * size) {
      throw new KeyFileException(
          file, name + " has " + value.length() + " digits, not " + 2 * size, "Make a new " + kind);
    }
    try {
      return Bytes.ofHex(value);
    } catch (IllegalArgumentException notHex) {
      throw new KeyFileException(file, name + " is not hexadecimal", "Make a new " + kind);
    }
  }

  private static String text(Path file, String kind) throws KeyFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new KeyFileException(file, "this is a directory", "Name a " + kind);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new KeyFileException(
            file, "this is not a " + kind + ": it is too long", "Name a " + kind);
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException missing) {
      throw new KeyFileException(file, "there is no such file", "Make it, or correct the path");
    } catch (MalformedInputException binary) {
      throw new KeyFileException(
          file, "this is not a " + kind + ": it is not text", "Name a " + kind);
    } catch (IOException unreadable) {
      throw new KeyFileException(file, "it cannot be read: " + unreadable, "Let this user read it");
    }
  }
}
