package io.refrain.jdbc.replace;

import static io.refrain.jdbc.staging.SideTable.name;
import static io.refrain.jdbc.staging.SideTable.number;
import static io.refrain.jdbc.staging.SideTable.text;
import static io.refrain.jdbc.staging.SideTable.time;

import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.staging.SideTable;
import io.refrain.jdbc.staging.SideTables;
import io.refrain.jdbc.staging.Transactions;
import java.util.List;

/**
 * The tables in which it is remembered what was replaced:
 *
 * <ul>
 *   <li>{@code refrain_heads}: how many commits a table has seen. A commit begins by counting on,
 *       if the number is still the one it was decided with: that is the lock between commits.
 *   <li>{@code refrain_ledger}: the runs in effect, with their receipts.
 *   <li>{@code refrain_content}: which run answers for which rows, and how many there are.
 * </ul>
 */
final class ReplaceTables {
  private static final List<SideTable> DEFINITIONS =
      List.of(
          SideTable.of(
              "refrain_heads", List.of("table_name"), name("table_name"), number("version")),
          SideTable.of(
              "refrain_ledger",
              List.of("table_name", "version"),
              name("table_name"),
              number("version"),
              text("pipeline"),
              text("scope"),
              text("covered"),
              number("epoch"),
              text("receipt"),
              time("committed_at")),
          SideTable.of(
              "refrain_content",
              List.of("table_name", "version", "part"),
              name("table_name"),
              number("version"),
              number("part"),
              text("region"),
              text("carved"),
              text("owner"),
              number("epoch"),
              number("row_count"),
              text("attempts")));

  private ReplaceTables() {}

  static SideTables in(JdbcDialect dialect, String schema, Transactions transactions) {
    return new SideTables(dialect, schema, transactions, DEFINITIONS);
  }
}
