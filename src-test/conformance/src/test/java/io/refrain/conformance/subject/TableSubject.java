package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.JdbcTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** A table whose rows are replaced, in a database of a kind. */
public final class TableSubject implements ReplaceSubject {
  /** The order of somebody else, which is none of the suite's. */
  private static final String THEIRS = "987654";

  private static final String STAGES =
      "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'refrain_stage%'"
          + " AND table_name <> 'refrain_stages'";

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
    ShopTable table = ShopTable.create(databases.fresh(), false);
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
    return table(target).rows().stream().filter(row -> !row.startsWith(THEIRS)).toList();
  }

  @Override
  public void plantForeign(ReplaceTarget target, Partition partition) throws SQLException {
    int day = partition.columns().indexOf("order_date");
    String date = day < 0 ? Shop.DAY_1.toString() : partition.values().get(day);
    table(target)
        .run(
            "INSERT INTO orders VALUES ("
                + THEIRS
                + ", DATE '"
                + date
                + "', 'theirs', 1, TIMESTAMP WITH TIME ZONE '2024-03-15 12:00:00+00')");
  }

  @Override
  public OptionalInt leftAfterSweeping(ReplaceTarget target) throws IOException, SQLException {
    ((JdbcTable) target).withSafeAge(Duration.ZERO).repair();
    try (Connection connection = table(target).open();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery(STAGES)) {
      count.next();
      return OptionalInt.of(count.getInt(1));
    }
  }
}
