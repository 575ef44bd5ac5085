package io.refrain.jdbc.doctor;

import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableFacts;
import java.util.List;

/** All checks that need no more than what is known of a table: a pure function of it. */
public final class TableChecks {
  private TableChecks() {}

  /**
   * What matters when the table is written to again.
   *
   * @param keys the columns that make the key
   * @param versions the columns that say what is newer
   */
  public static List<Finding> of(
      JdbcDialect dialect, TableFacts facts, List<Column> keys, List<Column> versions) {
    Examined table = new Examined(dialect, facts, keys, versions);
    new KeyChecks(table).run();
    new SurroundingChecks(table).run();
    return List.copyOf(table.findings());
  }
}
