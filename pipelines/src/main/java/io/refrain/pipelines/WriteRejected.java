package io.refrain.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.RejectedRow;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.Origins;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Writes rejected rows to one file, one JSON object a line: {@code code}, {@code column}, {@code
 * reason}, {@code where} (file and line) and {@code row}. Each run writes the file anew; it is
 * empty if no row was rejected. The order of the lines is arbitrary.
 *
 * <p>One worker writes the file in one go, in its place: a run that fails leaves no temporary files
 * behind, as a sink that renames would. For bounded input.
 */
final class WriteRejected extends PTransform<PCollection<RejectedRow>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  // Stands for the file itself, so that there is something to write when no row was rejected.
  private static final String FILE = "";

  private final String path;
  private final Origins origins;

  WriteRejected(String path, Delivery delivery) {
    this.path = path;
    this.origins = delivery.origins();
  }

  @Override
  public PDone expand(PCollection<RejectedRow> rejected) {
    Origins places = origins;
    PCollection<String> lines =
        rejected.apply(
            "ToJson", MapElements.into(TypeDescriptors.strings()).via(row -> json(row, places)));
    PCollection<String> file =
        rejected.getPipeline().apply("File", Create.of(FILE).withCoder(StringUtf8Coder.of()));
    PCollectionList.of(lines)
        .and(file)
        .apply("FileAndLines", Flatten.pCollections())
        .apply("OneFile", WithKeys.of(path))
        .apply("Gather", GroupByKey.create())
        .apply("Write", ParDo.of(new WriteFn()));
    return PDone.in(rejected.getPipeline());
  }

  private static String json(RejectedRow row, Origins origins) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("code", row.code().key());
    node.put("column", row.column());
    node.put("reason", row.reason());
    node.put("where", row.origin() == 0 ? "" : origins.describe(row.origin()));
    node.put("row", row.row());
    return node.toString();
  }

  private static final class WriteFn extends DoFn<KV<String, Iterable<String>>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void write(@Element KV<String, Iterable<String>> file) throws IOException {
      try (Writer out =
          new BufferedWriter(
              Channels.newWriter(
                  FileSystems.create(
                      FileSystems.matchNewResource(file.getKey(), false), "application/x-ndjson"),
                  StandardCharsets.UTF_8))) {
        for (String line : file.getValue()) {
          if (!line.equals(FILE)) {
            out.append(line).append('\n');
          }
        }
      } catch (IOException e) {
        throw new IOException(
            "The rejected rows cannot be written to " + file.getKey() + ": " + e.getMessage(), e);
      }
    }
  }
}
