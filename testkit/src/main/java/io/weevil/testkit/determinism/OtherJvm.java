package io.weevil.testkit.determinism;

import io.weevil.engine.model.Bytes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays operations to a service in a JVM of its own, of the same Java and with the same class path.
 * {@link #main} is what runs there.
 */
final class OtherJvm {

  /** The system property of a JVM that collects its garbage between operations. */
  static final String COLLECTS = "weevil.determinism.collects";

  private static final int OPERATIONS_BETWEEN = 8;

  private static final long PATIENCE_MINUTES = 5;

  /** Quick to start, and without a word of options that another Java does not know. */
  private static final List<String> USUAL =
      List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private static final List<String> INHERITED =
      List.of("--enable-preview", "--add-opens", "--add-exports", "--enable-native-access");

  private final Path folder;
  private final Path observations;
  private final Process process;

  /**
   * Starts one.
   *
   * @param folder empty; its working directory
   */
  OtherJvm(Subject<?, ?> subject, List<Bytes> operations, Condition condition, Path folder)
      throws IOException {
    this.folder = folder;
    this.observations = folder.resolve("observations");
    Path input = folder.resolve("operations");
    write(operations, input);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(USUAL);
    command.addAll(inherited());
    command.addAll(condition.options());
    command.add("@" + classPath());
    command.add(OtherJvm.class.getName());
    command.add(subject.service().getName());
    command.add(subject.codec().getName());
    command.add(input.toString());
    command.add(observations.toString());
    this.process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
  }

  private static List<String> inherited() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> INHERITED.stream().anyMatch(argument::startsWith))
        .toList();
  }

  /** In a file: it may be longer than a command line. Absolute: the folder is another one. */
  private Path classPath() throws IOException {
    String entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return Files.writeString(
        folder.resolve("class-path"),
        "-cp \"" + entries.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n");
  }

  private static void write(List<Bytes> operations, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(operations.size());
      for (Bytes operation : operations) {
        Observation.write(out, operation);
      }
    }
  }

  /**
   * Waits for what it has observed.
   *
   * @throws IllegalStateException when it ends otherwise, with its last words
   */
  List<Observation> await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a JVM does not end: " + words());
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("a JVM has failed: " + words());
    }
    List<Observation> read = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(observations)))) {
      for (int left = in.readInt(); left > 0; left--) {
        read.add(Observation.readFrom(in));
      }
    }
    return read;
  }

  private String words() throws IOException {
    return process.info().commandLine().orElse("")
        + new String(Files.readAllBytes(folder.resolve("output")), StandardCharsets.UTF_8);
  }

  /** Nothing of it is left afterwards but its folder. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Started by {@link OtherJvm} in another JVM.
   *
   * @param args service, codec, file of operations, file of observations
   */
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    List<Bytes> operations = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[2]))))) {
      for (int left = in.readInt(); left > 0; left--) {
        operations.add(Observation.read(in));
      }
    }
    Player<?, ?> player = new Player<>(Subject.named(args[0], args[1]));
    List<Observation> observed = player.playAll(operations, OtherJvm::collectGarbage);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(args[3]))))) {
      out.writeInt(observed.size());
      for (Observation each : observed) {
        each.writeTo(out);
      }
    }
  }

  private static void collectGarbage(int operation) {
    if (Boolean.getBoolean(COLLECTS) && operation % OPERATIONS_BETWEEN == 0) {
      System.gc();
    }
  }
}
