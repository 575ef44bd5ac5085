package io.refrain.jdbc.replace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.json.ReceiptJson;
import io.refrain.core.json.ScopeJson;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.StoreState;
import io.refrain.jdbc.staging.SideTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the side tables say of one table. Every call is part of the caller's transaction. */
final class Ledger {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SideTables tables;
  private final String table;
  private final int timeoutSeconds;

  Ledger(SideTables tables, String table, int timeoutSeconds) {
    this.tables = tables;
    this.table = table;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** An entry, and the commit that made it. */
  record Numbered(long version, StoreState.Entry entry) {}

  private PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(tables.sql(sql));
    try {
      statement.setQueryTimeout(timeoutSeconds);
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private int update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** How many commits the table has seen; -1 if it is not counted yet. */
  long version(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            prepare(
                connection, "SELECT {version} FROM {refrain_heads} WHERE {table_name} = ?", table);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  void beginCounting(Connection connection) throws SQLException {
    update(
        connection,
        "INSERT INTO {refrain_heads} ({table_name}, {version}) VALUES (?, ?)",
        table,
        0L);
  }

  /** Counts on, unless somebody else did. Until the transaction ends nobody else can. */
  boolean countOn(Connection connection, long from) throws SQLException {
    return update(
            connection,
            "UPDATE {refrain_heads} SET {version} = ? WHERE {table_name} = ? AND {version} = ?",
            from + 1,
            table,
            from)
        == 1;
  }

  List<Numbered> entries(Connection connection) throws SQLException {
    List<Numbered> entries = new ArrayList<>();
    try (PreparedStatement statement =
            prepare(
                connection,
                "SELECT {version}, {covered}, {receipt} FROM {refrain_ledger} WHERE {table_name} ="
                    + " ? ORDER BY {version}",
                table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ReplaceScope covered = ScopeJson.read(rows.getString(2));
        Receipt receipt = ReceiptJson.read(rows.getString(3));
        entries.add(
            new Numbered(rows.getLong(1), new StoreState.Entry(receipt.token(), covered, receipt)));
      }
    }
    return entries;
  }

  /** Stores the token and its receipt, and forgets the entries it makes superfluous. */
  void remember(Connection connection, long version, CommitPlan plan) throws SQLException {
    for (Numbered old : entries(connection)) {
      if (plan.forgets(old.entry())) {
        update(
            connection,
            "DELETE FROM {refrain_ledger} WHERE {table_name} = ? AND {version} = ?",
            table,
            old.version());
      }
    }
    Receipt receipt = plan.receipt();
    update(
        connection,
        "INSERT INTO {refrain_ledger} ({table_name}, {version}, {pipeline}, {scope}, {covered},"
            + " {epoch}, {receipt}, {committed_at}) VALUES (?, ?, ?, ?, ?, ?, ?, "
            + tables.now()
            + ")",
        table,
        version,
        receipt.token().pipeline(),
        ScopeJson.write(receipt.token().scope()),
        ScopeJson.write(plan.covered()),
        receipt.token().epoch(),
        ReceiptJson.write(receipt));
  }

  List<Account> accounts(Connection connection) throws SQLException {
    List<Account> accounts = new ArrayList<>();
    try (PreparedStatement statement =
            prepare(
                connection,
                "SELECT {version}, {part}, {region}, {carved}, {owner}, {epoch}, {row_count},"
                    + " {attempts} FROM {refrain_content} WHERE {table_name} = ? ORDER BY {version},"
                    + " {part}",
                table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        accounts.add(
            new Account(
                new Account.Id(rows.getLong(1), rows.getInt(2)),
                ScopeJson.read(rows.getString(3)),
                scopes(rows.getString(4)),
                rows.getString(5),
                rows.getLong(6),
                rows.getLong(7),
                names(rows.getString(8))));
      }
    }
    return accounts;
  }

  void close(Connection connection, Account account) throws SQLException {
    update(
        connection,
        "DELETE FROM {refrain_content} WHERE {table_name} = ? AND {version} = ? AND {part} = ?",
        table,
        account.id().version(),
        (long) account.id().part());
  }

  void open(Connection connection, Account account) throws SQLException {
    update(
        connection,
        "INSERT INTO {refrain_content} ({table_name}, {version}, {part}, {region}, {carved},"
            + " {owner}, {epoch}, {row_count}, {attempts}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        table,
        account.id().version(),
        (long) account.id().part(),
        ScopeJson.write(account.region()),
        account.carved().stream().map(ScopeJson::write).collect(Collectors.joining(",", "[", "]")),
        account.owner(),
        account.epoch(),
        account.rows(),
        account.attempts().stream()
            .collect(Collectors.joining("\",\"", "[\"", "\"]"))
            .replace("[\"\"]", "[]"));
  }

  private static List<ReplaceScope> scopes(String json) {
    List<ReplaceScope> scopes = new ArrayList<>();
    array(json).forEach(node -> scopes.add(ScopeJson.read(node.toString())));
    return scopes;
  }

  private static List<String> names(String json) {
    List<String> names = new ArrayList<>();
    array(json).forEach(node -> names.add(node.asText()));
    return names;
  }

  private static JsonNode array(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No JSON: " + json, e);
    }
  }
}
