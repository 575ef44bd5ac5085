package io.refrain.jdbc.dedup;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowKey;
import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.RowId;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.StoredTable.UniqueIndex;
import io.refrain.jdbc.table.TableFacts;
import io.refrain.jdbc.table.TableFacts.OnDelete;
import io.refrain.jdbc.table.TableLookup;
import io.refrain.jdbc.table.TableReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table whose duplicates are to be removed: checked, with its statements. */
final class DedupTable {
  private static final EnumSet<Family> EXACTLY_FOUND =
      EnumSet.of(
          Family.TINYINT,
          Family.SMALLINT,
          Family.INTEGER,
          Family.BIGINT,
          Family.DECIMAL,
          Family.DATE,
          Family.UUID,
          Family.TEXT);

  final RowForm form;
  final RowKey key;
  final Newest order;
  private final JdbcDialect dialect;
  private final TableFacts facts;
  private final String target;
  private final List<TargetTable.Column> keys;
  private final TargetTable all;

  /**
   * @throws RefrainException if what is a duplicate cannot be told exactly here
   * @throws IllegalArgumentException for a column that the table does not have
   */
  DedupTable(
      JdbcDialect dialect,
      TableFacts facts,
      List<String> keyNames,
      List<String> versionNames,
      String target) {
    this.dialect = dialect;
    this.facts = facts;
    this.target = target;
    List<Column> keyColumns = TableLookup.columns(facts, keyNames);
    List<Column> versionColumns = TableLookup.columns(facts, versionNames);
    check(keyColumns, versionColumns);
    List<Column> stored = facts.table().columns();
    this.all =
        new TargetTable(
            facts.table().schema(),
            facts.table().name(),
            columns(stored),
            keyColumns.stream().map(stored::indexOf).toList(),
            versionColumns.stream().map(stored::indexOf).toList());
    this.keys = all.keyColumns();
    this.form = new RowForm(dialect, all.columns());
    this.key = new RowKey(form.layout, names(keyColumns));
    this.order = new Newest(form.layout, names(versionColumns));
  }

  private void check(List<Column> keyColumns, List<Column> versionColumns) {
    if (!facts.plain()) {
      throw refused("it is a view or a foreign table. Name the table that holds the rows");
    }
    for (Column column : keyColumns) {
      String name = "its key column '" + column.name() + "'";
      String collation = facts.inexactCollations().get(column.name());
      if (collation != null
          && dialect.catalog().inexactKeys(collation) != CatalogQueries.InexactKeys.KEPT_APART) {
        throw refused(
            name
                + " compares texts by "
                + collation
                + ", which takes different ones for equal, so which rows are duplicates is not the"
                + " same there and here. Give the column a collation that is exact");
      }
      switch (column.type().family()) {
        case REAL, DOUBLE, OTHER ->
            throw refused(
                name
                    + " is of type "
                    + column.type().name()
                    + ", whose equality is not the same there and here. Take another key");
        default -> {}
      }
    }
    for (Column column : versionColumns) {
      if (column.type().family() == Family.OTHER) {
        throw refused(
            "its version column '"
                + column.name()
                + "' is of type "
                + column.type().name()
                + ", whose order is not known here. Take another version");
      }
    }
  }

