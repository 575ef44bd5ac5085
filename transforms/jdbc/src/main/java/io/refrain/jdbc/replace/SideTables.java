package io.refrain.jdbc.replace;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableDdl;
import io.refrain.jdbc.table.TableDdl.Folding;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;

/**
 * The tables in which it is remembered, beside the tables themselves, what was done to them:
 *
 * <ul>
 *   <li>{@code refrain_heads}: how many commits a table has seen. A commit begins by counting on,
 *       if the number is still the one it was decided with: that is the lock between commits.
 *   <li>{@code refrain_ledger}: the runs in effect, with their receipts.
 *   <li>{@code refrain_content}: which run answers for which rows, and how many there are.
 *   <li>{@code refrain_stages}: the staging tables, with the time by the database's clock.
 * </ul>
 */
final class SideTables {
  static final String HEADS = "refrain_heads";
  static final String LEDGER = "refrain_ledger";
  static final String CONTENT = "refrain_content";
  static final String STAGES = "refrain_stages";

  /** As long as the longest name of a table in any database. */
  private static final int NAME_LENGTH = 255;

  private static final RowLayout TYPES =
      RowLayout.of(
          Schema.builder()
              .addInt64Field("number")
              .addStringField("text")
              .addLogicalTypeField("time", new MicrosInstant())
              .build());

  private final JdbcDialect dialect;
  private final String schema;
  private final Transactions transactions;
  private Folding folding;
  private boolean complete;

  SideTables(JdbcDialect dialect, String schema, Transactions transactions) {
    this.dialect = dialect;
    this.schema = schema;
    this.transactions = transactions;
  }

  /** A statement's text: names in braces are those of side tables and their columns. */
  String sql(String text) {
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
  String now() {
    return dialect.currentTimestamp();
  }

  /** A quoted name of a table in the target's schema. */
  String inSchema(String quoted) {
    return schema.isEmpty() ? quoted : dialect.quote(schema) + "." + quoted;
  }

  /** Whether they are there. If not, nothing was ever committed or staged here. */
  boolean exist(Connection connection) throws SQLException {
    if (!complete) {
      complete = missing(connection).isEmpty();
    }
    return complete;
  }

  private List<String> missing(Connection connection) throws SQLException {
    TableReader reader = new TableReader(dialect, connection);
    folding = reader.folding();
    TableName.Part inSchema = schema.isEmpty() ? null : new TableName.Part(schema, true);
    List<String> there =
        reader.tablesBeside(new TableName(inSchema, new TableName.Part(LEDGER, false)));
    return definitions().keySet().stream()
        .filter(t -> !there.contains(TableDdl.fold(t, folding)))
        .toList();
  }

  /** Makes those that are missing. May end a transaction, so each has one of its own. */
  void make() throws SQLException, IOException {
    if (complete || transactions.repeat(this::exist)) {
      return;
    }
    for (String table : transactions.repeat(this::missing)) {
      make(table, sql(definitions().get(table)));
    }
    complete = true;
  }

  private void make(String table, String ddl) throws SQLException, IOException {
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
                + table
                + ", in which Refrain remembers what was replaced: "
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

  private Map<String, String> definitions() {
    String key = dialect.keyText(NAME_LENGTH) + " NOT NULL";
    String number = dialect.columnType(TYPES.type(0)) + " NOT NULL";
    String text = dialect.columnType(TYPES.type(1)) + " NOT NULL";
    String time = dialect.columnType(TYPES.type(2)) + " NOT NULL";
    Map<String, String> ddl = new LinkedHashMap<>();
    ddl.put(
        HEADS,
        "CREATE TABLE {refrain_heads} ({table_name} "
            + key
            + ", {version} "
            + number
            + ", PRIMARY KEY ({table_name}))");
    ddl.put(
        LEDGER,
        "CREATE TABLE {refrain_ledger} ({table_name} "
            + key
            + ", {version} "
            + number
            + ", {pipeline} "
            + text
            + ", {scope} "
            + text
            + ", {covered} "
            + text
            + ", {epoch} "
            + number
            + ", {receipt} "
            + text
            + ", {committed_at} "
            + time
            + ", PRIMARY KEY ({table_name}, {version}))");
    ddl.put(
        CONTENT,
        "CREATE TABLE {refrain_content} ({table_name} "
            + key
            + ", {version} "
            + number
            + ", {part} "
            + number
            + ", {region} "
            + text
            + ", {carved} "
            + text
            + ", {owner} "
            + text
            + ", {epoch} "
            + number
            + ", {row_count} "
            + number
            + ", {attempts} "
            + text
            + ", PRIMARY KEY ({table_name}, {version}, {part}))");
    ddl.put(
        STAGES,
        "CREATE TABLE {refrain_stages} ({stage_name} "
            + key
            + ", {table_name} "
            + key
            + ", {shape} "
            + text
            + ", {created_at} "
            + time
            + ", PRIMARY KEY ({stage_name}))");
    return ddl;
  }
}
