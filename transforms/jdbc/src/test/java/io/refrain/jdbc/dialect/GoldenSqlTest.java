package io.refrain.jdbc.dialect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable.Column;
import io.refrain.jdbc.h2.H2Dialect;
import io.refrain.jdbc.postgres.PostgresDialect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statements, word by word, for names that try to break out. */
final class GoldenSqlTest {
  private static final List<Column> POSTGRES_PLAIN =
      List.of(
          new Column("k", new StoredType(StoredType.Family.BIGINT, "int8", 0, 0)),
          new Column("v", new StoredType(StoredType.Family.BIGINT, "int8", 0, 0)));
  private static final TargetTable POSTGRES =
      new TargetTable(
          "we\"ird",
          "or ders",
          List.of(
              new Column("a\"; --", new StoredType(Family.BIGINT, "int8", 0, 0)),
              new Column("B", new StoredType(Family.TEXT, "text", 0, 0)),
              new Column("select", new StoredType(Family.DATE, "date", 0, 0))),
          List.of(0, 2),
          List.of(1));

  private static final TargetTable H2 =
      new TargetTable(
          "",
          "or ders",
          List.of(
              new Column("a\"; --", new StoredType(Family.BIGINT, "BIGINT", 0, 0)),
              new Column("B", new StoredType(Family.TEXT, "CHARACTER VARYING", 9, 0)),
              new Column("v", new StoredType(Family.DECIMAL, "NUMERIC", 12, 2))),
          List.of(0),
          List.of(1, 2));

  @Test
  void postgres() {
    PostgresDialect dialect = new PostgresDialect();
    assertThat(
        dialect.selectByKeys(POSTGRES, rows(dialect, POSTGRES.keyColumns()), false),
        is(
            "SELECT f.\"a\"\"; --\", f.\"B\", f.\"select\" FROM (SELECT * FROM unnest(CAST(? AS"
                + " int8[]), CAST(? AS date[])) AS s (\"a\"\"; --\", \"select\") OFFSET 0) AS s CROSS"
                + " JOIN LATERAL (SELECT t.\"a\"\"; --\", t.\"B\", t.\"select\" FROM"
                + " \"we\"\"ird\".\"or ders\" AS t WHERE t.\"a\"\"; --\" = s.\"a\"\"; --\" AND"
                + " t.\"select\" = s.\"select\" OFFSET 0) AS f"));
    assertThat(
        dialect.insertAbsent(POSTGRES, rows(dialect, POSTGRES.columns())),
        is(
            "INSERT INTO \"we\"\"ird\".\"or ders\" AS t (\"a\"\"; --\", \"B\", \"select\") SELECT s.\"a\"\"; --\", s.\"B\", s.\"select\""
                + " FROM unnest(CAST(? AS int8[]), CAST(? AS text[]), CAST(? AS date[])) AS s"
                + " (\"a\"\"; --\", \"B\", \"select\") ON CONFLICT (\"a\"\"; --\", \"select\") DO"
                + " NOTHING"));
    assertThat(
        dialect.updateOlder(POSTGRES, rows(dialect, POSTGRES.columns()), false),
        is(
            "UPDATE \"we\"\"ird\".\"or ders\" AS t SET \"B\" = s.\"B\" FROM unnest(CAST(? AS int8[]),"
                + " CAST(? AS text[]), CAST(? AS date[])) AS s (\"a\"\"; --\", \"B\", \"select\") WHERE"
                + " t.\"a\"\"; --\" = s.\"a\"\"; --\" AND t.\"select\" = s.\"select\" AND (t.\"B\" COLLATE"
                + " \"C\" IS NULL OR s.\"B\" COLLATE \"C\" > t.\"B\" COLLATE \"C\")"));
  }

  @Test
  void postgresReadsASingleKeyByOneArray() {
    TargetTable table = new TargetTable("", "t", POSTGRES_PLAIN, List.of(0), List.of(1));
    assertThat(
        new PostgresDialect().selectByKeys(table, "x s", false),
        is(
            "SELECT t.\"k\", t.\"v\" FROM \"t\" AS t WHERE t.\"k\" = ANY (ARRAY(SELECT s.\"k\" FROM x s))"));
  }

  @Test
  void h2() {
    H2Dialect dialect = new H2Dialect();
    assertThat(
        dialect.selectByKeys(H2, rows(dialect, H2.keyColumns()), true),
        is(
            "SELECT t.\"a\"\"; --\", t.\"B\", t.\"v\" FROM TABLE(\"a\"\"; --\" BIGINT = ?) s JOIN"
                + " \"or ders\" t ON t.\"a\"\"; --\" = s.\"a\"\"; --\" ORDER BY t.\"a\"\"; --\" FOR"
                + " UPDATE"));
    assertThat(
        dialect.insertAbsent(H2, rows(dialect, H2.columns())),
        is(
            "MERGE INTO \"or ders\" t USING TABLE(\"a\"\"; --\" BIGINT = ?, \"B\" CHARACTER VARYING ="
                + " ?, \"v\" NUMERIC(12,2) = ?) s ON (t.\"a\"\"; --\" = s.\"a\"\"; --\") WHEN NOT"
                + " MATCHED THEN INSERT (\"a\"\"; --\", \"B\", \"v\") VALUES (s.\"a\"\"; --\","
                + " s.\"B\", s.\"v\")"));
    assertThat(
        dialect.updateOlder(H2, rows(dialect, H2.columns()), true),
        is(
            "MERGE INTO \"or ders\" t USING TABLE(\"a\"\"; --\" BIGINT = ?, \"B\" CHARACTER VARYING ="
                + " ?, \"v\" NUMERIC(12,2) = ?) s ON (t.\"a\"\"; --\" = s.\"a\"\"; --\") WHEN"
                + " MATCHED AND (CAST(t.\"B\" AS BINARY VARYING) IS NULL OR t.\"v\" IS NULL OR"
                + " (CAST(s.\"B\" AS BINARY VARYING) > CAST(t.\"B\" AS BINARY VARYING) OR"
                + " (CAST(s.\"B\" AS BINARY VARYING) = CAST(t.\"B\" AS BINARY VARYING) AND s.\"v\" >="
                + " t.\"v\"))) THEN UPDATE SET \"B\" = s.\"B\", \"v\" = s.\"v\""));
  }

  @Test
  void faultsAreToldApartBySqlState() {
    PostgresDialect dialect = new PostgresDialect();
    for (String state : List.of("23505", "22003", "44000", "P0001", "40002")) {
      assertThat(state, dialect.fault(state, 0), is(Fault.ROW));
    }
    for (String state : List.of("08006", "40001", "40P01", "57P01", "55P03", "53300")) {
      assertThat(state, dialect.fault(state, 0), is(Fault.TRANSIENT));
    }
    for (String state : List.of("42501", "42P01", "28P01", "55000", "0A000")) {
      assertThat(state, dialect.fault(state, 0), is(Fault.FATAL));
    }
    assertThat(dialect.fault(null, 0), is(Fault.FATAL));
    assertThat(new H2Dialect().fault("90131", 90131), is(Fault.TRANSIENT));
    assertThat(new H2Dialect().fault("HYT00", 50200), is(Fault.TRANSIENT));
    assertThat(new H2Dialect().fault("23505", 23505), is(Fault.ROW));
  }

  private static String rows(JdbcDialect dialect, List<Column> columns) {
    return dialect.arrays().orElseThrow().rows(columns);
  }
}
