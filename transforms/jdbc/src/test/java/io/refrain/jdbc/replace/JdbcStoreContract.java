package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.ReplaceStoreContract;
import io.refrain.jdbc.ConnectionPool;
import java.sql.SQLException;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A table keeps the contract that every store must keep. Each dialect's test extends this. */
abstract class JdbcStoreContract extends ReplaceStoreContract {
  private Shop shop;
  private ConnectionPool pool;

  /** A database without tables. */
  abstract Shop freshShop() throws Exception;

  @BeforeEach
  void open() throws Exception {
    shop = freshShop();
    // Held, so that a store need not connect anew.
    pool = ConnectionPool.acquire(shop.db.connection);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Override
  protected ReplaceTarget newTarget() {
    return shop.byDate(shop.newTable());
  }

  private static String table(ReplaceTarget target) {
    return target.name().substring(0, target.name().indexOf(' '));
  }

  @Override
  protected List<Row> readAll(ReplaceTarget target) {
    return shop.rows(table(target));
  }

  @Override
  protected void plantForeign(ReplaceTarget target, Partition partition) throws SQLException {
    shop.db.run(
        "INSERT INTO "
            + table(target)
            + " (order_id, order_date, amount) VALUES (999, '"
            + partition.value(Orders.DATE)
            + "', 1)");
  }
}
