package io.refrain.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

class EmbeddedClusterTest {

  @Test
  void flinkReadsWhatIsWritten() {
    EmbeddedCluster cluster = EmbeddedCluster.forHeap(2L << 30);

    Configuration read = GlobalConfiguration.loadConfiguration(cluster.writeTemporary().toString());

    assertThat(
        read.get(TaskManagerOptions.MANAGED_MEMORY_SIZE).getBytes(),
        equalTo(cluster.managedBytes() >> 10 << 10));
  }

  @Test
  void sortsGetAShareOfTheHeapsSizeWithinBounds() {
    assertThat(EmbeddedCluster.forHeap(64L << 20).managedBytes(), greaterThanOrEqualTo(128L << 20));
    assertThat(EmbeddedCluster.forHeap(2L << 30).managedBytes(), lessThanOrEqualTo(1L << 30));
    assertThat(EmbeddedCluster.forHeap(1L << 40).managedBytes(), lessThanOrEqualTo(1536L << 20));
  }
}
