package io.refrain.jdbc.oracle;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import io.refrain.jdbc.table.ValueLimits;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Oracle's statements without a server: word by word, read by a parser, and run by H2. */
final class OracleDialectTest {
  private static final OracleDialect DIALECT = new OracleDialect();
  private static final TargetTable TABLE =
      new TargetTable(
          "WE'IRD",
          "or ders",
          List.of(
              new Column("a'; --", DIALECT.storedType("NUMBER", 19, 0)),
              new Column("B", DIALECT.storedType("VARCHAR2", 100, 0)),
              new Column("select", DIALECT.storedType("TIMESTAMP(6)", 0, 6))),
          List.of(0),
          List.of(2));
  private static final String TEMPORARY = DIALECT.temporaryName("refrain_batch_1f");
  private static final String ROWS = TEMPORARY + " s";

  @Test
  void rowsAreReadByTheirKeys() {
    assertThat(
        DIALECT.selectByKeys(TABLE, ROWS, true),
        is(
            "SELECT /*+ LEADING(s) USE_NL(t) */ t.\"a'; --\", t.\"B\", t.\"select\" FROM"
                + " \"ORA$PTT_REFRAIN_BATCH_1F\" s JOIN \"WE'IRD\".\"or ders\" t ON t.\"a'; --\" ="
                + " s.\"a'; --\" ORDER BY t.\"a'; --\" FOR UPDATE OF t.\"a'; --\""));
  }

  @Test
  void absentRowsAreInsertedAndOlderOnesUpdatedOrDeleted() {
    assertThat(
        DIALECT.insertAbsent(TABLE, ROWS),
        is(
            "INSERT INTO \"WE'IRD\".\"or ders\" (\"a'; --\", \"B\", \"select\") SELECT s.\"a'; --\","
                + " s.\"B\", s.\"select\" FROM \"ORA$PTT_REFRAIN_BATCH_1F\" s WHERE NOT EXISTS"
                + " (SELECT 1 FROM \"WE'IRD\".\"or ders\" t WHERE t.\"a'; --\" = s.\"a'; --\")"));
    assertThat(
        DIALECT.updateOlder(TABLE, ROWS, false),
        is(
            "MERGE INTO \"WE'IRD\".\"or ders\" t USING \"ORA$PTT_REFRAIN_BATCH_1F\" s ON (t.\"a';"
                + " --\" = s.\"a'; --\") WHEN MATCHED THEN UPDATE SET t.\"B\" = s.\"B\","
                + " t.\"select\" = s.\"select\" WHERE (t.\"select\" IS NULL OR s.\"select\" >"
                + " t.\"select\")"));
    assertThat(
        DIALECT.deleteOlder(TABLE, ROWS, true),
        is(
            "DELETE FROM \"WE'IRD\".\"or ders\" WHERE ROWID IN (SELECT /*+ LEADING(s) USE_NL(t) */"
                + " t.ROWID FROM \"ORA$PTT_REFRAIN_BATCH_1F\" s JOIN \"WE'IRD\".\"or ders\" t ON"
                + " t.\"a'; --\" = s.\"a'; --\" WHERE (t.\"select\" IS NULL OR s.\"select\" >="
                + " t.\"select\"))"));
  }

  @Test
  void theTemporaryTableIsPrivateAndMadeOnce() {
    assertThat(
        DIALECT.createTemporary(TEMPORARY, TABLE),
        is(
            "BEGIN EXECUTE IMMEDIATE 'CREATE PRIVATE TEMPORARY TABLE \"ORA$PTT_REFRAIN_BATCH_1F\" ON"
                + " COMMIT PRESERVE DEFINITION AS SELECT t.\"a''; --\", t.\"B\", t.\"select\" FROM"
                + " (SELECT 1 AS one FROM DUAL) o LEFT JOIN \"WE''IRD\".\"or ders\" t ON 1 = 0 WHERE"
                + " 1 = 0'; EXCEPTION WHEN OTHERS THEN IF SQLCODE <> -955 THEN RAISE; END IF; END;"));
  }

  private static Column column(String type) {
    return new Column("c", DIALECT.storedType(type, 9, 0));
  }

