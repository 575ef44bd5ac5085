package io.refrain.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.RejectedRow;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.Origins;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Writes rejected rows to one file, one JSON object a line: {@code code}, {@code column}, {@code
 * reason}, {@code where} (file and line) and {@code row}. Each run writes the file anew.
 */
final class WriteRejected extends PTransform<PCollection<RejectedRow>, PDone> {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String path;
  private final Origins origins;

  WriteRejected(String path, Delivery delivery) {
    this.path = path;
    this.origins = delivery.origins();
  }

  @Override
  public PDone expand(PCollection<RejectedRow> rejected) {
    Origins places = origins;
    return rejected
        .apply("ToJson", MapElements.into(TypeDescriptors.strings()).via(row -> json(row, places)))
        .apply("Write", TextIO.write().to(path).withoutSharding());
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
}
