package io.refrain.jdbc.upsert;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.upsert.Changes.Remember;
import java.util.List;

/** What can be checked while the pipeline is built: without a connection. */
public final class UpsertCheck {
  private final UpsertSpec spec;
  private final RowLayout layout;

  public UpsertCheck(UpsertSpec spec, RowLayout layout) {
    this.spec = spec;
    this.layout = layout;
  }

  /**
   * Checks the specification against the layout.
   *
   * @throws IllegalArgumentException naming what is missing or does not fit
   */
  public void check() {
    if (spec.table() == null) {
      throw new IllegalArgumentException("Upsert into which table? Name it: table(\"orders\").");
    }
    if (spec.latestBy().keys().isEmpty()) {
      throw new IllegalArgumentException(
          "Upsert by which key? Name its columns: byKey(\"order_id\").");
    }
    spec.latestBy().order(layout);
    for (int column : spec.latestBy().key(layout).columns()) {
      ColumnType type = layout.type(column);
      switch (type.kind()) {
        case FLOAT, DOUBLE ->
            throw new IllegalArgumentException(
                "Key column '"
                    + layout.name(column)
                    + "' is of type "
                    + type.describe()
                    + ", on whose equality this process and a database may differ. Use a DECIMAL, or"
                    + " another key.");
        default -> {}
      }
    }
    checkChanges();
    JdbcDialect dialect = spec.dialect();
    for (int i = 0; i < layout.columnCount(); i++) {
      try {
        dialect.columnType(layout.type(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Column '"
                + layout.name(i)
                + "' cannot be upserted: "
                + e.getMessage()
                + " Take its parts apart into columns, or leave it out.",
            e);
      }
    }
  }

  private void checkChanges() {
    Changes changes = spec.changes();
    String kind = spec.latestBy().changeKind();
    if (kind != null && changes.insertOnly()) {
      throw new IllegalArgumentException(
          "insertOnly() never touches a stored row, so it cannot delete what '"
              + shown(kind)
              + "' marks. Leave one of them out.");
    }
    if (kind != null && changes.remember() instanceof Remember.Nothing) {
      throw new IllegalArgumentException(
          "'"
              + shown(kind)
              + "' marks deletes, and they have to be remembered: otherwise a late older row would"
              + " bring a deleted key back to life. Say how: tombstones(timeToLive) keeps them in a"
              + " side table, softDelete(column) flags the row and leaves it.");
    }
    if (changes.insertOnly() && changes.softly()) {
      throw new IllegalArgumentException(
          "insertOnly() never touches a stored row, so it cannot clear the flag of softDelete()."
              + " Leave one of them out.");
    }
    if (changes.kindStored() && (kind == null || kind.equals(Changes.DELETED))) {
      throw new IllegalArgumentException(
          "storeChangeKind() needs a column to store: name it by changeKind(column).");
    }
    if (kind != null) {
      checkUse(kind, "key", spec.latestBy().keys());
      checkUse(kind, "version", spec.latestBy().versions());
    }
    if (changes.marks(spec.latestBy())
        && layout.schema().hasField(Changes.DELETED)
        && !Changes.DELETED.equals(kind)) {
      throw new IllegalArgumentException(
          "The input has a column '" + Changes.DELETED + "', which is needed here. Rename it.");
    }
    if (changes.remember() instanceof Remember.SoftDelete soft) {
      checkFlag(soft.column(), changes);
    }
  }

  private static String shown(String kind) {
    return kind.equals(Changes.DELETED) ? "the change kind" : kind;
  }

  private static void checkUse(String kind, String use, List<String> columns) {
    if (columns.contains(kind)) {
      throw new IllegalArgumentException(
          "Column '" + kind + "' cannot be both a " + use + " column and the change kind.");
    }
  }

  private void checkFlag(String flag, Changes changes) {
    boolean leftOut = !changes.kindStored() && flag.equals(spec.latestBy().changeKind());
    if (layout.schema().hasField(flag) && !leftOut) {
      throw new IllegalArgumentException(
          "Column '"
              + flag
              + "' is one of the input's, but softDelete() sets it itself. Leave it out of the input,"
              + " or name it by changeKind(column) if it tells deletes from upserts.");
    }
  }
}
