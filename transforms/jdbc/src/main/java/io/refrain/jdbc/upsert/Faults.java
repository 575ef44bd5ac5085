package io.refrain.jdbc.upsert;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowText;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.sql.SQLException;

/** What errors of a database mean, for a batch and for a row. */
final class Faults {
  private final JdbcDialect dialect;

  Faults(JdbcDialect dialect) {
    this.dialect = dialect;
  }

  Fault of(SQLException e) {
    return dialect.fault(e);
  }

  /** The row that an error is about, with its column or constraint if the message names it. */
  RejectedRow rejected(byte[] row, long tag, SQLException reason, RowText text) {
    String message = String.valueOf(reason.getMessage()).strip();
    String at = dialect.columnIn(message).or(() -> dialect.constraintIn(message)).orElse("");
    return new RejectedRow(
        dialect.rejection(dialect.sqlState(reason), reason.getErrorCode()),
        at,
        message,
        text.render(row, 0, row.length),
        Frame.origin(tag));
  }
}
