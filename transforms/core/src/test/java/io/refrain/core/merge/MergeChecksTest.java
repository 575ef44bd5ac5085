package io.refrain.core.merge;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.InMemoryMergeTarget;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.Streams;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** What can be wrong is found while the pipeline is built. */
final class MergeChecksTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("order_id")
          .addDoubleField("ratio")
          .addInt64Field("version")
          .addStringField("op")
          .addBooleanField("deleted")
          .build();

  private static MergeTableSink<Row> sink() {
    return MergeTableSink.<Row>into(InMemoryMergeTarget.create(SCHEMA))
        .byKey("order_id")
        .latestBy("version")
        .pipelineName("orders");
  }

  private static String refused(MergeTableSink<Row> sink) {
    PCollection<Row> input = Pipelines.create().apply(Create.empty(SCHEMA));
    return refused(input, sink);
  }

  private static String refused(PCollection<Row> input, MergeTableSink<Row> sink) {
    return assertThrows(IllegalArgumentException.class, () -> input.apply(sink)).getMessage();
  }

  @Test
  void keyVersionAndNameAreNeeded() {
    assertThat(
        refused(sink().byKey()),
        equalTo("By which columns are rows of memory matched? Name the key: byKey(...)."));
    assertThat(
        refused(sink().latestBy()),
        equalTo(
            "Which of two rows of one key in memory is newer? Name at least one version column:"
                + " latestBy(...)."));
    assertThat(
        refused(sink().pipelineName("")),
        equalTo(
            "Set pipelineName: the runs that write to memory are known by it. It must be the same"
                + " in every run."));
  }

  @Test
  void columnsMustBeThereAndFit() {
    assertThat(refused(sink().byKey("id")), startsWith("Unknown column 'id'. The columns are:"));
    assertThat(refused(sink().latestBy("at")), startsWith("Unknown column 'at'. The columns are:"));
    assertThat(
        refused(sink().byKey("ratio")),
        equalTo(
            "Key column 'ratio' is of type DOUBLE, whose values cannot be matched. Choose another"
                + " key."));
    Schema taken = Schema.builder().addInt64Field("refrain_deleted").build();
    assertThat(
        refused(Pipelines.create().apply(Create.empty(taken)), sink().byKey("refrain_deleted")),
        equalTo("The input has a column 'refrain_deleted', which is needed here. Rename it."));
  }

  @Test
  void whatBecomesOfDeletesHasNoDefault() {
    assertThat(
        refused(sink().changeKind("op")),
        equalTo(
            "What becomes of a row that 'op' deletes? Choose softDelete(column), which keeps it"
                + " flagged, so that an older row that comes late does not bring it back; or"
                + " hardDeletes(), which removes it and does not remember it."));
    assertThat(
        refused(sink().hardDeletes()),
        equalTo("Which rows are deletes? Name the column that says so: changeKind(...)."));
    assertThat(
        refused(sink().changeKind("version").hardDeletes()),
        startsWith("Change kind column 'version' must hold text, a boolean or the moment"));
    assertThat(
        refused(sink().byKey("op").changeKind("op").hardDeletes()),
        equalTo("Column 'op' cannot be both the change kind and one of the key or version."));
    assertThat(
        refused(sink().changeKind("op").softDelete("deleted")),
        equalTo(
            "Column 'deleted' flags deleted rows in the table, so the input must not have it,"
                + " unless as its changeKind."));
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> sink().hardDeletes().softDelete("deleted"))
            .getMessage(),
        equalTo(
            "Deleted rows are either kept, by softDelete(), or removed, by hardDeletes(): not"
                + " both."));
  }

  @Test
  void numbersMustBeInRange() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> sink().withShards(0)).getMessage(),
        equalTo("shards must be between 1 and 4096, but is 0"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> sink().epoch(0)).getMessage(),
        equalTo("An epoch must be positive, but is 0."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> sink().allowRejected(-1)).getMessage(),
        equalTo("allowRejected must not be negative: -1"));
  }

  @Test
  void windowsMustFireOnce() {
    PCollection<Row> stream = Pipelines.create().apply(Streams.of(SCHEMA).end());
    assertThat(
        refused(stream, sink()),
        startsWith("Unbounded input in the global window never ends, so nothing would ever be"));
    Duration hour = Duration.standardHours(1);
    assertThat(
        refused(stream.apply("Sessions", Window.into(Sessions.withGapDuration(hour))), sink()),
        equalTo(
            "Merging windows (Sessions) are no runs that could be told apart: use fixed windows."));
    assertThat(
        refused(
            stream.apply(
                "Late",
                Window.<Row>into(FixedWindows.of(hour))
                    .withAllowedLateness(hour)
                    .discardingFiredPanes()),
            sink()),
        startsWith("Each window is merged once, in one commit, so it must fire once: leave"));
    assertThat(
        refused(stream.apply("Hours", Window.into(FixedWindows.of(hour))), sink().planOnly()),
        startsWith("Unbounded input cannot be planned with planOnly(): what is planned for one"));
  }

  @Test
  void aTableThatCannotDeleteByPositionSaysSo() {
    MergeTarget plain = new OnlyAnew(InMemoryMergeTarget.create(SCHEMA));
    MergeTableSink<Row> sink =
        MergeTableSink.<Row>into(plain)
            .byKey("order_id")
            .latestBy("version")
            .pipelineName("orders")
            .deleteByPosition();
    assertThat(
        refused(sink),
        containsString(
            "deleteByPosition() is nothing that memory can do: its files can only be written"
                + " anew."));
  }

  private static final class OnlyAnew implements MergeTarget {
    private static final long serialVersionUID = 1L;
    private final InMemoryMergeTarget table;

    private OnlyAnew(InMemoryMergeTarget table) {
      this.table = table;
    }

    @Override
    public String name() {
      return table.name();
    }

    @Override
    public void check(RowLayout layout, List<String> keyColumns) {
      table.check(layout, keyColumns);
    }

    @Override
    public MergeStore open() {
      return table.open();
    }
  }
}
