package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.Partition;
import io.refrain.core.json.MergeReceiptJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The merges committed, as a table holds them: one domain of metadata for each token. Of each
 * pipeline and action the latest {@link #KEPT} are remembered: a merge that is run again after so
 * many others finds its rows stored, and changes nothing either.
 *
 * <p>A transaction of an application could not hold them: its version must grow, and merges may be
 * committed in any order; and applications are never forgotten.
 */
final class MergeLedger {
  /** How many merges of a pipeline and action are remembered. */
  static final int KEPT = 200;

  private static final String DOMAIN = "refrain.merge.";

  private final TableState table;

  MergeLedger(TableState table) {
    this.table = table;
  }

  Optional<MergeReceipt> receipt(MergeToken token) {
    return Optional.ofNullable(table.domains().get(domain(token)))
        .map(config -> MergeReceiptJson.read(StagedData.read(config).path("receipt").toString()));
  }

  /** All that are remembered. */
  List<MergeReceipt> receipts() {
    List<MergeReceipt> receipts = new ArrayList<>();
    table
        .domains()
        .forEach(
            (name, config) -> {
              if (name.startsWith(DOMAIN)) {
                receipts.add(
                    MergeReceiptJson.read(StagedData.read(config).path("receipt").toString()));
              }
            });
    return receipts;
  }

  /** The domains that the next commit sets. */
  Map<String, String> set(MergeReceipt receipt) {
    ObjectNode node = StagedData.toNode(Partition.WHOLE);
    node.put("version", table.version() + 1);
    node.set("receipt", StagedData.read(MergeReceiptJson.write(receipt)));
    return Map.of(domain(receipt.token()), node.toString());
  }

  /** The domains of merges that are forgotten with the next commit. */
  Set<String> gone(MergeToken token) {
    List<Map.Entry<String, Long>> kept = new ArrayList<>();
    table
        .domains()
        .forEach(
            (name, config) -> {
              if (name.startsWith(DOMAIN)) {
                JsonNode node = StagedData.read(config);
                MergeToken other = MergeReceiptJson.readToken(node.path("receipt").toString());
                if (other.pipeline().equals(token.pipeline())
                    && other.action().equals(token.action())) {
                  kept.add(Map.entry(name, node.path("version").asLong()));
                }
              }
            });
    kept.sort(Comparator.comparingLong(Map.Entry::getValue));
    Set<String> gone = new HashSet<>();
    kept.subList(0, Math.max(0, kept.size() - KEPT + 1)).forEach(e -> gone.add(e.getKey()));
    return gone;
  }

  private static String domain(MergeToken token) {
    return DOMAIN + Ledger.digest(MergeReceiptJson.writeToken(token));
  }
}
