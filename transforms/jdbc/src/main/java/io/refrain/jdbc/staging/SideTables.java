package io.refrain.jdbc.staging;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableDdl;
import io.refrain.jdbc.table.TableDdl.Folding;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Tables in which Refrain remembers what it did, beside the tables it did it to. They serve all
 * tables of the schema. Names are folded as the database folds them.
 */
public final class SideTables {
  private final JdbcDialect dialect;
  private final String schema;
  private final Transactions transactions;
  private final List<SideTable> definitions;
  private Folding folding;
  private boolean complete;

  /**
   * @param schema they lie in; empty for the database's default
   * @param definitions of those that are looked for and made together, in this order
   */
  public SideTables(
      JdbcDialect dialect, String schema, Transactions transactions, List<SideTable> definitions) {
    this.dialect = dialect;
    this.schema = schema;
    this.transactions = transactions;
    this.definitions = List.copyOf(definitions);
  }

  /** A statement's text: names in braces are those of side tables and their columns. */
  public String sql(String text) {
    if (folding == null) {
      throw new IllegalStateException("the side tables were not looked for yet");
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      out.append(text, at, open).append(name(text.substring(open + 1, close)));
      at = close + 1;
    }
    return out.append(text, at, text.length()).toString();
  }

  private String name(String plain) {
    String quoted = dialect.quote(TableDdl.fold(plain, folding));
    return plain.startsWith("refrain_") ? inSchema(quoted) : quoted;
  }

  /** The time by the database's clock. */
  public String now() {
    return dialect.currentTimestamp();
  }

  /** A quoted name of a table in the target's schema. */
  public String inSchema(String quoted) {
    return schema.isEmpty() ? quoted : dialect.quote(schema) + "." + quoted;
  }

  /** Whether all of them are there. If not, nothing was ever remembered here. */
  public boolean exist(Connection connection) throws SQLException {
    if (!complete) {
      complete = missing(connection).isEmpty();
    }
    return complete;
  }

  private List<SideTable> missing(Connection connection) throws SQLException {
    TableReader reader = new TableReader(dialect, connection);
    folding = reader.folding();
    TableName.Part inSchema = schema.isEmpty() ? null : new TableName.Part(schema, true);
    TableName any = new TableName(inSchema, new TableName.Part(definitions.get(0).name(), false));
    List<String> there = reader.tablesBeside(any);
    return definitions.stream()
        .filter(t -> !there.contains(TableDdl.fold(t.name(), folding)))
        .toList();
  }

  /** Makes those that are missing. May end a transaction, so each has one of its own. */
  public void make() throws SQLException, IOException {
    if (complete || transactions.repeat(this::exist)) {
      return;
    }
    for (SideTable table : transactions.repeat(this::missing)) {
      make(table, sql(table.ddl(dialect)));
    }
    complete = true;
  }

  private void make(SideTable table, String ddl) throws SQLException, IOException {
    for (int attempt = 1; ; attempt++) {
      Exception failure;
      try {
        transactions.run(connection -> execute(connection, ddl));
        return;
      } catch (SQLException | Transactions.LostAnswerException e) {
        failure = e;
      }
      // Several workers may try at once; it is all the same who made it.
      if (!transactions.repeat(this::missing).contains(table)) {
        return;
      }
      if (failure instanceof SQLException || attempt == transactions.attempts()) {
        throw new RefrainException(
            Kind.REFUSED,
            "Cannot create the table "
                + table.name()
                + ", in which Refrain remembers what it did: "
                + failure.getMessage()
                + ". Nothing was changed. Allow this user to create tables"
                + (schema.isEmpty() ? "" : " in schema " + schema)
                + " (each run stages into a table of its own as well). The statement was: "
                + ddl,
            failure);
      }
    }
  }

  private static Void execute(Connection connection, String ddl) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(ddl);
    }
    return null;
  }
}
