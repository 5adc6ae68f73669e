package io.weevil.testkit.determinism;

import java.util.List;

/**
 * Circumstances that no result and no state may depend on: a JVM of its own, and what is different
 * there.
 *
 * @param name for people, as in "operation 3, under another locale"
 * @param options of the JVM
 * @param hint what a service may have done that depends on them
 */
public record Condition(String name, List<String> options, String hint) {

  public static final Condition OTHER_PROCESS =
      new Condition(
          "in another process, folder and user's name",
          List.of("-Duser.name=somebody", "-Duser.home=/nowhere"),
          "clocks, randomness, UUIDs, hashCode of objects and enums, iteration over hash tables and"
              + " over Set.of or Map.of, static variables, files, environment variables");

  public static final Condition OTHER_HASHES =
      new Condition(
          "where objects have other identity hashes",
          List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=3"),
          "iteration over a HashMap or HashSet whose keys have no hashCode of their own (enums"
              + " have none)");

  public static final Condition TURKISH =
      new Condition(
          "under the locale tr-TR",
          List.of("-Duser.language=tr", "-Duser.country=TR"),
          "toLowerCase, toUpperCase, String.format or sorting without a Locale");

  public static final Condition ARABIC =
      new Condition(
          "under the locale ar-EG, which has digits of its own",
          List.of("-Duser.language=ar", "-Duser.country=EG"),
          "String.format, NumberFormat or DateTimeFormatter without a Locale");

  public static final Condition FAR_EAST =
      new Condition(
          "in the time zone of Kiritimati, UTC+14",
          List.of("-Duser.timezone=Pacific/Kiritimati"),
          "LocalDate, LocalDateTime, Calendar or Date, which read clock and time zone");

  public static final Condition FAR_WEST =
      new Condition(
          "in the time zone UTC-12",
          List.of("-Duser.timezone=Etc/GMT+12"),
          "LocalDate, LocalDateTime, Calendar or Date, which read clock and time zone");

  public static final Condition OTHER_TEXT =
      new Condition(
          "with another default charset and line separator",
          List.of("-Dfile.encoding=ISO-8859-1", "-Dline.separator=\r\n"),
          "getBytes or new String without a Charset, %n, System.lineSeparator");

  public static final Condition ONE_THREAD =
      new Condition(
          "on one processor, where garbage is collected again and again",
          List.of(
              "-XX:ActiveProcessorCount=1",
              "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
              "-XX:+UseSerialGC",
              "-D" + OtherJvm.COLLECTS + "=true"),
          "threads, parallel streams, CompletableFutures; weak and soft references");

  public static final Condition MANY_THREADS =
      new Condition(
          "on eight processors",
          List.of(
              "-XX:ActiveProcessorCount=8",
              "-Djava.util.concurrent.ForkJoinPool.common.parallelism=7",
              "-XX:+UseParallelGC"),
          "threads, parallel streams, CompletableFutures");

  /** In this JVM, with another copy of the service. */
  static final Condition AGAIN =
      new Condition(
          "by another copy of the service in the same JVM",
          List.of(),
          "static variables, clocks, randomness, UUIDs, threads, hashCode of objects");

  static final Condition ROLLED_BACK =
      new Condition(
          "after it had gone back to a snapshot",
          List.of(),
          "state that snapshot and restore leave out, and snapshots that change with the state");

  static final Condition TRANSFERRED =
      new Condition(
          "by a copy of the service that has read the state from another one's snapshot",
          List.of(),
          "state that the snapshot does not write, or readSnapshot does not read");

  public Condition {
    options = List.copyOf(options);
  }

  /** All that there are in other JVMs. */
  public static List<Condition> all() {
    return List.of(
        OTHER_PROCESS,
        OTHER_HASHES,
        TURKISH,
        ARABIC,
        FAR_EAST,
        FAR_WEST,
        OTHER_TEXT,
        ONE_THREAD,
        MANY_THREADS);
  }
}
