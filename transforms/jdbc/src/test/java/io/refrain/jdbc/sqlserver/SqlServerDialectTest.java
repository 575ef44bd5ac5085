package io.refrain.jdbc.sqlserver;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL Server's statements without a server: word by word, and read by a parser. */
final class SqlServerDialectTest {
  private static final SqlServerDialect DIALECT = new SqlServerDialect();
  private static final TargetTable TABLE =
      new TargetTable(
          "we]ird",
          "or ders",
          List.of(
              new Column("a]; --", DIALECT.storedType("bigint identity", 19, 0)),
              new Column("B", DIALECT.storedType("nvarchar", 100, 0)),
              new Column("select", DIALECT.storedType("datetime2", 27, 6))),
          List.of(0),
          List.of(2));
  private static final String ROWS = DIALECT.temporaryName("refrain_batch_1f") + " s";

  @Test
  void rowsAreReadByTheirKeys() {
    assertThat(
        DIALECT.selectByKeys(TABLE, ROWS, true),
        is(
            "SELECT t.[a]]; --], t.[B], t.[select] FROM [#refrain_batch_1f] s INNER LOOP JOIN"
                + " [we]]ird].[or ders] AS t WITH (UPDLOCK, ROWLOCK) ON t.[a]]; --] = s.[a]]; --]"));
  }

  @Test
  void absentRowsAreInsertedUnderARangeLock() {
    assertThat(
        DIALECT.insertAbsent(TABLE, ROWS),
        is(
            "INSERT INTO [we]]ird].[or ders] ([a]]; --], [B], [select]) SELECT s.[a]]; --], s.[B],"
                + " s.[select] FROM [#refrain_batch_1f] s WHERE NOT EXISTS (SELECT 1 FROM"
                + " [we]]ird].[or ders] AS t WITH (UPDLOCK, HOLDLOCK) WHERE t.[a]]; --] = s.[a]];"
                + " --])"));
  }

  @Test
  void onlyOlderRowsAreUpdatedAndDeleted() {
    assertThat(
        DIALECT.updateOlder(TABLE, ROWS, false),
        is(
            "UPDATE t SET [B] = s.[B], [select] = s.[select] FROM [#refrain_batch_1f] s INNER LOOP"
                + " JOIN [we]]ird].[or ders] AS t WITH (UPDLOCK, ROWLOCK) ON t.[a]]; --] = s.[a]];"
                + " --] WHERE (t.[select] IS NULL OR s.[select] > t.[select])"));
    assertThat(
        DIALECT.deleteOlder(TABLE, ROWS, true),
        is(
            "DELETE t FROM [#refrain_batch_1f] s INNER LOOP JOIN [we]]ird].[or ders] AS t WITH"
                + " (UPDLOCK, ROWLOCK) ON t.[a]]; --] = s.[a]]; --] WHERE (t.[select] IS NULL OR"
                + " s.[select] >= t.[select])"));
  }

  @Test
  void textIsTheSameIfTheIndexAndTheBytesSaySo() {
    TargetTable byText = new TargetTable("", "t", TABLE.columns(), List.of(1), List.of(2));
    String utf8 =
        "CAST(CAST(%s.[B] COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(max)) AS varbinary(max))";
    assertThat(
        DIALECT.selectByKeys(byText, ROWS, false),
        containsString(
            "[t] AS t ON t.[B] = s.[B] AND " + utf8.formatted("t") + " = " + utf8.formatted("s")));
  }

  @Test
  void tablesForRowsTakeOverNeitherNotNullNorIdentity() {
    assertThat(
        DIALECT.createTemporary(DIALECT.temporaryName("refrain_batch_1f"), TABLE),
        is(
            "IF OBJECT_ID(N'tempdb..[#refrain_batch_1f]') IS NULL SELECT t.[a]]; --], t.[B],"
                + " t.[select] INTO [#refrain_batch_1f] FROM (SELECT 1 AS one) AS o LEFT JOIN"
                + " [we]]ird].[or ders] AS t ON 1 = 0 WHERE 1 = 0"));
    assertThat(
        DIALECT.createStaging("[st]", TABLE),
        is(
            "SELECT t.[a]]; --], t.[B], t.[select] INTO [st] FROM (SELECT 1 AS one) AS o LEFT JOIN"
                + " [we]]ird].[or ders] AS t ON 1 = 0 WHERE 1 = 0"));
  }

