package io.refrain.pipelines.schema;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.schemas.Schema;

/** The schema that a person declares: a column list, or the name of an Avro schema file. */
public final class DeclaredSchema {
  private static final String AVRO_SUFFIX = ".avsc";

  private DeclaredSchema() {}

  /**
   * Reads a schema: the text of {@link SchemaText}, or, if it ends in {@code .avsc}, the Avro
   * schema file of that name, on any file system Beam knows.
   *
   * @throws IllegalArgumentException if it is neither; the message says what is wrong with it
   */
  public static Schema parse(String textOrFile) {
    String trimmed = textOrFile.trim();
    if (!trimmed.toLowerCase(Locale.ROOT).endsWith(AVRO_SUFFIX)) {
      return SchemaText.parse(textOrFile);
    }
    try (InputStream in =
        Channels.newInputStream(
            FileSystems.open(FileSystems.matchSingleFileSpec(trimmed).resourceId()))) {
      return AvroSchemas.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), trimmed);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException("There is no schema file " + trimmed + ".", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The schema file " + trimmed + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
