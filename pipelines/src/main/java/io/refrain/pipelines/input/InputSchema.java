package io.refrain.pipelines.input;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;

/** The schema that an input's own files bring: that of Parquet and Avro. */
public final class InputSchema {
  private InputSchema() {}

  /**
   * Reads the schema of the files, all of which must have the same. This opens files: call it while
   * a pipeline is being made, not in a transform.
   *
   * @param files of one format, as {@link InputFiles} finds them
   * @throws InputException if files differ, or are damaged
   * @throws IllegalArgumentException if the format brings no schema, or has a type without a place
   *     in a row
   */
  public static Schema of(List<InputFile> files) {
    InputFile first = files.get(0);
    if (first.format().isText()) {
      throw new IllegalArgumentException(
          first.name()
              + " is "
              + first.format()
              + ", which brings no schema, and types are not guessed from data. Say --schema, as in:"
              + " order_id BIGINT, amount DECIMAL(12,2), order_date DATE. Nothing was stored.");
    }
    Schema schema = schemaOf(first);
    for (InputFile file : files.subList(1, files.size())) {
      Schema other = schemaOf(file);
      if (!other.equivalent(schema)) {
        throw new InputException(
            "The files of the input have different columns: "
                + first.name()
                + " has "
                + describe(schema)
                + "; "
                + file.name()
                + " has "
                + describe(other)
                + ". Say --schema to choose. Nothing was stored.");
      }
    }
    return schema;
  }

  private static String describe(Schema schema) {
    return io.refrain.core.row.RowLayout.of(schema).describe();
  }

  private static Schema schemaOf(InputFile file) {
    try {
      return file.format() == InputFormat.AVRO
          ? AvroRows.schemaOf(file)
          : ParquetRows.schemaOf(file);
    } catch (IOException e) {
      throw new InputException(
          file.name() + " cannot be read: " + e.getMessage() + ". Nothing was stored.", e);
    }
  }
}
