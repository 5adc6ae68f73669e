package io.weevil.apps.bench.measure;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a benchmark found. Where there are several runs, figures are medians over them.
 *
 * @param replicas in the group
 * @param primary the name of the process that led at the end
 * @param runs at least one
 * @param peakBytes the greatest resident size of each process
 * @param endings one for each group of processes
 * @param faults everything that should not have been; empty when all held
 */
public record Result(
    int replicas,
    String primary,
    List<Run> runs,
    SortedMap<String, Long> peakBytes,
    List<Ending> endings,
    List<String> faults) {

  public Result {
    runs = List.copyOf(runs);
    endings = List.copyOf(endings);
    faults = List.copyOf(faults);
    peakBytes = Collections.unmodifiableSortedMap(new TreeMap<>(peakBytes));
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a result without a run");
    }
  }

  /** The same with one run alone. */
  public Result only(Run run) {
    return new Result(replicas, primary, List.of(run), peakBytes, endings, faults);
  }

  /** The median of a figure over the runs; of an even number the mean of the middle two. */
  public double median(ToDoubleFunction<Run> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** A run in the middle, for what has no median. */
  public Run middleRun() {
    List<Run> sorted =
        runs.stream()
            .sorted(Comparator.comparingDouble(run -> run.window().operationsPerSecond()))
            .toList();
    return sorted.get(sorted.size() / 2);
  }

  /** CPU time that the server that led used for an operation, in microseconds. */
  public double primaryCpuMicrosPerOperation() {
    return median(run -> run.cpuMicrosPerOperation(primary));
  }

  /** The greatest resident size of a server. */
  public long peakServerBytes() {
    return peakBytes.entrySet().stream()
        .filter(process -> runs.get(0).costs().containsKey(process.getKey()))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  /** By how much the resident size of a server grew in a window, at most. */
  public long serverGrowthBytes() {
    return runs.stream()
        .flatMap(
            run ->
                run.grownBytes().entrySet().stream()
                    .filter(process -> run.costs().containsKey(process.getKey())))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  /** Whether all living replicas had equal states at the end, in each group of processes. */
  public boolean digestsEqual() {
    return endings.stream().allMatch(ending -> ending.digestsEqual(replicas));
  }

  public boolean verified() {
    return faults.isEmpty() && digestsEqual();
  }
}
