package io.refrain.benchmarks.jdbc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** What databases say in words of their own. */
enum Database {
  POSTGRESQL(
      "org.postgresql.Driver",
      "bigint NOT NULL, customer_id bigint NOT NULL, product text NOT NULL, quantity int NOT NULL,"
          + " amount numeric(12,2) NOT NULL, order_date date NOT NULL,"
          + " updated_at timestamptz NOT NULL",
      """
      INSERT INTO orders AS t VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (order_id) DO UPDATE SET customer_id = excluded.customer_id,
        product = excluded.product, quantity = excluded.quantity, amount = excluded.amount,
        order_date = excluded.order_date, updated_at = excluded.updated_at
      WHERE excluded.updated_at > t.updated_at
      """),
  // Assignments take effect from left to right, so the version is the last.
  MARIADB(
      "org.mariadb.jdbc.Driver",
      "bigint NOT NULL, customer_id bigint NOT NULL, product varchar(100) NOT NULL, quantity int"
          + " NOT NULL, amount decimal(12,2) NOT NULL, order_date date NOT NULL,"
          + " updated_at datetime(6) NOT NULL",
      """
      INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE
        customer_id = IF(VALUES(updated_at) > updated_at, VALUES(customer_id), customer_id),
        product = IF(VALUES(updated_at) > updated_at, VALUES(product), product),
        quantity = IF(VALUES(updated_at) > updated_at, VALUES(quantity), quantity),
        amount = IF(VALUES(updated_at) > updated_at, VALUES(amount), amount),
        order_date = IF(VALUES(updated_at) > updated_at, VALUES(order_date), order_date),
        updated_at = GREATEST(VALUES(updated_at), updated_at)
      """);

  private final String driver;
  private final String columns;
  private final String upsert;

  Database(String driver, String columns, String upsert) {
    this.driver = driver;
    this.columns = "order_id " + columns;
    this.upsert = upsert;
  }

  /** The class of its driver. */
  String driver() {
    return driver;
  }

  /** The statement that makes the table. */
  String createTable() {
    return "CREATE TABLE orders (" + columns + ", PRIMARY KEY (order_id))";
  }

  /** Inserts an order, or updates the one of its key if that is older. */
  String upsert() {
    return upsert;
  }

  /** What to bind for a moment. */
  Object moment(Instant at) {
    return this == POSTGRESQL
        ? at.atOffset(ZoneOffset.UTC)
        : LocalDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
