package io.weevil.apps.ycsb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** YCSB's workload files: those of its core workloads, in our own words, are on board. */
public final class WorkloadFiles {

  /** The core workloads on board. */
  public static final List<String> NAMES =
      List.of("workloada", "workloadb", "workloadc", "workloadd", "workloade", "workloadf");

  private WorkloadFiles() {}

  /**
   * @param nameOrFile one of {@link #NAMES}, or a file of properties as YCSB knows them
   * @throws IOException when it is neither
   */
  public static Properties load(String nameOrFile) throws IOException {
    try (InputStream in = open(nameOrFile)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    }
  }

  private static InputStream open(String nameOrFile) throws IOException {
    if (NAMES.contains(nameOrFile)) {
      InputStream resource = WorkloadFiles.class.getResourceAsStream(nameOrFile);
      if (resource != null) {
        return resource;
      }
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isReadable(file)) {
      throw new IOException(
          nameOrFile
              + " is neither a readable workload file nor one of "
              + String.join(", ", NAMES));
    }
    return Files.newInputStream(file);
  }
}
