package io.refrain.jdbc.mysql;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RejectedRow.Code;
import io.refrain.jdbc.dialect.Collations.Equality;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** The statements, word by word, for names that try to break out; and what errors mean. */
final class MySqlFamilyTest {
  private static final JdbcDialect MYSQL = new MySqlDialect();
  private static final JdbcDialect MARIADB = new MariaDbDialect();

  private static final TargetTable TABLE =
      new TargetTable(
          "we`ird",
          "or ders",
          List.of(
              new Column("a`; --", new StoredType(Family.BIGINT, "int unsigned", 0, 0)),
              new Column("B", new StoredType(Family.TEXT, "varchar", 9, 0)),
              new Column("f", new StoredType(Family.REAL, "float", 0, StoredType.FINITE)),
              new Column("v", new StoredType(Family.TIMESTAMP, "datetime", 0, 6))),
          List.of(0),
          List.of(3));

  @Test
  void statements() {
    assertThat(
        MYSQL.selectByKeys(TABLE, "`x` s", true),
        is(
            "SELECT t.`a``; --`, t.`B`, t.`f` + 0E0, t.`v` FROM `x` s STRAIGHT_JOIN"
                + " `we``ird`.`or ders` t ON t.`a``; --` = s.`a``; --` FOR UPDATE"));
    assertThat(
        MYSQL.insertAbsent(TABLE, "`x` s"),
        is(
            "INSERT INTO `we``ird`.`or ders` (`a``; --`, `B`, `f`, `v`) SELECT s.`a``; --`, s.`B`,"
                + " s.`f`, s.`v` FROM `x` s LEFT JOIN `we``ird`.`or ders` t ON t.`a``; --` ="
                + " s.`a``; --` WHERE t.`a``; --` IS NULL"));
    assertThat(
        MYSQL.updateOlder(TABLE, "`x` s", false),
        is(
            "UPDATE `x` s STRAIGHT_JOIN `we``ird`.`or ders` t ON t.`a``; --` = s.`a``; --` SET t.`B`"
                + " = s.`B`, t.`f` = s.`f`, t.`v` = s.`v` WHERE (t.`v` IS NULL OR s.`v` > t.`v`)"));
    assertThat(
        MYSQL.deleteOlder(TABLE, "`x` s", true),
        is(
            "DELETE t FROM `x` s STRAIGHT_JOIN `we``ird`.`or ders` t ON t.`a``; --` = s.`a``; --`"
                + " WHERE (t.`v` IS NULL OR s.`v` >= t.`v`)"));
    assertThat(
        MYSQL.createTemporary("`x`", TABLE),
        is(
            "CREATE TEMPORARY TABLE IF NOT EXISTS `x` (refrain_row BIGINT NOT NULL AUTO_INCREMENT"
                + " PRIMARY KEY, `a``; --` int unsigned NULL) AS (SELECT `a``; --`, `B`, `f`, `v`"
                + " FROM `we``ird`.`or ders` LIMIT 0) UNION ALL (SELECT NULL, NULL, NULL, NULL LIMIT"
                + " 0)"));
    assertThat(
        MARIADB.createStaging("`x`", TABLE),
        is(
            "CREATE TABLE `x` (refrain_row BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, `a``; --` int"
                + " unsigned NULL) AS (SELECT `a``; --`, `B`, `f`, `v` FROM `we``ird`.`or ders` LIMIT"
                + " 0) UNION ALL (SELECT NULL, NULL, NULL, NULL LIMIT 0)"));
  }

  @Test
  void versionsOfTextAreComparedByTheirBytes() {
    TargetTable table = new TargetTable("", "o", TABLE.columns(), TABLE.keys(), List.of(1, 3));
    assertThat(
        MYSQL.deleteOlder(table, "`x` s", false),
        is(
            "DELETE t FROM `x` s STRAIGHT_JOIN `o` t ON t.`a``; --` = s.`a``; --` WHERE"
                + " (CAST(CONVERT(t.`B` USING utf8mb4) AS BINARY) IS NULL OR t.`v` IS NULL OR"
                + " (CAST(CONVERT(s.`B` USING utf8mb4) AS BINARY) > CAST(CONVERT(t.`B` USING utf8mb4)"
                + " AS BINARY) OR (CAST(CONVERT(s.`B` USING utf8mb4) AS BINARY) = CAST(CONVERT(t.`B`"
                + " USING utf8mb4) AS BINARY) AND s.`v` > t.`v`)))"));
  }

  /** All but CONVERT ... USING and LOAD DATA, which that parser does not know. */
  @Test
  void aParserForMySqlReadsTheStatements() {
    DSLContext parser =
        DSL.using(SQLDialect.MYSQL, new Settings().withParseDialect(SQLDialect.MYSQL));
    List<String> statements =
        List.of(
            MYSQL.selectByKeys(TABLE, "`x` s", false),
            MYSQL.selectByKeys(TABLE, "`x` s", true),
            MYSQL.insertAbsent(TABLE, "`x` s"),
            MYSQL.updateOlder(TABLE, "`x` s", true),
            MYSQL.deleteOlder(TABLE, "`x` s", true),
            MYSQL.createTemporary("`x`", TABLE),
            MYSQL.createStaging("`x`", TABLE),
            MYSQL.collations().orElseThrow().query(),
            MYSQL.collations().orElseThrow().change(TABLE, TABLE.columns().get(1)));
    for (String statement : statements) {
      assertThat(statement, parser.parser().parse(statement).queries().length, is(1));
    }
    assertThrows(
        org.jooq.impl.ParserException.class,
        () -> parser.parser().parse("UPDATE x s STRAIGHT JOIN o t ON 1 = 1 SET t.a = 1"));
  }

