package io.refrain.jdbc.dedup;

import io.refrain.core.row.RowCursor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/** Deletes single rows by what tells them apart; the others are not touched. */
final class RemoveById implements Removal {
  private static final int ROWS_AT_ONCE = 1000;

  private final RowForm idForm;
  private final List<String> expressions;
  private final String delete;
  private final int timeoutSeconds;

  /**
   * @param expressions select the parts of the identification
   * @param conditions hold for the row whose parts are bound
   */
  RemoveById(
      RowForm idForm,
      List<String> expressions,
      List<String> conditions,
      String table,
      int timeoutSeconds) {
    this.idForm = idForm;
    this.expressions = expressions;
    this.delete = "DELETE FROM " + table + " WHERE " + String.join(" AND ", conditions);
    this.timeoutSeconds = timeoutSeconds;
  }

  @Override
  public RowForm idForm() {
    return idForm;
  }

  @Override
  public List<String> idExpressions() {
    return expressions;
  }

  @Override
  public void kept(StoredRow row, RowFile aside) {}

  @Override
  public void removed(StoredRow row, RowFile aside) throws IOException {
    aside.add(row.id());
  }

  @Override
  public void apply(Connection connection, RowFile aside, Expected expected)
      throws SQLException, IOException, LostRaceException {
    RowCursor cursor = new RowCursor(idForm.layout);
    long deleted = 0;
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      statement.setQueryTimeout(timeoutSeconds);
      for (List<byte[]> ids = aside.next(ROWS_AT_ONCE);
          !ids.isEmpty();
          ids = aside.next(ROWS_AT_ONCE)) {
        for (byte[] id : ids) {
          cursor.at(id, 0, id.length);
          for (int i = 0; i < expressions.size(); i++) {
            statement.setObject(i + 1, idForm.port(i).get(cursor));
          }
          statement.addBatch();
        }
        deleted +=
            IntStream.of(statement.executeBatch())
                .map(n -> n == Statement.SUCCESS_NO_INFO ? 1 : n)
                .sum();
      }
    }
    long due = expected.rows() - expected.keys();
    if (deleted != due) {
      throw new LostRaceException("deleting " + due + " rows affected " + deleted + " rows");
    }
  }
}
