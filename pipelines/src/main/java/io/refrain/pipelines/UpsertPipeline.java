package io.refrain.pipelines;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowBlock;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.ReadDelivery;
import org.apache.beam.sdk.Pipeline;

/** Reads a delivery and upserts the latest row of each key into a database table. */
public final class UpsertPipeline {

  /**
   * What to run.
   *
   * @param delivery what to read
   * @param latestBy the key, and what is newer
   * @param connection the database
   * @param table the table's name
   * @param createTable whether to make the table if it is not there
   * @param rejections what becomes of rejected rows
   */
  public record Options(
      Delivery delivery,
      LatestBy latestBy,
      JdbcConnection connection,
      String table,
      boolean createTable,
      Rejections rejections) {}

  private UpsertPipeline() {}

  /**
   * Adds the steps to a pipeline.
   *
   * @throws IllegalArgumentException if there is a column that marks deletes: an upsert would store
   *     a delete as if it were a row
   */
  public static UpsertJdbcSink.Result build(Pipeline pipeline, Options options) {
    if (options.latestBy().changeKind() != null) {
      throw new IllegalArgumentException(
          "Cannot upsert deletes into "
              + options.table()
              + ": '"
              + options.latestBy().changeKind()
              + "' marks them, and they would be stored as rows. Take them out of the input.");
    }
    ReadDelivery.Result read = pipeline.apply("Read", options.delivery().read());
    UpsertJdbcSink<RowBlock> sink =
        UpsertJdbcSink.<RowBlock>into(options.connection())
            .table(options.table())
            .byKey(options.latestBy().keys().toArray(String[]::new))
            .latestBy(options.latestBy().versions().toArray(String[]::new))
            .allowRejected(options.rejections().allowed())
            .after(Steps.countUnreadable(read.rejected()), read.rejected());
    UpsertJdbcSink.Result result =
        read.rows().apply("Upsert", options.createTable() ? sink.createTable() : sink);
    options.rejections().write(result.rejected(), options.delivery());
    return result;
  }
}
