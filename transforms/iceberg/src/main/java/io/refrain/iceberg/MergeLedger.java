package io.refrain.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.json.MergeReceiptJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;

/**
 * Finds merges by their token: in the summaries of the snapshots that are still known and, for
 * those that have expired, in a table property that holds the last of them.
 */
final class MergeLedger {
  /** In the summary of a snapshot: what the merge did. */
  static final String RECEIPT = "refrain.merge";

  /** How the properties begin that hold the last merges; the branch follows. */
  static final String PROPERTY = "refrain.merges.";

  /** How many merges the property holds. */
  static final int MAX_MERGES = 256;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Head head;
  private final List<Item> items = new ArrayList<>();

  private record Item(long snapshot, MergeReceipt receipt) {}

  MergeLedger(Head head) {
    this.head = head;
    List<Item> known = new ArrayList<>();
    for (Snapshot snapshot : head.ancestors()) {
      String receipt = snapshot.summary() == null ? null : snapshot.summary().get(RECEIPT);
      if (receipt != null) {
        known.add(0, new Item(snapshot.snapshotId(), MergeReceiptJson.read(receipt)));
      }
    }
    // A snapshot that is there, and not an ancestor, was rolled back or is another branch's.
    for (Item item : stored()) {
      if (head.snapshot().isPresent() && head.table().snapshot(item.snapshot()) == null) {
        items.add(item);
      }
    }
    items.addAll(known);
  }

  private List<Item> stored() {
    String own = head.table().properties().get(PROPERTY + head.branch());
    String text =
        own != null ? own : head.table().properties().get(PROPERTY + SnapshotRef.MAIN_BRANCH);
    List<Item> stored = new ArrayList<>();
    if (text != null) {
      for (JsonNode run : LiveFile.tree(text)) {
        stored.add(
            new Item(
                run.path("snapshot").asLong(),
                MergeReceiptJson.read(run.path("receipt").toString())));
      }
    }
    return stored;
  }

  Optional<MergeReceipt> find(MergeToken token) {
    return items.stream()
        .map(Item::receipt)
        .filter(receipt -> receipt.token().equals(token))
        .findFirst();
  }

  /** The property once a merge is in. */
  String with(long snapshot, MergeReceipt receipt) {
    List<Item> all = new ArrayList<>(items);
    all.add(new Item(snapshot, receipt));
    ArrayNode runs = MAPPER.createArrayNode();
    for (Item item : all.subList(Math.max(0, all.size() - MAX_MERGES), all.size())) {
      ObjectNode run = runs.addObject();
      run.put("snapshot", item.snapshot());
      run.set("receipt", LiveFile.tree(MergeReceiptJson.write(item.receipt())));
    }
    return runs.toString();
  }
}
