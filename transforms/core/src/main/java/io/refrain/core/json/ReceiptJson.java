package io.refrain.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Counts;
import io.refrain.core.Receipt;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link Receipt} as JSON: {@code pipeline}, {@code scope} (see {@link ScopeJson}), {@code
 * epoch}, {@code counts} by their keys, {@code partitions} and {@code checksum} (32 hexadecimal
 * digits).
 */
public final class ReceiptJson {
  private ReceiptJson() {}

  public static String write(Receipt receipt) {
    ObjectNode node = toNode(receipt.token());
    ObjectNode counts = node.putObject("counts");
    receipt.counts().asMap().forEach(counts::put);
    node.put("partitions", receipt.partitions());
    node.put("checksum", receipt.checksum().toString());
    return Json.write(node);
  }

  /**
   * The reverse of {@link #write}. Counts that this release does not know are ignored.
   *
   * @throws IllegalArgumentException if the text is no JSON of a receipt
   */
  public static Receipt read(String text) {
    JsonNode node = Json.read("receipt", text);
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> count : Json.required(node, "counts").properties()) {
      counts.put(count.getKey(), count.getValue().asLong());
    }
    return new Receipt(
        token(node),
        Counts.ofMap(counts),
        Json.required(node, "partitions").asInt(),
        ContentChecksum.parse(Json.text(node, "checksum")));
  }

  /** A token alone: the first three fields of a receipt. */
  public static String writeToken(RunToken token) {
    return Json.write(toNode(token));
  }

  /**
   * The reverse of {@link #writeToken}; also reads the token of a receipt.
   *
   * @throws IllegalArgumentException if the text is no JSON of a token
   */
  public static RunToken readToken(String text) {
    return token(Json.read("token", text));
  }

  private static ObjectNode toNode(RunToken token) {
    ObjectNode node = Json.object();
    node.put("pipeline", token.pipeline());
    node.set("scope", ScopeJson.toNode(token.scope()));
    node.put("epoch", token.epoch());
    return node;
  }

  private static RunToken token(JsonNode node) {
    return new RunToken(
        Json.text(node, "pipeline"),
        ScopeJson.fromNode(Json.required(node, "scope")),
        Json.required(node, "epoch").asLong());
  }
}
