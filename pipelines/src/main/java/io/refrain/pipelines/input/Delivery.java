package io.refrain.pipelines.input;

import io.refrain.core.row.RowBlock;
import io.refrain.pipelines.schema.DeclaredSchema;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * A delivery that was found: its files, and the columns to read of them.
 *
 * @param input as the caller named it
 * @param files the files it stands for, sorted by name
 * @param format how they are written; null if their names say
 * @param schema the columns
 * @param ignoreExtra whether columns that the schema does not have are passed over
 * @param through a step that its rows take once they are read; null for none
 */
public record Delivery(
    String input,
    List<InputFile> files,
    InputFormat format,
    Schema schema,
    boolean ignoreExtra,
    PTransform<PCollection<RowBlock>, PCollection<RowBlock>> through) {

  public Delivery {
    files = List.copyOf(files);
  }

  /**
   * Looks for the files, and opens some of them for their schema if none is declared. For a
   * program's main, not for a transform.
   *
   * @param input see {@link InputFiles}
   * @param format the name of a format; null to go by the files' names
   * @param schema columns as in SQL, or an Avro schema file; null for that of the files
   * @param ignoreExtra whether columns that the schema does not have are passed over
   * @throws InputException if there is no input, or it is not what it says
   * @throws IllegalArgumentException if the schema or the format cannot be understood
   */
  public static Delivery find(String input, String format, String schema, boolean ignoreExtra) {
    InputFormat given = format == null ? null : InputFormat.parse(format);
    List<InputFile> files = InputFiles.match(input, given);
    Schema columns = schema == null ? InputSchema.of(files) : DeclaredSchema.parse(schema);
    return new Delivery(input, files, given, columns, ignoreExtra, null);
  }

  /** The same, its rows taking a step once they are read: see {@link ReadDelivery#through}. */
  public Delivery through(PTransform<PCollection<RowBlock>, PCollection<RowBlock>> step) {
    return new Delivery(input, files, format, schema, ignoreExtra, step);
  }

  /** The transform that reads it. */
  public ReadDelivery read() {
    ReadDelivery read = ReadDelivery.from(input).withSchema(schema);
    read = format == null ? read : read.withFormat(format);
    read = through == null ? read : read.through(through);
    return ignoreExtra ? read.ignoringExtraColumns() : read;
  }

  /** Where its rows stand. */
  public Origins origins() {
    return Origins.of(files);
  }
}