  @Test
  void valuesAreComparedExactlyAndNamesAreKeys() {
    assertThat(DIALECT.isEqual(column("VARCHAR2")), is("\"c\" = ?"));
    assertThat(DIALECT.isEqual(column("CHAR")), is("RTRIM(\"c\") = ?"));
    assertThat(DIALECT.isEqual(column("CLOB")), is("DBMS_LOB.COMPARE(\"c\", ?) = 0"));
    assertThat(DIALECT.keyText(64), is("VARCHAR2(64 CHAR)"));
    assertThat(DIALECT.currentTimestamp(), is("SYSTIMESTAMP"));
  }

  @Test
  void tablesAreMendedByStatementsOfTheirOwn() {
    assertThat(
        DIALECT.remedies().uniqueIndex("\"t\"", "\"t_key\"", "\"a\""),
        is("CREATE UNIQUE INDEX \"t_key\" ON \"t\" (\"a\")"));
    assertThat(
        DIALECT.remedies().notNull("\"t\"", "\"c\"", column("VARCHAR2")),
        is("ALTER TABLE \"t\" MODIFY (\"c\" NOT NULL)"));
    assertThat(
        DIALECT.remedies().numberedByDefault("\"t\"", "\"c\""),
        is("ALTER TABLE \"t\" MODIFY (\"c\" GENERATED BY DEFAULT AS IDENTITY)"));
  }

  @Test
  void aParserReadsEveryStatement() {
    for (String statement :
        List.of(
            DIALECT.selectByKeys(TABLE, ROWS, true),
            DIALECT.insertAbsent(TABLE, ROWS),
            DIALECT.updateOlder(TABLE, ROWS, true),
            DIALECT.deleteOlder(TABLE, ROWS, false),
            // It knows no NOLOGGING.
            DIALECT.createStaging("\"st\"", TABLE).replace(" NOLOGGING", ""),
            DIALECT.columnsQuery().orElseThrow(),
            DIALECT.uniqueIndexesQuery().orElseThrow(),
            DIALECT.catalog().triggers().orElseThrow(),
            DIALECT.catalog().inexactCollations().orElseThrow(),
            DIALECT.catalog().identitiesAlwaysGenerated().orElseThrow(),
            DIALECT.catalog().deferrableIndexes().orElseThrow(),
            DIALECT.catalog().missingPrivileges().orElseThrow(),
            DIALECT.catalog().rowPolicies().orElseThrow())) {
      assertThat(
          statement,
          DSL.using(SQLDialect.DEFAULT).parser().parse(statement).queries().length,
          is(1));
    }
  }

