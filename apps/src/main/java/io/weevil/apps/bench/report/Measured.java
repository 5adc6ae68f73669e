package io.weevil.apps.bench.report;

import io.weevil.apps.bench.measure.Result;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A result, and how it came about.
 *
 * @param settings by name, as the options name them
 * @param jvm what the processes' virtual machines were started with
 */
public record Measured(
    SortedMap<String, Object> settings,
    SortedMap<String, String> jvm,
    Machine machine,
    Result result) {

  public Measured {
    settings = new TreeMap<>(settings);
    jvm = new TreeMap<>(jvm);
  }
}
