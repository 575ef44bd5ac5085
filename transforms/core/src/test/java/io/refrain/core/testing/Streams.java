package io.refrain.core.testing;

import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** A stream of rows for tests: what comes in one bundle, and when the watermark moves. */
public final class Streams {
  private TestStream.Builder<Row> stream;

  private Streams(TestStream.Builder<Row> stream) {
    this.stream = stream;
  }

  public static Streams of(Schema schema) {
    return new Streams(TestStream.create(schema));
  }

  /** Rows that come together. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Read only.
  public final Streams rows(TimestampedValue<Row>... rows) {
    return rows(List.of(rows));
  }

  /** Rows that come together. */
  @SuppressWarnings("unchecked") // Arrays of generic types cannot be made in another way.
  public Streams rows(List<TimestampedValue<Row>> rows) {
    TimestampedValue<Row>[] rest =
        (TimestampedValue<Row>[]) rows.subList(1, rows.size()).toArray(new TimestampedValue<?>[0]);
    stream = stream.addElements(rows.get(0), rest);
    return this;
  }

  public Streams watermark(Instant to) {
    stream = stream.advanceWatermarkTo(to);
    return this;
  }

  public TestStream<Row> end() {
    return stream.advanceWatermarkToInfinity();
  }
}