  private static Column column(String type, int size) {
    return new Column("c]", DIALECT.storedType(type, size, 0));
  }

  @Test
  void valuesAreComparedExactlyAndNamesAreKeys() {
    assertThat(
        DIALECT.isEqual(column("nvarchar", 9)),
        is(
            "CAST(CAST([c]]] AS nvarchar(max)) AS varbinary(max)) = CAST(CAST(? AS nvarchar(max)) AS"
                + " varbinary(max))"));
    assertThat(
        DIALECT.isEqual(column("nchar", 9)),
        is(
            "CAST(CAST(RTRIM([c]]]) AS nvarchar(max)) AS varbinary(max)) = CAST(CAST(? AS"
                + " nvarchar(max)) AS varbinary(max))"));
    assertThat(
        DIALECT.isEqual(column("uniqueidentifier", 0)), is("[c]]] = CAST(? AS uniqueidentifier)"));
    assertThat(DIALECT.isEqual(column("bigint", 0)), is("[c]]] = ?"));
    assertThat(DIALECT.keyText(64), is("nvarchar(64) COLLATE Latin1_General_100_BIN2"));
    assertThat(DIALECT.currentTimestamp(), is("SYSDATETIMEOFFSET()"));
  }

  @Test
  void tablesAreMendedByStatementsOfTheirOwn() {
    assertThat(
        DIALECT.remedies().key("[t]", "[t_key]", "[a], [b]"),
        is(
            "ALTER TABLE [t] ADD PRIMARY KEY ([a], [b]), or CREATE UNIQUE INDEX [t_key] ON [t] ([a], [b])"));
    assertThat(
        DIALECT.remedies().notNull("[t]", "[c]", column("nvarchar", 9)),
        is("ALTER TABLE [t] ALTER COLUMN [c] nvarchar(9) NOT NULL"));
    assertThat(
        DIALECT.remedies().notNull("[t]", "[c]", column("nvarchar", 1 << 30)),
        is("ALTER TABLE [t] ALTER COLUMN [c] nvarchar(max) NOT NULL"));
    assertThat(
        DIALECT.remedies().numberedByDefault("[t]", "[c]"),
        is("SQL Server cannot take IDENTITY away. Make the table anew with [c] without it"));
  }

  /** The parser at hand knows T-SQL but for table hints and IF, which are taken off. */
  @Test
  void aParserReadsEveryStatement() {
    for (String statement :
        List.of(
            DIALECT.selectByKeys(TABLE, ROWS, true),
            DIALECT.insertAbsent(TABLE, ROWS),
            DIALECT.updateOlder(TABLE, ROWS, true),
            DIALECT.deleteOlder(TABLE, ROWS, false),
            DIALECT.createTemporary("[#x]", TABLE).replaceFirst("^IF .*? IS NULL ", ""),
            DIALECT.createStaging("[st]", TABLE),
            DIALECT.uniqueIndexesQuery().orElseThrow(),
            DIALECT.catalog().triggers().orElseThrow(),
            DIALECT.catalog().inexactCollations().orElseThrow(),
            DIALECT.catalog().identitiesAlwaysGenerated().orElseThrow(),
            DIALECT.catalog().rowPolicies().orElseThrow())) {
      String plain = statement.replaceAll(" WITH \\([A-Z, ]+\\)", "");
      assertThat(
          plain, DSL.using(SQLDialect.DEFAULT).parser().parse(plain).queries().length, is(1));
    }
  }

