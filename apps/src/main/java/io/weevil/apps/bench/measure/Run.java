package io.weevil.apps.bench.measure;

import io.weevil.apps.bench.cost.Costs;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One measured window, seen from all processes.
 *
 * @param warmUp how it was before
 * @param window what the client measured
 * @param cpuSeconds that each process used in the window
 * @param costs of each server in the window
 * @param grownBytes by how much each process's resident size grew in the window
 */
public record Run(
    WarmUp warmUp,
    Window window,
    SortedMap<String, Double> cpuSeconds,
    SortedMap<String, Costs> costs,
    SortedMap<String, Long> grownBytes) {

  /**
   * How the group became warm.
   *
   * @param seconds that the load had run before the measurement
   * @param steady whether the throughput had become steady
   * @param spread of the last windows, greatest minus least, over their mean
   * @param perSecond operations per second in these windows, oldest first
   */
  public record WarmUp(double seconds, boolean steady, double spread, List<Double> perSecond) {
    public WarmUp {
      perSecond = List.copyOf(perSecond);
    }
  }

  public Run {
    cpuSeconds = Collections.unmodifiableSortedMap(new TreeMap<>(cpuSeconds));
    costs = Collections.unmodifiableSortedMap(new TreeMap<>(costs));
    grownBytes = Collections.unmodifiableSortedMap(new TreeMap<>(grownBytes));
  }

  /** CPU time of all processes together. */
  public double cpuMicrosPerOperation() {
    return perOperation(cpuSeconds.values().stream().mapToDouble(s -> s).sum());
  }

  /** CPU time of one process. */
  public double cpuMicrosPerOperation(String process) {
    return perOperation(cpuSeconds.getOrDefault(process, 0.0));
  }

  private double perOperation(double seconds) {
    return window.operations() == 0 ? 0 : seconds * 1e6 / window.operations();
  }

  /** Of all processes, the client's too. */
  public Costs allCosts() {
    return costs.values().stream().reduce(window.costs(), Costs::plus);
  }
}
