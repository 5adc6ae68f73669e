package io.weevil.apps.bench.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rows of a suite found.
 *
 * @param byRow the JSON of each row that was measured
 */
public record SuiteResults(SortedMap<String, JsonNode> byRow) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Where the result of a row is kept. */
  public static Path file(Path folder, Row row) {
    return folder.resolve(row.name() + ".json");
  }

  /**
   * Reads what there is of the rows' results.
   *
   * @throws IOException when a file is there and cannot be read
   */
  public static SuiteResults read(Suite suite, Path folder) throws IOException {
    SortedMap<String, JsonNode> results = new TreeMap<>();
    for (Row row : suite.rows()) {
      Path file = file(folder, row);
      if (Files.exists(file)) {
        results.put(row.name(), MAPPER.readTree(file.toFile()));
      }
    }
    return new SuiteResults(results);
  }

  Optional<JsonNode> of(Row row) {
    return Optional.ofNullable(byRow.get(row.name()));
  }

  /** A target's figure, divided by another row's where the target says so; empty if unknown. */
  OptionalDouble measured(Row row, Target target) {
    OptionalDouble own = measured(row.name(), target);
    if (own.isEmpty() || target.of().isEmpty()) {
      return own;
    }
    OptionalDouble other = measured(target.of().get(), target);
    return other.isEmpty() || other.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.getAsDouble() / other.getAsDouble());
  }

  private OptionalDouble measured(String row, Target target) {
    JsonNode result = byRow.get(row);
    return result == null ? OptionalDouble.empty() : target.measured(result);
  }
}