  @Test
  void namesThatCannotBeAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DIALECT.quote("x".repeat(129)));
    assertThat(e.getMessage(), containsString("A name has at most 128 characters"));
  }

  @ParameterizedTest
  @CsvSource({
    "2627,S0001,ROW",
    "2601,S0001,ROW",
    "515,S0002,ROW",
    "547,S0000,ROW",
    "2628,S0001,ROW",
    "8152,S0001,ROW",
    "8115,S0008,ROW",
    "50001,S0001,ROW",
    "1205,S0051,TRANSIENT",
    "1222,S0051,TRANSIENT",
    "3960,S0005,TRANSIENT",
    "40197,S0001,TRANSIENT",
    "40501,S0001,TRANSIENT",
    "49918,S0001,TRANSIENT",
    "0,08S01,TRANSIENT",
    "0,HY008,TRANSIENT",
    "208,S0002,FATAL",
    "229,S0005,FATAL",
    "544,S0001,FATAL"
  })
  void faultsAreToldApartByNumber(int number, String state, Fault fault) {
    assertThat(DIALECT.fault(new SQLException("", state, number)), is(fault));
  }

  @Test
  void aNullIsToldFromOtherViolations() {
    assertThat(DIALECT.sqlState(new SQLException("", "23000", 515)), is("23502"));
    assertThat(DIALECT.sqlState(new SQLException("", "23000", 547)), is("23"));
  }

  @Test
  void messagesNameConstraintAndColumn() {
    assertThat(
        DIALECT.constraintIn(
            "Cannot insert duplicate key row in object 'dbo.orders' with unique index 'one_product'."),
        is(Optional.of("one_product")));
    assertThat(
        DIALECT.constraintIn(
            "Violation of PRIMARY KEY constraint 'PK_orders'. Cannot insert duplicate key"),
        is(Optional.of("PK_orders")));
    assertThat(
        DIALECT.columnIn(
            "Cannot insert the value NULL into column 'product', table 'shop.dbo.orders'; column does"
                + " not allow nulls."),
        is(Optional.of("product")));
  }

  @Test
  void typesAreTakenForWhatTheyHold() {
    assertThat(DIALECT.storedType("varchar", 9, 0).has(StoredType.Quirk.ASCII_ONLY), is(true));
    assertThat(DIALECT.storedType("nvarchar", 9, 0).quirks().isEmpty(), is(true));
    assertThat(DIALECT.storedType("datetime", 23, 3).scale(), is(2));
    assertThat(DIALECT.storedType("float", 53, 0).scale(), is(StoredType.FINITE));
    assertThat(DIALECT.storedType("int identity", 10, 0).family(), is(Family.INTEGER));
    assertThat(DIALECT.storedType("smalldatetime", 16, 0).family(), is(Family.OTHER));
    assertThat(DIALECT.storedType("text", 9, 0).family(), is(Family.OTHER));
  }

  @Test
  void bulkCopyIsGivenTimesAsTextWithoutADefaultZone() {
    List<Column> columns =
        List.of(
            new Column("at", DIALECT.storedType("datetimeoffset", 34, 7)),
            new Column("name", DIALECT.storedType("nvarchar", 1 << 30, 0)),
            new Column("amount", DIALECT.storedType("decimal", 12, 2)),
            new Column("nothing", DIALECT.storedType("int", 10, 0)));
    BulkRows rows =
        new BulkRows(
            columns, new OneRow(OffsetDateTime.parse("2024-03-15T12:00Z"), "n", 1.5, null));

    assertThat(rows.next(), is(true));
    assertThat(rows.getRowData(), arrayContaining("2024-03-15T12:00:00.000000Z", "n", 1.5, null));
    assertThat(rows.next(), is(false));
    assertThat(
        rows.getColumnOrdinals().stream().map(rows::getColumnType).toList(),
        is(List.of(Types.VARCHAR, Types.NVARCHAR, Types.DECIMAL, Types.INTEGER)));
    assertThat(rows.getPrecision(2), is(4001));
    assertThat(rows.getScale(3), is(2));
  }

  @Test
  void theOldDatetimeGoesAnotherWay() {
    Column column = new Column("at", DIALECT.storedType("datetime", 23, 3));
    assertThat(new BulkLoader().takes(List.of(column)), is(false));
    assertThat(new BulkLoader().takes(TABLE.columns()), is(true));
    assertThat(DIALECT.bindsAsText(column.type()), is(false));
  }

  private static final class OneRow implements LoadRows {
    private final Object[] values;
    private int left = 1;

    private OneRow(Object... values) {
      this.values = values;
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    public boolean next() {
      return left-- > 0;
    }

    @Override
    public RowCursor row() {
      throw new UnsupportedOperationException();
    }

    @Override
    public RowLayout layout() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int position(int column) {
      return column;
    }

    @Override
    public Object value(int column) {
      return values[column];
    }
  }
}
