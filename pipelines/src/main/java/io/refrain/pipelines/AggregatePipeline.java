package io.refrain.pipelines;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.DecodeRows;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.pipelines.aggregate.AggregateRows;
import io.refrain.pipelines.aggregate.Aggregation;
import io.refrain.pipelines.input.Delivery;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * Reads a delivery, keeps the latest row of each key, aggregates them, and replaces a scope of a
 * target by the result: {@code daily_sales(order_date, revenue)} from orders, say.
 *
 * <p>An order that is delivered twice counts once, and one that was corrected counts as corrected,
 * because the latest rows are aggregated. A run that is repeated adds nothing, because a scope is
 * replaced and not added to. Groups outside of an interval are left out: a delivery may hold more
 * days than the run is responsible for. It must hold all rows of those it is.
 */
public final class AggregatePipeline {

  /**
   * What to run.
   *
   * @param delivery what to read
   * @param latestBy the key, and what is newer
   * @param aggregation what to compute; of an interval, its column has to be a group column
   * @param target where to replace
   * @param token who writes, and what may be replaced
   * @param policy what the commit may do; counts groups
   * @param rejections what becomes of rejected rows
   */
  public record Options(
      Delivery delivery,
      LatestBy latestBy,
      Aggregation aggregation,
      ReplaceTarget target,
      RunToken token,
      CommitPolicy policy,
      Rejections rejections) {}

  private AggregatePipeline() {}

  /** Adds the steps to a pipeline. */
  public static PartitionReplaceSink.Result build(Pipeline pipeline, Options options) {
    checkScope(options.aggregation(), options.token().scope());
    LatestRows latest = LatestRows.of(pipeline, options.delivery(), options.latestBy());
    PCollection<Row> groups =
        latest
            .rows()
            .apply("Decode", DecodeRows.toRows(options.delivery().schema()))
            .apply("Aggregate", AggregateRows.of(options.aggregation()));
    if (options.token().scope() instanceof ReplaceScope.Interval interval) {
      Schema schema = groups.getSchema();
      groups =
          groups
              .apply(
                  "InInterval",
                  Filter.by(
                      (Row row) -> contains(interval.interval(), row.getValue(interval.column()))))
              .setRowSchema(schema);
    }
    PartitionReplaceSink.Result result =
        groups.apply(
            "Replace",
            latest.account(
                Steps.replace(
                    options.target(), options.token(), options.policy(), options.rejections())));
    options.rejections().write(result.rejected(), options.delivery());
    return result;
  }

  /**
   * Refuses an interval that the groups do not tell apart.
   *
   * @throws IllegalArgumentException if its column is no group column
   */
  public static void checkScope(Aggregation aggregation, ReplaceScope scope) {
    if (scope instanceof ReplaceScope.Interval interval
        && !aggregation.groupBy().contains(interval.column())) {
      throw new IllegalArgumentException(
          "An interval of '"
              + interval.column()
              + "' can only be replaced by groups of it: add it to the group columns "
              + aggregation.groupBy()
              + ".");
    }
  }

  private static boolean contains(DataInterval interval, Object value) {
    if (value instanceof LocalDate date) {
      return interval.contains(date);
    } else if (value instanceof LocalDateTime moment) {
      return interval.contains(moment);
    }
    return value instanceof Instant instant && interval.contains(instant);
  }
}
