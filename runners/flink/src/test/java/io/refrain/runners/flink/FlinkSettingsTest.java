package io.refrain.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

class FlinkSettingsTest {

  private static Configuration read(FlinkSettings settings) {
    return GlobalConfiguration.loadConfiguration(settings.writeTemporary().toString());
  }

  private static long managedBytes(long heapBytes) {
    return read(FlinkSettings.ofEmbeddedCluster(2, heapBytes))
        .get(TaskManagerOptions.MANAGED_MEMORY_SIZE)
        .getBytes();
  }

  @Test
  void anEmbeddedClusterHasTheSlotsAskedFor() {
    Configuration read = read(FlinkSettings.ofEmbeddedCluster(3, 2L << 30));
    assertThat(read.get(TaskManagerOptions.NUM_TASK_SLOTS), equalTo(3));
  }

  @Test
  void theNetworkConnectsAllTasksOfSeveralShuffles() {
    for (int slots : new int[] {1, 2, 16, 64}) {
      Configuration read = read(FlinkSettings.ofEmbeddedCluster(slots, 2L << 30));
      long bytes = read.get(TaskManagerOptions.NETWORK_MEMORY_MAX).getBytes();
      long segments = bytes / read.get(TaskManagerOptions.MEMORY_SEGMENT_SIZE).getBytes();

      assertThat(read.get(TaskManagerOptions.NETWORK_MEMORY_MIN).getBytes(), is(bytes));
      assertThat(segments, greaterThanOrEqualTo(Math.max(1024L, 8L * slots * slots)));
    }
  }

  @Test
  void stepsRunAsParallelAsAskedForOnAnyCluster() {
    for (FlinkSettings settings :
        new FlinkSettings[] {FlinkSettings.ofJob(), FlinkSettings.ofEmbeddedCluster(2, 1L << 30)}) {
      assertThat(
          read(settings).get(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED), is(false));
    }
  }

  @Test
  void sortsGetAShareOfTheHeapsSizeWithinBounds() {
    assertThat(managedBytes(64L << 20), greaterThanOrEqualTo(128L << 20));
    assertThat(managedBytes(2L << 30), lessThanOrEqualTo(1L << 30));
    assertThat(managedBytes(1L << 40), equalTo(512L << 20));
    assertThat(
        read(FlinkSettings.ofEmbeddedCluster(16, 1L << 40))
            .get(TaskManagerOptions.MANAGED_MEMORY_SIZE)
            .getBytes(),
        equalTo(1536L << 20));
  }
}
