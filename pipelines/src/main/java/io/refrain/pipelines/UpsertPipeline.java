package io.refrain.pipelines;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowBlock;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.ReadDelivery;
import org.apache.beam.sdk.Pipeline;
import org.joda.time.Duration;

/** Reads a delivery and upserts the latest row of each key into a database table. */
public final class UpsertPipeline {

  /**
   * What to run.
   *
   * @param delivery what to read
   * @param latestBy the key, and what is newer
   * @param connection the database
   * @param table the table's name
   * @param writing how to write to it
   * @param rejections what becomes of rejected rows
   * @param changes what becomes of deletes, and of rows that are stored already
   */
  public record Options(
      Delivery delivery,
      LatestBy latestBy,
      JdbcConnection connection,
      String table,
      Writing writing,
      Rejections rejections,
      Changes changes) {

    /** Of rows that are upserts, all of them. */
    public Options(
        Delivery delivery,
        LatestBy latestBy,
        JdbcConnection connection,
        String table,
        boolean createTable,
        Rejections rejections) {
      this(
          delivery,
          latestBy,
          connection,
          table,
          new Writing(createTable, false, false),
          rejections,
          Changes.NONE);
    }
  }

  /**
   * How an upsert writes.
   *
   * @param createTable whether to make the table if it is not there
   * @param atomically whether all rows become visible at once
   * @param planOnly whether to say what would become of the rows, and write nothing
   */
  public record Writing(boolean createTable, boolean atomically, boolean planOnly) {
    private <T> UpsertJdbcSink<T> applyTo(UpsertJdbcSink<T> plain) {
      UpsertJdbcSink<T> sink = createTable ? plain.createTable() : plain;
      sink = atomically ? sink.atomically() : sink;
      return planOnly ? sink.planOnly() : sink;
    }
  }

  /**
   * What an upsert does with what is not simply a newer row.
   *
   * @param tombstones how long deletes are remembered in a side table; null if they are not
   * @param softDelete the column that flags deleted rows; null if there is none
   * @param storeChangeKind whether the column that marks deletes is stored
   * @param insertOnly whether stored rows are never touched
   */
  public record Changes(
      Duration tombstones, String softDelete, boolean storeChangeKind, boolean insertOnly) {
    static final Changes NONE = new Changes(null, null, false, false);

    private <T> UpsertJdbcSink<T> applyTo(UpsertJdbcSink<T> plain) {
      UpsertJdbcSink<T> sink = tombstones == null ? plain : plain.tombstones(tombstones);
      sink = softDelete == null ? sink : sink.softDelete(softDelete);
      sink = storeChangeKind ? sink.storeChangeKind() : sink;
      return insertOnly ? sink.insertOnly() : sink;
    }
  }

  private UpsertPipeline() {}

  /**
   * Adds the steps to a pipeline.
   *
   * @throws IllegalArgumentException if there is a column that marks deletes, and nothing that
   *     remembers them
   */
  public static UpsertJdbcSink.Result build(Pipeline pipeline, Options options) {
    ReadDelivery.Result read = pipeline.apply("Read", options.delivery().read());
    UpsertJdbcSink<RowBlock> sink =
        UpsertJdbcSink.<RowBlock>into(options.connection())
            .table(options.table())
            .byKey(options.latestBy().keys().toArray(String[]::new))
            .latestBy(options.latestBy().versions().toArray(String[]::new))
            .allowRejected(options.rejections().allowed())
            .after(Steps.countUnreadable(read.rejected()), read.rejected());
    sink = options.writing().applyTo(sink);
    if (options.latestBy().changeKind() != null) {
      sink = sink.changeKind(options.latestBy().changeKind());
    }
    UpsertJdbcSink.Result result = read.rows().apply("Upsert", options.changes().applyTo(sink));
    options.rejections().write(result.rejected(), options.delivery());
    return result;
  }
}
