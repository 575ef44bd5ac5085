package io.refrain.pipelines.aggregate;

import io.refrain.core.RefrainException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.TypeName;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * One row for each group, in each window. The result does not depend on the order of the rows, nor
 * on how they are cut into bundles: numbers are added exactly.
 */
public final class AggregateRows extends PTransform<PCollection<Row>, PCollection<Row>> {
  private static final long serialVersionUID = 1L;
  private final Aggregation aggregation;

  private AggregateRows(Aggregation aggregation) {
    this.aggregation = aggregation;
  }

  /** Computes an aggregation. */
  public static AggregateRows of(Aggregation aggregation) {
    return new AggregateRows(aggregation);
  }

  @Override
  public PCollection<Row> expand(PCollection<Row> rows) {
    Schema output = aggregation.schemaOf(rows.getSchema());
    Schema group =
        Schema.builder()
            .addFields(output.getFields().subList(0, aggregation.groupBy().size()))
            .build();
    return rows.apply("Measure", ParDo.of(new MeasureFn(aggregation, group)))
        .setCoder(KvCoder.of(RowCoder.of(group), SerializableCoder.of(Measured.class)))
        .apply("Sum", Combine.perKey(new AddFn()))
        .apply("Rows", ParDo.of(new RowsFn(output)))
        .setRowSchema(output);
  }

  /** The sums and the number of some rows of a group. */
  private static final class Measured implements Serializable {
    private static final long serialVersionUID = 1L;
    private final BigDecimal[] sums;
    private long rows;

    private Measured(BigDecimal[] sums, long rows) {
      this.sums = sums;
      this.rows = rows;
    }

    private Measured add(Measured other) {
      for (int i = 0; i < sums.length; i++) {
        if (other.sums[i] != null) {
          sums[i] = sums[i] == null ? other.sums[i] : sums[i].add(other.sums[i]);
        }
      }
      rows += other.rows;
      return this;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Measured other && rows == other.rows && Arrays.equals(sums, other.sums);
    }

    @Override
    public int hashCode() {
      return Objects.hash(rows, Arrays.hashCode(sums));
    }
  }

  private static final class MeasureFn extends DoFn<Row, KV<Row, Measured>> {
    private static final long serialVersionUID = 1L;
    private final Aggregation aggregation;
    private final Schema group;

    private MeasureFn(Aggregation aggregation, Schema group) {
      this.aggregation = aggregation;
      this.group = group;
    }

    @ProcessElement
    public void measure(@Element Row row, OutputReceiver<KV<Row, Measured>> out) {
      List<Object> key = new ArrayList<>();
      aggregation.groupBy().forEach(column -> key.add(row.getValue(column)));
      BigDecimal[] values =
          aggregation.sums().stream()
              .map(sum -> decimal(row.getValue(sum.column())))
              .toArray(BigDecimal[]::new);
      out.output(KV.of(Row.withSchema(group).addValues(key).build(), new Measured(values, 1)));
    }

    private static BigDecimal decimal(Object value) {
      if (value == null) {
        return null;
      }
      return value instanceof BigDecimal decimal
          ? decimal
          : BigDecimal.valueOf(((Number) value).longValue());
    }
  }

  private static final class AddFn extends Combine.CombineFn<Measured, Measured, Measured> {
    private static final long serialVersionUID = 1L;

    @Override
    public Measured createAccumulator() {
      return null;
    }

    @Override
    public Measured addInput(Measured sum, Measured one) {
      return sum == null ? new Measured(one.sums.clone(), one.rows) : sum.add(one);
    }

    @Override
    public Measured mergeAccumulators(Iterable<Measured> parts) {
      Measured sum = null;
      for (Measured part : parts) {
        sum = part == null ? sum : addInput(sum, part);
      }
      return sum;
    }

    @Override
    public Measured extractOutput(Measured sum) {
      return sum;
    }

    @Override
    public Coder<Measured> getAccumulatorCoder(CoderRegistry registry, Coder<Measured> input) {
      return org.apache.beam.sdk.coders.NullableCoder.of(input);
    }

    @Override
    public Coder<Measured> getDefaultOutputCoder(CoderRegistry registry, Coder<Measured> input) {
      return input;
    }
  }

  private static final class RowsFn extends DoFn<KV<Row, Measured>, Row> {
    private static final long serialVersionUID = 1L;
    private final Schema output;

    private RowsFn(Schema output) {
      this.output = output;
    }

    @ProcessElement
    public void rows(@Element KV<Row, Measured> group, OutputReceiver<Row> out) {
      List<Object> values = new ArrayList<>(group.getKey().getValues());
      for (BigDecimal sum : group.getValue().sums) {
        values.add(value(sum, group.getKey(), output.getField(values.size())));
      }
      if (values.size() < output.getFieldCount()) {
        values.add(group.getValue().rows);
      }
      out.output(Row.withSchema(output).addValues(values).build());
    }

    private static Object value(BigDecimal sum, Row group, Schema.Field field) {
      if (sum == null || field.getType().getTypeName() != TypeName.INT64) {
        return sum;
      }
      try {
        return sum.longValueExact();
      } catch (ArithmeticException e) {
        throw new RefrainException(
            RefrainException.Kind.REFUSED,
            "The sum '"
                + field.getName()
                + "' of the group "
                + group.getValues()
                + " is "
                + sum
                + ", beyond what a BIGINT holds. Nothing was changed. Declare the column as DECIMAL.",
            e);
      }
    }
  }
}
