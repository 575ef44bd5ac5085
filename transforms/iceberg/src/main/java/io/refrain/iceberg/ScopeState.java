package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.store.StoreState;
import io.refrain.core.store.StoreState.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of a scope at one snapshot.
 *
 * @param head the table and its snapshot
 * @param scope which scope
 * @param ledger the runs that are in effect
 * @param content the files with rows of the scope
 * @param shares whose those rows are
 */
record ScopeState(
    Head head, ReplaceScope scope, Ledger ledger, ScopeContent content, Owners.Shares shares) {

  static ScopeState read(Head head, TableSpec spec, ReplaceScope scope) throws IOException {
    Ledger ledger = LedgerOfHead.find(head);
    ScopeContent content;
    try {
      content = ScopeContent.read(head, spec.partitionColumns(), scope);
    } catch (IllegalArgumentException e) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot replace "
              + scope
              + " in "
              + spec.name()
              + ": "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
    Owners.Shares shares = new Owners(head, spec.partitionColumns(), ledger, scope).of(content);
    return new ScopeState(head, scope, ledger, content, shares);
  }

  StoreState toStoreState(TableSpec spec) throws IOException {
    List<Stored> stored = new ArrayList<>();
    shares
        .byRun()
        .forEach(
            (run, rows) -> {
              RunToken token = ledger.items().get(run).entry().token();
              rows.forEach(
                  (Partition partition, Long n) ->
                      stored.add(new Stored(partition, token.pipeline(), token.epoch(), n)));
            });
    shares
        .nobodys()
        .forEach((partition, n) -> stored.add(new Stored(partition, Stored.NOBODY, 0, n)));
    Owners owners = new Owners(head, spec.partitionColumns(), ledger, scope);
    List<String> foreign = new ForeignContent(head, ledger, owners, shares).find(content);
    return new StoreState(head.version(), ledger.entries(), stored, foreign);
  }
}
