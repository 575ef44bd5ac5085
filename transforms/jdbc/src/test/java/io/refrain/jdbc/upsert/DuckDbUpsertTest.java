package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.upsert.Database.Outcome;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on DuckDB in a file. */
final class DuckDbUpsertTest extends UpsertContract {
  private static final BigDecimal GREATEST = new BigDecimal("1E+20");
  private static final BigDecimal SMALLEST = new BigDecimal("1E-18");
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return DuckDbDatabase.in(directory);
  }

  @Override
  protected String tableName(String plain) {
    return plain;
  }

  @Override
  protected String trueText() {
    return "true";
  }

  @Override
  protected String generated() {
    return "1 + 1)";
  }

  @Override
  protected String dateType() {
    return "DATE";
  }

  @Override
  protected String shownCheck() {
    return "check((quantity < 1000))";
  }

  @Override
  protected RejectedRow.Code tooLong() {
    return RejectedRow.Code.CONSTRAINT;
  }

  @Override
  protected String shownIndex() {
    return "product";
  }

  @Override
  protected boolean padsText() {
    return false;
  }

  @Override
  protected int statementsToOpen() {
    return 2;
  }

  /** A decimal without a scale becomes one of 38 digits, 18 of them after the point. */
  @Override
  protected Object held(Object value) {
    return value instanceof BigDecimal d && d.abs().compareTo(GREATEST) > 0 && d.scale() <= 0
        ? GREATEST.subtract(BigDecimal.ONE)
        : value instanceof BigDecimal d && d.scale() > 18 ? SMALLEST : value;
  }

  @Test
  void aDecimalThatTheColumnHasNoPlaceForIsRejected() throws Exception {
    Schema schema = Schema.builder().addInt64Field("id").addDecimalField("x").build();
    UpsertSpec spec = db.spec("numbers", List.of("id"), List.of("id"), 10);

    Outcome outcome =
        db.upsert(
            spec,
            List.of(
                Row.withSchema(schema).addValues(1L, GREATEST).build(),
                Row.withSchema(schema).addValues(2L, new BigDecimal("1E-19")).build()));

    assertThat(
        outcome.rejected().stream().map(RejectedRow::toString).toList(),
        contains(
            startsWith("unfit_value in x: 1E+20 has too many digits for DECIMAL(38,18)"),
            startsWith("unfit_value in x: 1E-19 has more decimal places than DECIMAL(38,18)")));
  }

  @Test
  void largeBatchesGoThroughTheAppenderWithAllTypes() throws Exception {
    UpsertSpec spec = db.spec("types", List.of("id"), List.of("id"), 10_000);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      for (Row row : AllTypes.rows(true, this::small)) {
        List<Object> values = new ArrayList<>();
        values.add((long) rows.size());
        for (int c = 1; c < row.getFieldCount(); c++) {
          values.add(row.getValue(c));
        }
        rows.add(Row.withSchema(row.getSchema()).addValues(values.toArray()).build());
      }
    }

    assertThat(db.upsert(spec, rows).counts().get(Count.INSERTED), is((long) rows.size()));
    assertThat(db.upsert(spec, rows).counts().get(Count.UNCHANGED), is((long) rows.size()));
  }

  private Object small(Object value) {
    return value instanceof String s && s.length() > 1000
        ? "x"
        : value instanceof byte[] b && b.length > 1000 ? new byte[] {1} : held(value);
  }

  @Test
  void largeBatchesLeaveColumnsThatTheInputLacksToTheirDefaults() throws Exception {
    db.run("ALTER TABLE orders ADD COLUMN note VARCHAR DEFAULT 'none'");
    UpsertSpec spec = db.spec("orders", List.of("order_id"), List.of("updated_at"), 10_000);

    db.upsert(spec, orders(2000, 1, 0));
    db.run("UPDATE orders SET note = 'mine' WHERE order_id <= 1000");
    db.upsert(spec, orders(2000, 2, 60));

    assertThat(
        db.query("SELECT quantity, note, COUNT(*) FROM orders GROUP BY ALL ORDER BY note"),
        contains("2|mine|1000", "2|none|1000"));
  }

  @Test
  void aBadRowInALargeBatchIsRejectedAlone() throws Exception {
    List<Row> rows = new ArrayList<>(orders(2000, 1, 0));
    rows.set(1200, order(1201, "too many", 1000, 0));

    Outcome outcome =
        db.upsert(db.spec("orders", List.of("order_id"), List.of("updated_at"), 10_000), rows);

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(outcome.rejected().get(0).origin(), is(1201L));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("1999"));
  }

  @Test
  void aConflictWithAnotherTransactionIsTriedAgain() throws Exception {
    db.upsert("orders", orders(3, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      ForwardingConnections raced =
          ForwardingConnections.before(
              pool,
              "prepareStatement",
              statementsToOpen() + 2,
              () -> db.run("UPDATE orders SET product = 'theirs' WHERE order_id = 2"));

      Outcome outcome =
          db.upsert(
              db.spec("orders", List.of("order_id"), List.of("updated_at"), 7),
              orders(3, 2, 60),
              raced);

      assertThat(outcome.counts().get(Count.UPDATED), is(3L));
    }
    assertThat(
        db.query("SELECT product, quantity FROM orders WHERE order_id = 2"),
        contains("product 2|2"));
  }

  /** The key's index holds both, but ON CONFLICT goes by the collation: said, not bent. */
  @Test
  void aKeyThatACollationTakesForAnotherIsAConflict() throws Exception {
    db.run("CREATE TABLE codes (code VARCHAR COLLATE NOCASE PRIMARY KEY, n BIGINT)");
    Schema schema = Schema.builder().addStringField("code").addInt64Field("n").build();
    UpsertSpec spec = db.spec("codes", List.of("code"), List.of("n"), 10);
    db.upsert(spec, List.of(Row.withSchema(schema).addValues("a", 1L).build()));

    RefrainException e =
        assertThrows(
            RefrainException.class,
            () -> db.upsert(spec, List.of(Row.withSchema(schema).addValues("A", 2L).build())));

    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertThat(
        e.getMessage(),
        containsString("the database takes keys for equal that differ here (a collation that"));
    assertThat(db.query("SELECT code, n FROM codes"), contains("a|1"));
  }
}