  @Test
  void namesAreQuotedAndNeverHoldNul() {
    assertThat(MYSQL.quote("a`b\"c"), is("`a``b\"c`"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> MYSQL.quote("a\0b")).getMessage(),
        is("An identifier must not contain the character NUL."));
  }

  @Test
  void bothDriversTellTheDigitsOfASecondByLengths() {
    assertThat(MARIADB.storedType("TIME", 17, 0), is(new StoredType(Family.TIME, "time", 0, 6)));
    assertThat(MARIADB.storedType("TIME", 10, 0), is(new StoredType(Family.TIME, "time", 0, 0)));
    assertThat(MYSQL.storedType("TIME", 15, 0), is(new StoredType(Family.TIME, "time", 0, 6)));
    assertThat(MYSQL.storedType("TIME", 8, 0), is(new StoredType(Family.TIME, "time", 0, 0)));
    assertThat(MYSQL.storedType("DATETIME", 19, 0).scale(), is(0));
    assertThat(MYSQL.storedType("DATETIME", 23, 0).scale(), is(3));
    assertThat(MYSQL.storedType("FLOAT", 7, 3).family(), is(Family.OTHER));
    assertThat(MYSQL.storedType("BIT", 8, 0).family(), is(Family.OTHER));
    assertThat(MYSQL.storedType("JSON", 0, 0).family(), is(Family.OTHER));
    assertThat(MYSQL.storedType("ENUM", 5, 0).family(), is(Family.OTHER));
  }

  @Test
  void collationsAreToldApartByTheirNames() {
    assertThat(equality(MARIADB, "utf8mb4_nopad_bin"), is(Equality.OF_BYTES));
    assertThat(equality(MARIADB, "latin1_nopad_bin"), is(Equality.OF_BYTES));
    assertThat(equality(MARIADB, "utf8mb4_bin"), is(Equality.BUT_FOR_BLANKS_AT_END));
    // MariaDB's alias for utf8mb4_bin.
    assertThat(equality(MARIADB, "utf8mb4_0900_bin"), is(Equality.BUT_FOR_BLANKS_AT_END));
    assertThat(equality(MYSQL, "utf8mb4_0900_bin"), is(Equality.OF_BYTES));
    assertThat(equality(MYSQL, "utf8mb4_0900_as_cs"), is(Equality.LOOSE));
    assertThat(equality(MYSQL, "latin1_swedish_ci"), is(Equality.LOOSE));
  }

  private static Equality equality(JdbcDialect dialect, String collation) {
    return dialect.collations().orElseThrow().equality(collation);
  }

  @Test
  void faultsAreToldApartByTheirNumbers() {
    for (int code : List.of(1062, 1048, 1264, 1292, 1366, 1406, 1452, 3819, 4025, 1644)) {
      assertThat("" + code, MYSQL.fault("HY000", code), is(Fault.ROW));
    }
    for (int code : List.of(1205, 1213, 2006, 2013, 1927, 1969, 3024, 1040, 4031)) {
      assertThat("" + code, MYSQL.fault("HY000", code), is(Fault.TRANSIENT));
    }
    for (int code : List.of(1142, 1146, 1054, 1064, 1114, 1290, 1665)) {
      assertThat("" + code, MYSQL.fault("HY000", code), is(Fault.FATAL));
    }
    assertThat(MYSQL.fault("08S01", 0), is(Fault.TRANSIENT));
    assertThat(MYSQL.fault("45000", 30001), is(Fault.ROW));
    assertThat(MYSQL.rejection("23000", 1048), is(Code.NULL_VALUE));
    assertThat(MYSQL.rejection("HY000", 1366), is(Code.UNFIT_VALUE));
    assertThat(MYSQL.rejection("23000", 1062), is(Code.CONSTRAINT));
  }

  @Test
  void messagesNameTheColumnOrTheConstraint() {
    assertColumn("Column 'v' cannot be null", "v");
    assertColumn("Field 'v' doesn't have a default value", "v");
    assertColumn("(conn=3) Data too long for column 'p' at row 1", "p");
    assertColumn("Incorrect datetime value: 'x' for column `test`.`o`.`v` at row 1", "v");
    assertColumn("Column set to default value; NULL supplied to NOT NULL column 'v' at row 3", "v");
    assertConstraint("Duplicate entry 'for column 'x' at row' for key 'PRIMARY'", "PRIMARY");
    assertConstraint("Duplicate entry 'X' for key 'orders.one_product'", "orders.one_product");
    assertConstraint("CONSTRAINT `few` failed for `test`.`o`", "few");
    assertConstraint("Check constraint 'few' is violated.", "few");
    assertConstraint(
        "Cannot add or update a child row: a foreign key constraint fails (`test`.`k`, CONSTRAINT"
            + " `fk` FOREIGN KEY (`p`) REFERENCES `p` (`id`))",
        "fk");
    assertThat(MYSQL.columnIn(null), is(Optional.empty()));
  }

  private static void assertColumn(String message, String column) {
    assertThat(MYSQL.columnIn(message), is(Optional.of(column)));
  }

  private static void assertConstraint(String message, String constraint) {
    assertThat(MYSQL.columnIn(message), is(Optional.empty()));
    assertThat(MYSQL.constraintIn(message), is(Optional.of(constraint)));
  }
}