  @Test
  void h2InItsModeForOracleDoesWhatIsMeant() throws Exception {
    String name = "\"WE'IRD\".\"or ders\"";
    String columns = " (\"a'; --\" NUMBER(19), \"B\" VARCHAR2(100), \"select\" TIMESTAMP(6))";
    try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:oracle;MODE=Oracle");
        Statement statement = h2.createStatement()) {
      statement.execute("CREATE SCHEMA \"WE'IRD\"");
      statement.execute("CREATE TABLE " + name + columns);
      statement.execute("CREATE TABLE " + TEMPORARY + columns);
      statement.execute(
          "INSERT INTO "
              + name
              + " VALUES (1, 'older', TIMESTAMP '2024-01-01 00:00:00'), (2, 'newer', TIMESTAMP"
              + " '2024-01-03 00:00:00'), (3, 'none', NULL)");
      statement.execute(
          "INSERT INTO "
              + TEMPORARY
              + " SELECT X, 'given', TIMESTAMP '2024-01-02 00:00:00' FROM SYSTEM_RANGE(1, 4)");

      assertThat(statement.executeUpdate(DIALECT.insertAbsent(TABLE, ROWS)), is(1));
      assertThat(statement.executeUpdate(DIALECT.updateOlder(TABLE, ROWS, false)), is(2));
      List<String> rows = new ArrayList<>();
      try (ResultSet all = statement.executeQuery(DIALECT.selectByKeys(TABLE, ROWS, true))) {
        while (all.next()) {
          rows.add(all.getLong(1) + " " + all.getString(2));
        }
      }
      assertThat(rows, contains("1 given", "2 newer", "3 given", "4 given"));
    }
  }

  @Test
  void namesThatCannotBeAreRefused() {
    for (String name : List.of("a\"b", "\u00e9".repeat(65))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> DIALECT.quote(name));
      assertThat(
          e.getMessage(),
          is(
              "Oracle has no such name: '"
                  + name
                  + "'. A name has at most 128 bytes, none of which is a double quote or NUL."));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,23000,ROW",
    "1400,23000,ROW",
    "2290,23000,ROW",
    "2291,23000,ROW",
    "12899,72000,ROW",
    "1438,22003,ROW",
    "20001,72000,ROW",
    "60,61000,TRANSIENT",
    "8177,72000,TRANSIENT",
    "3113,08000,TRANSIENT",
    "3135,08003,TRANSIENT",
    "1013,72000,TRANSIENT",
    "942,42000,FATAL",
    "1653,72000,FATAL",
    "1031,42000,FATAL"
  })
  void faultsAreToldApartByNumber(int number, String state, Fault fault) {
    assertThat(DIALECT.fault(new SQLException("", state, number)), is(fault));
  }

  @Test
  void messagesNameConstraintAndColumn() {
    assertThat(
        DIALECT.constraintIn("ORA-00001: unique constraint (SHOP.ORDERS_PK) violated"),
        is(Optional.of("SHOP.ORDERS_PK")));
    assertThat(
        DIALECT.columnIn("ORA-01400: cannot insert NULL into (\"SHOP\".\"ORDERS\".\"PRODUCT\")"),
        is(Optional.of("PRODUCT")));
    assertThat(
        DIALECT.columnIn(
            "ORA-12899: value too large for column \"SHOP\".\"ORDERS\".\"PRODUCT\" (actual: 101,"
                + " maximum: 100)"),
        is(Optional.of("PRODUCT")));
  }

  @Test
  void typesAreTakenForWhatTheyHold() {
    assertThat(DIALECT.storedType("NUMBER", 0, -127).scale(), is(StoredType.UNLIMITED));
    assertThat(DIALECT.storedType("NUMBER", 0, 0).size(), is(38));
    assertThat(DIALECT.storedType("NUMBER", 5, -2).family(), is(Family.OTHER));
    assertThat(DIALECT.storedType("DATE", 0, 0).family(), is(Family.TIMESTAMP));
    assertThat(
        DIALECT.storedType("TIMESTAMP(3) WITH TIME ZONE", 0, 3).family(),
        is(Family.TIMESTAMP_WITH_ZONE));
    assertThat(
        DIALECT.storedType("TIMESTAMP(6) WITH LOCAL TIME ZONE", 0, 6).family(), is(Family.OTHER));
    assertThat(DIALECT.storedType("CLOB", 0, 0).has(StoredType.Quirk.INCOMPARABLE), is(true));
    assertThat(ArrayBindLoader.jdbcType(DIALECT.storedType("BINARY_DOUBLE", 0, 0)), is(101));
  }

  @Test
  void aTypeThatOracleLacksIsNamed() {
    RowLayout layout =
        RowLayout.of(
            Schema.builder()
                .addLogicalTypeField("t", org.apache.beam.sdk.schemas.logicaltypes.SqlTypes.TIME)
                .build());
    ColumnType time = layout.type(0);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DIALECT.columnType(time));
    assertThat(e.getMessage(), containsString("Oracle has no type for "));
  }

  @Test
  void emptyTextIsUnfitBecauseItWouldBeNull() {
    Schema schema = Schema.builder().addStringField("s").build();
    RowLayout layout = RowLayout.of(schema);
    ValueLimits limits = new ValueLimits(0, layout.type(0), DIALECT.storedType("VARCHAR2", 10, 0));

    assertThat(
        limits.unfit(row(layout, Row.withSchema(schema).addValues("").build())),
        is("it is empty, of which VARCHAR2 makes null"));
    assertThat(
        limits.unfit(row(layout, Row.withSchema(schema).addValues(" ").build())), is(nullValue()));
  }

  private static RowCursor row(RowLayout layout, Row row) {
    RowWriter encoded = new RowConverter(layout).encode(row);
    return new RowCursor(layout).at(encoded.bytes(), 0, encoded.length());
  }
}
