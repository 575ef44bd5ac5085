package io.refrain.parquet.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Partition;
import io.refrain.core.json.EntryJson;
import io.refrain.core.json.SchemaJson;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A manifest as JSON, in UTF-8. */
final class ManifestJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int FORMAT = 1;

  private ManifestJson() {}

  static byte[] write(Manifest manifest) throws IOException {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT);
    node.put("version", manifest.version());
    node.set("columns", MAPPER.readTree(SchemaJson.write(manifest.layout())));
    ArrayNode columns = node.putArray("partitioned_by");
    manifest.partitionColumns().forEach(columns::add);
    ArrayNode partitions = node.putArray("partitions");
    for (Manifest.Content content : manifest.partitions()) {
      partitions.add(write(content));
    }
    ArrayNode ledger = node.putArray("ledger");
    for (StoreState.Entry entry : manifest.ledger()) {
      ledger.add(MAPPER.readTree(EntryJson.write(entry)));
    }
    ArrayNode pending = node.putArray("pending");
    for (Manifest.Move move : manifest.pending()) {
      ObjectNode one = pending.addObject();
      one.put("kind", move.kind().name().toLowerCase(Locale.ROOT));
      one.put("from", move.from());
      one.put("to", move.to());
      one.put("bytes", move.bytes());
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  private static ObjectNode write(Manifest.Content content) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("partition", content.partition().path());
    node.put("owner", content.owner());
    node.put("epoch", content.epoch());
    ArrayNode files = node.putArray("files");
    for (Manifest.DataFile file : content.files()) {
      ObjectNode one = files.addObject();
      one.put("path", file.path());
      one.put("staged", file.staged());
      one.put("rows", file.rows());
      one.put("bytes", file.bytes());
      one.put("checksum", file.checksum());
    }
    return node;
  }

  static Manifest read(String name, byte[] json) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
      int format = node.path("format").asInt();
      if (format != FORMAT) {
        throw new IOException(
            "Cannot read "
                + name
                + ": it is of format "
                + format
                + ", and this release knows format "
                + FORMAT
                + ". Nothing was changed. Use the release that wrote it, or a later one.");
      }
      return read(node);
    } catch (IllegalArgumentException e) {
      throw new IOException("Cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  private static Manifest read(JsonNode node) {
    List<String> columns = new ArrayList<>();
    node.path("partitioned_by").forEach(c -> columns.add(c.asText()));
    List<Manifest.Content> partitions = new ArrayList<>();
    node.path("partitions").forEach(p -> partitions.add(readContent(p)));
    List<StoreState.Entry> ledger = new ArrayList<>();
    for (JsonNode entry : node.path("ledger")) {
      ledger.add(EntryJson.read(entry.toString()));
    }
    List<Manifest.Move> pending = new ArrayList<>();
    for (JsonNode move : node.path("pending")) {
      String kind = move.path("kind").asText().toUpperCase(Locale.ROOT);
      pending.add(
          new Manifest.Move(
              Manifest.Move.Kind.valueOf(kind),
              move.path("from").asText(),
              move.path("to").asText(),
              move.path("bytes").asLong()));
    }
    return new Manifest(
        node.path("version").asLong(),
        RowLayout.of(SchemaJson.read(node.path("columns").toString())),
        columns,
        partitions,
        ledger,
        pending);
  }

  private static Manifest.Content readContent(JsonNode node) {
    List<Manifest.DataFile> files = new ArrayList<>();
    for (JsonNode file : node.path("files")) {
      files.add(
          new Manifest.DataFile(
              file.path("path").asText(),
              file.path("staged").asText(),
              file.path("rows").asLong(),
              file.path("bytes").asLong(),
              file.path("checksum").asText()));
    }
    return new Manifest.Content(
        Partition.parse(node.path("partition").asText()),
        node.path("owner").asText(),
        node.path("epoch").asLong(),
        files);
  }
}
