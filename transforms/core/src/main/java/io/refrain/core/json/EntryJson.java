package io.refrain.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Receipt;
import io.refrain.core.store.StoreState;

/** A ledger's entry as JSON: {@code covered} (see {@link ScopeJson}) and {@code receipt}. */
public final class EntryJson {
  private EntryJson() {}

  public static String write(StoreState.Entry entry) {
    ObjectNode node = Json.object();
    node.set("covered", ScopeJson.toNode(entry.covered()));
    node.set("receipt", Json.read("receipt", ReceiptJson.write(entry.receipt())));
    return Json.write(node);
  }

  /**
   * The reverse of {@link #write}.
   *
   * @throws IllegalArgumentException if the text is no JSON of an entry
   */
  public static StoreState.Entry read(String text) {
    JsonNode node = Json.read("ledger entry", text);
    Receipt receipt = ReceiptJson.read(Json.required(node, "receipt").toString());
    return new StoreState.Entry(
        receipt.token(), ScopeJson.fromNode(Json.required(node, "covered")), receipt);
  }
}
