package io.refrain.testkit;

import java.lang.reflect.Method;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * How many workers a run has and how large its bundles are, by the options of the runners that have
 * such options. Runners are known by name only: none is on this module's class path.
 *
 * @param workers 0 for as it is
 * @param bundleSize rows in a bundle, where a runner lets one say so
 */
record Tuning(int workers, long bundleSize) {
  static final Tuning NONE = new Tuning(0, 0);

  private static final Map<String, Map<String, Boolean>> SETTERS =
      Map.of(
          "DirectRunner", Map.of("setTargetParallelism", true),
          "TestFlinkRunner", Map.of("setParallelism", true, "setMaxBundleSize", false),
          "FlinkRunner", Map.of("setParallelism", true, "setMaxBundleSize", false));

  static boolean isKnownTo(PipelineOptions options) {
    return SETTERS.containsKey(options.getRunner().getSimpleName());
  }

  void applyTo(PipelineOptions options) {
    if (workers == 0) {
      return;
    }
    SETTERS
        .getOrDefault(options.getRunner().getSimpleName(), Map.of())
        .forEach((setter, takesWorkers) -> set(options, setter, takesWorkers));
  }

  private void set(PipelineOptions options, String setter, boolean takesWorkers) {
    for (Class<? extends PipelineOptions> type : PipelineOptionsFactory.getRegisteredOptions()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(setter)) {
          try {
            // Not a conditional expression: that would make a Long of both.
            Object value = bundleSize;
            if (takesWorkers) {
              value = workers;
            }
            method.invoke(options.as(type), value);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot set " + setter + " of " + type.getName(), e);
          }
        }
      }
    }
  }
}
