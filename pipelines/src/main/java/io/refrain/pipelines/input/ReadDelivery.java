package io.refrain.pipelines.input;

import com.google.auto.value.AutoValue;
import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.NamedOutputs;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads a delivery: files of CSV, JSON lines, Avro or Parquet, as blocks of encoded rows.
 *
 * <p>Every row of the input comes out once: in {@link Result#rows()}, with exactly the values that
 * were written, or in {@link Result#rejected()} with the reason. What makes the input as a whole
 * unreadable (a missing file, a header that does not fit the schema, a quote that is never closed,
 * a file cut off) fails the pipeline with an {@link InputException}.
 *
 * <p>Rows have no order. Plain text files are cut between records and read in parallel; a
 * compressed file, an Avro or a Parquet file is read by one worker, with bounded memory. Each row
 * carries its origin for messages, see {@link Origins}.
 *
 * <p><b>CSV</b> is RFC 4180 in UTF-8 with a header line; the columns' order is free. An empty field
 * is null, an empty field in quotes is the empty text; spaces belong to the value. A line that is
 * empty altogether is passed over, unless the file has one column only. <b>JSON</b> has one object
 * on each line; a missing field is null. Values are read by their declared type: whole numbers and
 * decimals plain or, for decimals, with an exponent, and only if the column holds them exactly;
 * dates as {@code 2024-03-15}; timestamps as {@code 2024-03-15T10:00:00.5Z}, also with a space or
 * an offset, in UTC without one; booleans as true, false, t, f, 1, 0; bytes as Base64, or
 * hexadecimal after {@code \x}.
 *
 * <pre>{@code
 * ReadDelivery.Result orders = pipeline.apply(
 *     ReadDelivery.from("orders/*.csv").withSchema(SchemaText.parse("order_id BIGINT, ...")));
 * }</pre>
 */
@AutoValue
public abstract class ReadDelivery extends PTransform<PBegin, ReadDelivery.Result> {
  private static final int DEFAULT_CHUNK_BYTES = 8 << 20;
  private static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};
  private static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};
  private static final TupleTag<Counts> COUNTS = new TupleTag<>() {};

  abstract String input();

  @Nullable
  abstract Schema schema();

  @Nullable
  abstract InputFormat format();

  abstract boolean ignoreExtra();

  abstract int chunkBytes();

  @Nullable
  abstract PTransform<PCollection<RowBlock>, PCollection<RowBlock>> through();

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setInput(String input);

    abstract Builder setSchema(Schema schema);

    abstract Builder setFormat(InputFormat format);

    abstract Builder setIgnoreExtra(boolean ignoreExtra);

    abstract Builder setChunkBytes(int bytes);

    abstract Builder setThrough(PTransform<PCollection<RowBlock>, PCollection<RowBlock>> step);

    abstract ReadDelivery build();
  }

  /**
   * Names the input.
   *
   * @param input a file, a glob, a directory, or several with commas between; see {@link
   *     InputFiles}
   */
  public static ReadDelivery from(String input) {
    return new AutoValue_ReadDelivery.Builder()
        .setInput(input)
        .setIgnoreExtra(false)
        .setChunkBytes(DEFAULT_CHUNK_BYTES)
        .build();
  }

  /** The columns to read. Files that bring a schema must agree with it. Required. */
  public ReadDelivery withSchema(Schema schema) {
    return toBuilder().setSchema(schema).build();
  }

  /** How the files are written, whatever their names say. */
  public ReadDelivery withFormat(InputFormat format) {
    return toBuilder().setFormat(format).build();
  }

  /** Passes over columns and fields of the files that the schema does not name. */
  public ReadDelivery ignoringExtraColumns() {
    return toBuilder().setIgnoreExtra(true).build();
  }

  /** About how large the parts of a plain text file are that are read in parallel. */
  public ReadDelivery withChunkBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("chunkBytes must be positive, but is " + bytes + ".");
    }
    return toBuilder().setChunkBytes(bytes).build();
  }

  /** Gives the rows on as they come out of this step: a test kit delivers them otherwise. */
  public ReadDelivery through(PTransform<PCollection<RowBlock>, PCollection<RowBlock>> step) {
    return toBuilder().setThrough(step).build();
  }

  @Override
  public Result expand(PBegin begin) {
    if (schema() == null) {
      throw new IllegalArgumentException(
          "The input '"
              + input()
              + "' needs a schema: CSV and JSON bring none, and types are not guessed. Name the"
              + " columns and their types, as in: order_id BIGINT, amount DECIMAL(12,2), order_date"
              + " DATE. For Parquet and Avro take the files' own (InputSchema).");
    }
    RowLayout layout = RowLayout.of(schema());
    PCollectionTuple out =
        begin
            .apply("Input", Create.of(input()).withCoder(StringUtf8Coder.of()))
            .apply("Match", ParDo.of(new MatchFiles(format())))
            .setCoder(SerializableCoder.of(InputFile.class))
            .apply("SpreadFiles", Reshuffle.viaRandomKey())
            .apply(
                "Split",
                ParDo.of(new SplitFiles(new FileSplitter(layout, ignoreExtra(), chunkBytes()))))
            .setCoder(SerializableCoder.of(InputChunk.class))
            .apply("SpreadChunks", Reshuffle.viaRandomKey())
            .apply(
                "Read",
                ParDo.of(new ReadChunks(layout, ignoreExtra(), ROWS, REJECTED, COUNTS))
                    .withOutputTags(ROWS, TupleTagList.of(REJECTED).and(COUNTS)));
    PCollection<RowBlock> rows = out.get(ROWS).setCoder(RowBlockCoder.of(layout));
    return new Result(
        through() == null ? rows : rows.apply("Through", through()),
        out.get(REJECTED).setCoder(SerializableCoder.of(RejectedRow.class)),
        out.get(COUNTS).setCoder(SerializableCoder.of(Counts.class)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("input", input()).withLabel("Input"))
        .addIfNotNull(
            DisplayData.item("format", format() == null ? null : format().name())
                .withLabel("Format"))
        .add(DisplayData.item("chunkBytes", chunkBytes()).withLabel("Chunk Bytes"));
  }

  /** What was read. */
  public static final class Result extends NamedOutputs {
    private final PCollection<RowBlock> rows;
    private final PCollection<RejectedRow> rejected;
    private final PCollection<Counts> counts;

    private Result(
        PCollection<RowBlock> rows, PCollection<RejectedRow> rejected, PCollection<Counts> counts) {
      super(Map.of("rows", rows, "rejected", rejected, "counts", counts));
      this.rows = rows;
      this.rejected = rejected;
      this.counts = counts;
    }

    /** The rows, in blocks; the coder knows their schema. */
    public PCollection<RowBlock> rows() {
      return rows;
    }

    /** The rows that could not be read, or do not fit the schema. */
    public PCollection<RejectedRow> rejected() {
      return rejected;
    }

    /** {@link Count#ROWS_IN}, rejected rows included, in parts to be summed. */
    public PCollection<Counts> counts() {
      return counts;
    }
  }
}