  private static List<TargetTable.Column> columns(List<Column> stored) {
    return stored.stream().map(c -> new TargetTable.Column(c.name(), c.type())).toList();
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  /** The first of some columns that is part of key or version; -1 if none is. */
  int firstThatMatters(BitSet columns) {
    return columns.stream()
        .filter(i -> all.keys().contains(i) || all.versions().contains(i))
        .findFirst()
        .orElse(-1);
  }

  String name() {
    return SqlText.tableName(all, dialect::quote);
  }

  /** How its rows are removed: one by one if anything tells them apart. */
  Removal removal(int timeoutSeconds) {
    Optional<List<TargetTable.Column>> unique = uniqueColumns();
    List<RowId> ids =
        dialect.rowIds(
            facts.table().columnNames().stream()
                .map(TableReader::lower)
                .collect(Collectors.toSet()));
    if (!ids.isEmpty() && (unique.isEmpty() || dialect.everyTableHasRowIds())) {
      List<TargetTable.Column> columns =
          ids.stream().map(id -> new TargetTable.Column(id.expression(), id.type())).toList();
      return new RemoveById(
          new RowForm(dialect, columns),
          ids.stream().map(RowId::expression).toList(),
          ids.stream().map(RowId::condition).toList(),
          name(),
          timeoutSeconds);
    }
    if (unique.isPresent()) {
      return new RemoveById(
          new RowForm(dialect, unique.get()),
          unique.get().stream().map(c -> "t." + dialect.quote(c.name())).toList(),
          unique.get().stream().map(dialect::isEqual).toList(),
          name(),
          timeoutSeconds);
    }
    return reinsert(timeoutSeconds);
  }

  /** The columns of a unique index that tell rows apart, whatever is in them. */
  private Optional<List<TargetTable.Column>> uniqueColumns() {
    for (UniqueIndex index : facts.table().uniqueIndexes()) {
      List<Column> columns =
          facts.table().columns().stream().filter(c -> index.columns().contains(c.name())).toList();
      boolean fit =
          columns.stream()
              .allMatch(
                  c ->
                      !c.nullable()
                          && EXACTLY_FOUND.contains(c.type().family())
                          && !facts.inexactCollations().containsKey(c.name()));
      if (fit) {
        return Optional.of(columns(columns));
      }
    }
    return Optional.empty();
  }

  private Removal reinsert(int timeoutSeconds) {
    List<Column> stored = facts.table().columns();
    int[] written =
        IntStream.range(0, stored.size()).filter(i -> !stored.get(i).generated()).toArray();
    List<Column> columns = IntStream.of(written).mapToObj(stored::get).toList();
    for (Column column : columns) {
      if (column.type().family() == Family.OTHER) {
        throw refused(
            "nothing tells its equal rows apart, and its column '"
                + column.name()
                + "' of type "
                + column.type().name()
                + " could not be written again. Give it a primary key of numbers first");
      }
    }
    TargetTable table =
        new TargetTable(
            all.schema(),
            all.name(),
            columns(columns),
            keys.stream().map(columns(columns)::indexOf).toList(),
            List.of());
    return new RemoveAndReinsert(dialect, form, written, table, timeoutSeconds);
  }

  /**
   * Reads rows in the order of the key: all columns, then the identification.
   *
   * @param lock whether the rows are locked as they are read; then all rows are read, otherwise
   *     those whose key is there several times
   */
  String select(Removal removal, boolean lock) {
    List<String> inner = new ArrayList<>();
    all.columns().forEach(c -> inner.add("t." + dialect.quote(c.name())));
    List<String> ids = removal.idExpressions();
    for (int i = 0; i < ids.size(); i++) {
      inner.add(ids.get(i) + " AS " + dialect.quote("refrain_id_" + i));
    }
    String from =
        " FROM "
            + name()
            + " t WHERE "
            + SqlText.join(keys, c -> "t." + dialect.quote(c.name()) + " IS NOT NULL", " AND ");
    if (lock) {
      return "SELECT "
          + String.join(", ", inner)
          + from
          + " ORDER BY "
          + SqlText.list(keys, c -> exactly("t.", c))
          + dialect.lockingRead();
    }
    String rows = dialect.quote("refrain_rows");
    return "SELECT * FROM (SELECT "
        + String.join(", ", inner)
        + ", COUNT(*) OVER (PARTITION BY "
        + SqlText.list(keys, c -> exactly("t.", c))
        + ") AS "
        + rows
        + from
        + ") q WHERE q."
        + rows
        + " > 1 ORDER BY "
        + SqlText.list(keys, c -> exactly("q.", c));
  }

  private String exactly(String alias, TargetTable.Column column) {
    return dialect.exactly(alias + dialect.quote(column.name()), column);
  }

  /** Counts the rows with a null key; empty if there can be none. */
  Optional<String> countNullKeys() {
    List<TargetTable.Column> nullable =
        keys.stream().filter(c -> facts.column(c.name()).orElseThrow().nullable()).toList();
    return nullable.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "SELECT COUNT(*) FROM "
                + name()
                + " WHERE "
                + SqlText.join(nullable, c -> dialect.quote(c.name()) + " IS NULL", " OR "));
  }

  /** What deleting rows does beyond them. */
  List<String> sideEffects() {
    List<String> found = new ArrayList<>();
    facts.references().stream()
        .filter(k -> k.onDelete() != OnDelete.REFUSED)
        .forEach(
            k ->
                found.add(
                    "rows of "
                        + k.otherTable()
                        + " change with it (foreign key "
                        + k.name()
                        + ", ON DELETE "
                        + k.onDelete().name().replace('_', ' ')
                        + ")"));
    facts.triggers().stream()
        .filter(t -> t.firesOn("DELETE"))
        .forEach(t -> found.add("the trigger " + t.name() + " fires"));
    return found;
  }

  RefrainException refused(String why) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot remove duplicates from " + target + ": " + why + ". Nothing was changed.");
  }
}
