package io.refrain.benchmarks.jdbc;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** One version of so many orders, each once: computed on the workers, the same on every run. */
final class Orders extends PTransform<PBegin, PCollection<Row>> {
  private static final long serialVersionUID = 1L;

  /** The day whose orders {@link Phase#REPLACED} delivers. */
  static final LocalDate REPLACED_DAY = LocalDate.of(2024, 3, 10);

  static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("order_id")
          .addInt64Field("customer_id")
          .addStringField("product")
          .addInt32Field("quantity")
          .addLogicalTypeField("amount", FixedPrecisionNumeric.of(12, 2))
          .addLogicalTypeField("order_date", SqlTypes.DATE)
          .addLogicalTypeField("updated_at", new MicrosInstant())
          .build();

  private static final long PARTS = 64;
  private static final Instant FIRST = Instant.parse("2024-03-01T00:00:00Z");

  private final long rows;
  private final Phase phase;

  Orders(long rows, Phase phase) {
    this.rows = rows;
    this.phase = phase;
  }

  @Override
  public PCollection<Row> expand(PBegin input) {
    List<Long> parts = LongStream.range(0, PARTS).boxed().toList();
    return input
        .apply("Parts", Create.of(parts))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Orders", ParDo.of(new OrdersFn(rows, phase)))
        .setRowSchema(SCHEMA);
  }

  private static final class OrdersFn extends DoFn<Long, Row> {
    private static final long serialVersionUID = 1L;
    // A prime: whatever the number of rows, its multiples visit each one once.
    private static final long STEP = 611_953;

    private final long rows;
    private final Phase phase;
    private final int version;

    private OrdersFn(long rows, Phase phase) {
      this.rows = rows;
      this.phase = phase;
      this.version = phase.version();
    }

    @ProcessElement
    public void orders(@Element Long part, OutputReceiver<Row> out) {
      for (long i = rows * part / PARTS; i < rows * (part + 1) / PARTS; i++) {
        long id = phase.shuffled() ? i * STEP % rows : i;
        if (phase.delivers(id)) {
          out.output(order(id));
        }
      }
    }

    private Row order(long id) {
      long mixed = (id + 1) * 0x9E3779B97F4A7C15L;
      long random = (mixed ^ (mixed >>> 29)) >>> 1;
      return Row.withSchema(SCHEMA)
          .attachValues(
              id,
              random % 200_000,
              "product-" + random % 1000,
              (int) (random % 10) + version,
              BigDecimal.valueOf(random % 100_000_000, 2),
              LocalDate.EPOCH.plusDays(19_783 + id % 10),
              FIRST.plusSeconds(id % 864_000 + 86_400L * version));
    }
  }
}
