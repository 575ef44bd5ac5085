package io.refrain.pipelines.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.values.Row;

/** Reads lines of JSON, one object each, into encoded rows. Not thread-safe. */
final class JsonRows {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(CsvRecords.MAX_RECORD_BYTES)
                  .maxNestingDepth(200)
                  .build())
          .build();

  private final RowLayout layout;
  private final JsonObject object;
  private final RowConverter converter;

  JsonRows(RowLayout layout, boolean ignoreExtra) {
    this.layout = layout;
    this.object = new JsonObject("", layout.schema(), ignoreExtra);
    this.converter = new RowConverter(layout);
  }

  /**
   * Reads all lines.
   *
   * @param file the file's ordinal, for origins
   * @return how many there were, blank ones not counted, rejected ones included
   */
  long read(Lines lines, int file, RowSink sink) throws IOException {
    long count = 0;
    while (lines.next()) {
      count++;
      long origin = Origins.origin(lines.line(), file);
      RowWriter row;
      try {
        row = row(lines);
      } catch (RejectedValue e) {
        sink.rejected(e.row(raw(lines), origin));
        continue;
      } catch (UnfitValueException e) {
        sink.rejected(
            new RejectedRow(Code.UNFIT_VALUE, e.column(), e.getMessage(), raw(lines), origin));
        continue;
      }
      sink.row(row, origin);
    }
    return count;
  }

  private RowWriter row(Lines lines) throws IOException {
    byte[] b = lines.bytes();
    int from = lines.start();
    int malformed = Utf8.malformedAt(b, from, lines.end());
    if (malformed >= 0) {
      throw malformed("byte " + (malformed - from + 1) + " of the line is not UTF-8");
    }
    List<Object> values;
    try (JsonParser json = JSON.createParser(b, from, lines.end() - from)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the line is no JSON object; each line must be one, from { to }");
      }
      values = object.read(json);
      if (json.nextToken() != null) {
        throw malformed("something follows the object on its line");
      }
    } catch (JsonProcessingException e) {
      throw malformed("the line is no JSON object: " + e.getOriginalMessage());
    }
    return converter.encode(Row.withSchema(layout.schema()).attachValues(values));
  }

  private static RejectedValue malformed(String reason) {
    return new RejectedValue(Code.MALFORMED_ROW, "", reason);
  }

  private static String raw(Lines lines) {
    return Utf8.forMessage(lines.bytes(), lines.start(), lines.end(), CsvRows.MAX_ROW_BYTES);
  }
}
