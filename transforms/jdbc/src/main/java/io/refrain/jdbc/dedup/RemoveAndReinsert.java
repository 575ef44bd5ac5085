package io.refrain.jdbc.dedup;

import io.refrain.jdbc.dialect.InsertLoader;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.TargetTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Deletes all rows of the keys that are there several times, and inserts those again that stay: for
 * tables whose equal rows nothing tells apart.
 */
final class RemoveAndReinsert implements Removal {
  private static final int ROWS_AT_ONCE = 1000;

  private final JdbcDialect dialect;
  private final RowForm form;
  private final int[] written;
  private final TargetTable table;
  private final String temporary;
  private final int timeoutSeconds;

  /**
   * @param form of the rows
   * @param written which of its columns are inserted: those of {@code table}, in its order
   * @param table the columns that are inserted, and the key
   */
  RemoveAndReinsert(
      JdbcDialect dialect, RowForm form, int[] written, TargetTable table, int timeoutSeconds) {
    this.dialect = dialect;
    this.form = form;
    this.written = written;
    this.table = table;
    this.timeoutSeconds = timeoutSeconds;
    this.temporary = dialect.temporaryName("refrain_kept_" + Integer.toHexString(table.hashCode()));
  }

  @Override
  public RowForm idForm() {
    return new RowForm(dialect, List.of());
  }

  @Override
  public List<String> idExpressions() {
    return List.of();
  }

  @Override
  public void kept(StoredRow row, RowFile aside) throws IOException {
    aside.add(row.bytes());
  }

  @Override
  public void removed(StoredRow row, RowFile aside) {}

  @Override
  public void apply(Connection connection, RowFile aside, Expected expected)
      throws SQLException, IOException, LostRaceException {
    RowLoader loader = dialect.loader();
    RowLoader way = loader.takes(table.columns()) ? loader : new InsertLoader(dialect);
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.execute(dialect.createTemporary(temporary, table));
      statement.execute("DELETE FROM " + temporary);
      for (List<byte[]> rows = aside.next(ROWS_AT_ONCE);
          !rows.isEmpty();
          rows = aside.next(ROWS_AT_ONCE)) {
        way.load(connection, temporary, table.columns(), new LoadedRows(form, written, rows));
      }
      String name = SqlText.tableName(table, dialect::quote);
      int deleted = dialect.affected(statement, statement.executeUpdate(delete(name)));
      if (deleted != expected.rows()) {
        throw new LostRaceException(
            "deleting " + expected.rows() + " rows affected " + deleted + " rows");
      }
      String columns = SqlText.list(table.columns(), c -> dialect.quote(c.name()));
      int counted =
          statement.executeUpdate(
              "INSERT INTO "
                  + name
                  + " ("
                  + columns
                  + ") SELECT "
                  + columns
                  + " FROM "
                  + temporary);
      int inserted = dialect.affected(statement, counted);
      if (inserted != expected.keys()) {
        throw new LostRaceException(
            "inserting " + expected.keys() + " rows affected " + inserted + " rows");
      }
      statement.execute("DELETE FROM " + temporary);
    }
  }

  private String delete(String name) {
    String inTable = dialect.quote(table.name()) + ".";
    return "DELETE FROM "
        + name
        + " WHERE EXISTS (SELECT 1 FROM "
        + temporary
        + " s WHERE "
        + SqlText.join(
            table.keyColumns(),
            c ->
                dialect.exactly("s." + dialect.quote(c.name()), c)
                    + " = "
                    + dialect.exactly(inTable + dialect.quote(c.name()), c),
            " AND ")
        + ")";
  }
}
