package io.weevil.testkit.swarm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** Prints the fingerprints of the first seeds: what two processes must agree on. */
public final class TraceOfSeeds {

  private TraceOfSeeds() {}

  static List<String> fingerprints(int seeds) {
    return LongStream.rangeClosed(1, seeds)
        .mapToObj(seed -> Run.of(Draw.of(seed, Profile.ALL, 0)).fingerprint())
        .toList();
  }

  /** In a JVM whose identity hashes and collector are others. */
  static List<String> inAnotherProcess(int seeds) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TraceOfSeeds.class.getName(),
                Integer.toString(seeds))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.lines().filter(line -> line.startsWith("= ")).map(l -> l.substring(2)).toList();
  }

  /** One line for each seed. */
  public static void main(String[] arguments) {
    fingerprints(Integer.parseInt(arguments[0])).forEach(f -> System.out.println("= " + f));
  }
}
