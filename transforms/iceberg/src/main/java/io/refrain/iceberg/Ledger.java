package io.refrain.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Receipt;
import io.refrain.core.json.ReceiptJson;
import io.refrain.core.json.ScopeJson;
import io.refrain.core.store.StoreState;
import java.util.ArrayList;
import java.util.List;

/**
 * The runs that a table remembers, as of one snapshot: kept in a table property for each branch,
 * which is written by the same commit as the snapshot and outlives it.
 *
 * @param head the snapshot that the last of the runs made
 * @param items the runs, in the order they were committed
 */
record Ledger(long head, List<Item> items) {
  static final Ledger EMPTY = new Ledger(-1, List.of());

  /** How the properties begin that hold ledgers; the branch follows. */
  static final String PROPERTY = "refrain.ledger.";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int FORMAT = 1;

  /** As {@link Item#rows} where nobody has counted. */
  static final long UNKNOWN = -1;

  /**
   * A run.
   *
   * @param snapshot the one it made
   * @param rows how many of the rows that it wrote, or that lie where it did, later runs have left;
   *     {@link #UNKNOWN} if nobody knows
   * @param entry what the protocol knows of it
   */
  record Item(long snapshot, long rows, StoreState.Entry entry) {
    Item withRows(long other) {
      return new Item(snapshot, other, entry);
    }
  }

  Ledger {
    items = List.copyOf(items);
  }

  List<StoreState.Entry> entries() {
    return items.stream().map(Item::entry).toList();
  }

  String write() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT);
    node.put("head", head);
    ArrayNode runs = node.putArray("runs");
    for (Item item : items) {
      ObjectNode run = runs.addObject();
      run.put("snapshot", item.snapshot());
      run.put("rows", item.rows());
      run.set("covered", tree(ScopeJson.write(item.entry().covered())));
      run.set("receipt", tree(ReceiptJson.write(item.entry().receipt())));
    }
    return node.toString();
  }

  /**
   * @throws IllegalArgumentException if the text is no ledger, or one of a later release
   */
  static Ledger read(String text) {
    JsonNode node = tree(text);
    if (node.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "a ledger of format "
              + node.path("format").asText("(none)")
              + ", and this release reads format "
              + FORMAT);
    }
    List<Item> items = new ArrayList<>();
    for (JsonNode run : node.path("runs")) {
      Receipt receipt = ReceiptJson.read(run.path("receipt").toString());
      items.add(
          new Item(
              run.path("snapshot").asLong(),
              run.path("rows").asLong(UNKNOWN),
              new StoreState.Entry(
                  receipt.token(), ScopeJson.read(run.path("covered").toString()), receipt)));
    }
    return new Ledger(node.path("head").asLong(), items);
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON of a ledger: " + e.getOriginalMessage(), e);
    }
  }
}
