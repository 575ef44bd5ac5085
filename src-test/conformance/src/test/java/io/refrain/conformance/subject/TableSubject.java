package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.JdbcTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** A table whose rows are replaced, in a database of a kind. */
public final class TableSubject implements ReplaceSubject {
  /** The order of somebody else, which is none of the suite's. */
  private static final long THEIRS = 987654;

  /** What databases call a table that is no view, index or sequence. */
  private static final String[] TABLES = {"TABLE", "BASE TABLE"};

  private final UpsertSubject databases;
  private final Map<String, ShopTable> tables = new ConcurrentHashMap<>();

  /**
   * Tables in such databases.
   *
   * @param databases closed by whoever made it
   */
  public TableSubject(UpsertSubject databases) {
    this.databases = databases;
  }

  @Override
  public String title() {
    return databases.title().replace("upsert", "table");
  }

  @Override
  public ReplaceTarget fresh(String... partitionColumns) throws Exception {
    ShopTable table = ShopTable.create(databases, false);
    JdbcTable target =
        JdbcTable.in(table.database()).table("orders").partitionedBy(partitionColumns);
    tables.put(target.name(), table);
    return target;
  }

  private ShopTable table(ReplaceTarget target) {
    return tables.get(target.name());
  }

  @Override
  public List<String> read(ReplaceTarget target) throws SQLException {
    return table(target).rows().stream().filter(row -> !row.startsWith(THEIRS + "|")).toList();
  }

  @Override
  public void plantForeign(ReplaceTarget target, Partition partition) throws SQLException {
    int at = partition.columns().indexOf("order_date");
    LocalDate day = at < 0 ? Shop.DAY_1 : LocalDate.parse(partition.values().get(at));
    new CarelessWriter(table(target), () -> {})
        .append(List.of(Shop.order(THEIRS, day, "theirs", 1, 0)));
  }

  @Override
  public OptionalInt leftAfterSweeping(ReplaceTarget target) throws IOException, SQLException {
    ((JdbcTable) target).withSafeAge(Duration.ZERO).repair();
    try (Connection connection = table(target).open();
        ResultSet tables =
            connection
                .getMetaData()
                .getTables(connection.getCatalog(), null, "refrain_stage%", TABLES)) {
      int staged = 0;
      while (tables.next()) {
        staged += tables.getString("TABLE_NAME").equals("refrain_stages") ? 0 : 1;
      }
      return OptionalInt.of(staged);
    }
  }
}
