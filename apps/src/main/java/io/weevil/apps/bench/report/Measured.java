package io.weevil.apps.bench.report;

import io.weevil.apps.bench.measure.Result;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Results, and how they came about.
 *
 * @param settings by name, as the options name them
 * @param jvm what the processes' virtual machines were started with
 * @param command the arguments of the command line
 * @param result of the group
 * @param peers of what it is compared with, by name
 */
public record Measured(
    SortedMap<String, Object> settings,
    SortedMap<String, String> jvm,
    Machine machine,
    List<String> command,
    Result result,
    SortedMap<String, Result> peers) {

  public Measured {
    settings = new TreeMap<>(settings);
    jvm = new TreeMap<>(jvm);
    command = List.copyOf(command);
    peers = new TreeMap<>(peers);
  }

  /** Whether all was as it should be, for all that were measured. */
  public boolean verified() {
    return result.verified() && peers.values().stream().allMatch(Result::verified);
  }
}
