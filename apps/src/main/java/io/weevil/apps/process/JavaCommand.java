package io.weevil.apps.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Command lines that start another JVM like this one: same Java, same class path. */
public final class JavaCommand {

  /**
   * Small, so that a whole group fits a laptop; and quiet about the native code in libraries. The
   * quick compiler alone: in processes that live for a minute or two the optimizing one takes the
   * cores from the replicas for most of that time and pays nothing back. A node that is to stay is
   * started without this.
   */
  public static final List<String> SHORT_LIVED =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** Whatever the process is for. */
  private static final List<String> ALWAYS =
      List.of(
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private JavaCommand() {}

  /**
   * @param mainClass its {@code main} gets {@code arguments}
   */
  public static List<String> of(String mainClass, List<String> arguments) {
    return of(SHORT_LIVED, Map.of(), mainClass, arguments);
  }

  /**
   * @param jvm options of its virtual machine: heap, collector, compilers
   * @param properties system properties of the process
   */
  public static List<String> of(
      List<String> jvm, Map<String, String> properties, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ALWAYS);
    command.addAll(jvm);
    new TreeMap<>(properties).forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
