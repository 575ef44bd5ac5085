package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.store.StoreState;
import io.refrain.core.store.StoreState.Stored;
import io.refrain.jdbc.staging.SideTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a table holds of a scope, and compares it with what the accounts say: what does not
 * agree, somebody else wrote or took away.
 */
final class StateReader {
  private static final int MOST_READS = 20;

  private final SideTables tables;
  private final Ledger ledger;
  private final RowCounts counts;
  private final List<String> partitionColumns;

  StateReader(SideTables tables, Ledger ledger, RowCounts counts, List<String> partitionColumns) {
    this.tables = tables;
    this.ledger = ledger;
    this.counts = counts;
    this.partitionColumns = partitionColumns;
  }

  /** The state, all of it between two commits. */
  StoreState read(Connection connection, ReplaceScope scope) throws SQLException, IOException {
    for (int reads = 0; reads < MOST_READS; reads++) {
      boolean known = tables.exist(connection);
      long version = known ? ledger.version(connection) : -1;
      StoreState state = read(connection, scope, known, Math.max(0, version));
      if (!known || version == ledger.version(connection)) {
        return state;
      }
      // Somebody committed in between, and his rows may be counted against the accounts of before.
      connection.rollback();
    }
    throw new IOException("Others commit to the table so often that its state cannot be read.");
  }

  private StoreState read(Connection connection, ReplaceScope scope, boolean known, long version)
      throws SQLException {
    List<StoreState.Entry> entries =
        known
            ? ledger.entries(connection).stream().map(Ledger.Numbered::entry).toList()
            : List.of();
    Reading reading = new Reading(scope, counts.in(connection, scope));
    if (known) {
      for (Account account : ledger.accounts(connection)) {
        if (account.meets(scope) && isKnown(account)) {
          reading.compare(connection, account);
        }
      }
    }
    reading.restIsNobodys();
    return new StoreState(
        Long.toString(version),
        entries.stream().filter(e -> isOf(e, scope)).toList(),
        reading.stored,
        reading.foreign);
  }

  /** A column that an old scope names may be gone. */
  private boolean isKnown(Account account) {
    return counts.sql().knows(account.region())
        && account.carved().stream().allMatch(counts.sql()::knows);
  }

  private static boolean isOf(StoreState.Entry entry, ReplaceScope scope) {
    return scope instanceof ReplaceScope.Present
        || entry.covered().overlaps(scope)
        || entry.token().scope().equals(scope)
        || entry.token().scope() instanceof ReplaceScope.Present;
  }

  private final class Reading {
    private final ReplaceScope scope;
    private final Map<Partition, Long> there;
    private final Map<Partition, Long> rest;
    private final List<Stored> stored = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();

    private Reading(ReplaceScope scope, Map<Partition, Long> there) {
      this.scope = scope;
      this.there = there;
      this.rest = new TreeMap<>(there);
    }

    private void compare(Connection connection, Account account) throws SQLException {
      Map<Partition, Long> here = here(connection, account);
      long rows = RowCounts.sum(here);
      if (account.isWithin(scope)) {
        compare(account, rows);
      } else if (rows > 0) {
        // How many of its rows lie in the scope was never counted: they agree if all do.
        compare(account, counts.in(connection, account));
      }
      here.forEach(
          (partition, count) -> {
            stored.add(new Stored(partition, account.owner(), account.epoch(), count));
            rest.merge(partition, -count, Long::sum);
          });
    }

    private Map<Partition, Long> here(Connection connection, Account account) throws SQLException {
      if (!account.isOnePartition(partitionColumns)) {
        return counts.in(connection, account, scope);
      }
      Partition partition = account.onlyPartition();
      Long count = there.get(partition);
      return count == null ? Map.of() : Map.of(partition, count);
    }

    private void compare(Account account, long rows) {
      if (rows != account.rows()) {
        foreign.add(
            account.region()
                + (account.carved().isEmpty() ? "" : " but for " + account.carved())
                + " ("
                + account.rows()
                + " rows written by '"
                + account.owner()
                + "', "
                + rows
                + " there now)");
      }
    }

    private void restIsNobodys() {
      rest.forEach(
          (partition, count) -> {
            if (count > 0) {
              stored.add(new Stored(partition, Stored.NOBODY, 0, count));
              foreign.add(
                  (partition.columns().isEmpty() ? scope : partition)
                      + " ("
                      + count
                      + " rows that no run has written)");
            }
          });
    }
  }
}
