package io.weevil.apps.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the operating system says of a process. */
final class ProcessUsage {

  private static final String PEAK = "VmHWM:";
  private static final String NOW = "VmRSS:";

  private ProcessUsage() {}

  /** CPU time since the process started, user and system; zero when it is gone. */
  static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** The greatest resident size so far in bytes; 0 where the system does not say. */
  static long peakResidentBytes(long pid) {
    return read(pid, PEAK);
  }

  /** The resident size in bytes; 0 where the system does not say. */
  static long residentBytes(long pid) {
    return read(pid, NOW);
  }

  private static long read(long pid, String field) {
    try {
      return bytes(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")), field);
    } catch (IOException unknown) {
      return 0;
    }
  }

  static long peak(List<String> status) {
    return bytes(status, PEAK);
  }

  private static long bytes(List<String> status, String field) {
    return status.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip().split(" ")[0])
        .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
        .findFirst()
        .orElse(0);
  }
}
