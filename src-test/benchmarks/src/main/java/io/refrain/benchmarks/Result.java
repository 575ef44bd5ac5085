package io.refrain.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contender did at one size, over all rounds.
 *
 * @param rows the size of the input
 * @param contender its name
 * @param runs the measurements, one for each round
 * @param outputBytes how much it wrote in the last round
 */
record Result(long rows, String contender, List<Measurement> runs, long outputBytes) {

  Result {
    runs = List.copyOf(runs);
  }

  boolean succeeded() {
    return runs.stream().allMatch(Measurement::succeeded);
  }

  double wallSeconds() {
    return median(Measurement::wallSeconds);
  }

  double cpuSeconds() {
    return median(Measurement::cpuSeconds);
  }

  double peakBytes() {
    return median(Measurement::peakBytes);
  }

  double median(ToDoubleFunction<Measurement> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** From the fastest to the slowest round. */
  double[] wallRange() {
    return new double[] {
      runs.stream().mapToDouble(Measurement::wallSeconds).min().orElseThrow(),
      runs.stream().mapToDouble(Measurement::wallSeconds).max().orElseThrow()
    };
  }
}
