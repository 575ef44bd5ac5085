package io.refrain.core.replace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.testing.InMemoryTarget;
import io.refrain.core.testing.Pipelines;
import java.time.ZoneId;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/** What is wrong with a replace is said while the pipeline is built. */
class ReplaceChecksTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("id")
          .addLogicalTypeField("day", SqlTypes.DATE)
          .addLogicalTypeField("at", SqlTypes.DATETIME)
          .addField("ratio", FieldType.DOUBLE)
          .build();

  private static PartitionReplaceSink<Row> sink(String... partitionColumns) {
    return PartitionReplaceSink.<Row>into(InMemoryTarget.partitionedBy(partitionColumns))
        .pipelineName("orders");
  }

  private static String refused(PartitionReplaceSink<Row> sink) {
    PCollection<Row> input = Pipelines.create().apply(Create.empty(SCHEMA));
    return assertThrows(IllegalArgumentException.class, () -> input.apply(sink)).getMessage();
  }

  private static ReplaceScope interval(String column, String text) {
    return ReplaceScope.interval(column, DataInterval.parse(text));
  }

  @Test
  void aScopeAndANameAreNeeded() {
    assertThat(
        refused(sink("day")),
        equalTo(
            "What may be replaced in memory? Name a scope: an interval, partitions, the partitions"
                + " present in the input, or everything. There is no default."));
    assertThat(
        refused(sink("day").scope(ReplaceScope.everything()).pipelineName(" ")),
        equalTo(
            "Set pipelineName: it owns what is written to memory, and must be the same in every"
                + " run."));
  }

  @Test
  void columnsMustBeThereAndFit() {
    assertThat(
        refused(sink("date").scope(ReplaceScope.everything())),
        equalTo("Unknown column 'date'. The columns are: [id, day, at, ratio]."));
    assertThat(
        refused(sink("ratio").scope(ReplaceScope.everything())),
        equalTo(
            "Cannot partition by 'ratio': its type is DOUBLE. Partition by a date, a number, a text,"
                + " a boolean or a timestamp."));
    assertThat(
        refused(sink("day").scope(interval("id", "2024-03"))),
        equalTo("An interval needs a date or timestamp column, but 'id' is of type BIGINT."));
    assertThat(
        refused(sink("day").scope(interval("at", "2024-03"))),
        equalTo(
            "Cannot replace an interval of 'at' in memory, which is partitioned by [day]: an"
                + " interval must be one of a partition column, so that whole partitions can be"
                + " replaced."));
    assertThat(
        refused(sink("day").scope(ReplaceScope.partitions(List.of(Partition.of("country", "DE"))))),
        equalTo("Partition country=DE does not fit memory, which is partitioned by [day]."));
  }

  @Test
  void intervalsMustFitTheirColumn() {
    assertThat(
        refused(sink("day").scope(interval("day", "2024-03-15T10"))),
        equalTo(
            "Column 'day' holds dates, so the interval must be of whole days, but is"
                + " 2024-03-15T10:00/2024-03-15T11:00."));
    assertThat(
        refused(
            sink("at")
                .scope(
                    ReplaceScope.interval(
                        "at", DataInterval.parse("2024-03", ZoneId.of("Europe/Berlin"))))),
        equalTo(
            "Column 'at' holds timestamps without a time zone, so the interval must have none"
                + " either, but is 2024-03-01/2024-04-01 Europe/Berlin."));
  }

  @Test
  void optionsHaveTheirRanges() {
    assertThat(
        message(() -> sink("day").epoch(0)), equalTo("An epoch must be positive, but is 0."));
    assertThat(
        message(() -> sink("day").allowRejected(-1)),
        equalTo("allowRejected must not be negative: -1"));
    assertThat(
        message(() -> sink("day").withShards(0)), equalTo("shards must be at least 1, but is 0"));
    assertThat(
        message(() -> sink("day").atLeastRows(-1)),
        equalTo("atLeastRows must not be negative: -1"));
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
