package io.refrain.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.MergeWork;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link MergeReceipt} as JSON: {@code pipeline}, {@code action}, {@code window}, {@code epoch},
 * {@code counts} by their keys, {@code work} and {@code committed}.
 */
public final class MergeReceiptJson {
  private MergeReceiptJson() {}

  public static String write(MergeReceipt receipt) {
    ObjectNode node = toNode(receipt.token());
    ObjectNode counts = node.putObject("counts");
    receipt.counts().asMap().forEach(counts::put);
    ObjectNode work = node.putObject("work");
    work.put("files_read", receipt.work().filesRead());
    work.put("bytes_read", receipt.work().bytesRead());
    work.put("files_rewritten", receipt.work().filesRewritten());
    work.put("files_added", receipt.work().filesAdded());
    work.put("bytes_added", receipt.work().bytesAdded());
    work.put("duplicates", receipt.work().duplicates());
    node.put("committed", receipt.committed());
    return Json.write(node);
  }

  /**
   * The reverse of {@link #write}. Counts that this release does not know are ignored; what earlier
   * releases did not count is 0.
   *
   * @throws IllegalArgumentException if the text is no JSON of a receipt
   */
  public static MergeReceipt read(String text) {
    JsonNode node = Json.read("merge receipt", text);
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> count : Json.required(node, "counts").properties()) {
      counts.put(count.getKey(), count.getValue().asLong());
    }
    JsonNode work = Json.required(node, "work");
    return new MergeReceipt(
        token(node),
        Counts.ofMap(counts),
        new MergeWork(
            number(work, "files_read"),
            work.path("bytes_read").asLong(),
            number(work, "files_rewritten"),
            number(work, "files_added"),
            number(work, "bytes_added"),
            number(work, "duplicates")),
        Json.required(node, "committed").asBoolean());
  }

  /** A token alone: one text for each token, so it can serve as a key. */
  public static String writeToken(MergeToken token) {
    return Json.write(toNode(token));
  }

  /**
   * The reverse of {@link #writeToken}; also reads the token of a receipt.
   *
   * @throws IllegalArgumentException if the text is no JSON of a token
   */
  public static MergeToken readToken(String text) {
    return token(Json.read("merge token", text));
  }

  private static ObjectNode toNode(MergeToken token) {
    ObjectNode node = Json.object();
    node.put("pipeline", token.pipeline());
    node.put("action", token.action());
    node.put("window", token.window());
    node.put("epoch", token.epoch());
    return node;
  }

  private static MergeToken token(JsonNode node) {
    return new MergeToken(
        Json.text(node, "pipeline"),
        Json.text(node, "action"),
        Json.text(node, "window"),
        number(node, "epoch"));
  }

  private static long number(JsonNode node, String field) {
    return Json.required(node, field).asLong();
  }
}
