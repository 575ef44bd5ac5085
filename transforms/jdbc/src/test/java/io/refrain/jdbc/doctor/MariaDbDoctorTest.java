package io.refrain.jdbc.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.MariaDbDatabase;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** The contract on a real MariaDB server. */
final class MariaDbDoctorTest extends DoctorContract {

  @Override
  protected Database freshDatabase() throws Exception {
    return MariaDbDatabase.fresh();
  }

  @Override
  protected String schema() {
    return "test";
  }

  @Override
  protected String numberedByDefault() {
    return "BIGINT AUTO_INCREMENT";
  }

  @Override
  protected boolean numbersAlways() {
    return false;
  }

  @Override
  protected String nextNumber() {
    return "NEXT VALUE FOR numbers";
  }

  @Override
  protected String generated() {
    return "";
  }

  @Test
  void triggersAreFoundWithWhatFiresThem() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)",
            "CREATE TRIGGER counted AFTER DELETE ON orders FOR EACH ROW SET @gone = 1",
            "CREATE TRIGGER made BEFORE INSERT ON orders FOR EACH ROW SET @made = 1");

    Finding triggers = only(diagnosis, Code.TRIGGERS);
    assertThat(triggers.text(), containsString("counted (DELETE), made (INSERT)"));
    assertThat(triggers.effect(Mode.UPSERT), is(Safety.CAVEAT));
    assertThat(triggers.effect(Mode.DELETE), is(Safety.CAVEAT));
  }

  @Test
  void theCollationOfAServerIsLooseUnlessItIsSaidOtherwise() throws Exception {
    Diagnosis loose =
        examine("CREATE TABLE orders (id VARCHAR(9) PRIMARY KEY, v INTEGER NOT NULL)");
    Finding finding = only(loose, Code.KEY_COLLATION_INEXACT);
    assertThat(finding.text(), containsString("its key column id compares texts by utf8mb4_"));
    assertThat(finding.effect(Mode.UPSERT), is(Safety.UNSAFE));

    Diagnosis padded =
        examine(
            "DROP TABLE orders",
            "CREATE TABLE orders (id VARCHAR(9) COLLATE utf8mb4_bin PRIMARY KEY, v INTEGER NOT"
                + " NULL)");
    Finding rejecting = only(padded, Code.KEY_COLLATION_INEXACT);
    assertThat(rejecting.effect(Mode.UPSERT), is(Safety.CAVEAT));
    assertThat(rejecting.text(), containsString("one is rejected, and fails a replace"));

    Diagnosis exact =
        examine(
            "DROP TABLE orders",
            "CREATE TABLE orders (id VARCHAR(9) COLLATE utf8mb4_nopad_bin PRIMARY KEY, v INTEGER NOT"
                + " NULL)");
    assertThat(codes(exact), is(empty()));
  }

  @Test
  void nullIsForbiddenInColumnsOfAllTypes() throws Exception {
    for (String type :
        new String[] {
          "VARCHAR(9)",
          "CHAR(9)",
          "DECIMAL(9,2)",
          "DECIMAL(9,2) UNSIGNED",
          "DATETIME(3)",
          "DATE",
          "BIGINT UNSIGNED",
          "VARBINARY(7)",
          "UUID"
        }) {
      db.run(
          "DROP TABLE IF EXISTS orders",
          "CREATE TABLE orders (id BIGINT PRIMARY KEY, v " + type + ")");
      Diagnosis sick = TableDoctor.of(db.connection, "orders").byKey("v").examine();
      String remedy = only(sick, Code.KEY_NULLABLE).remedy().replaceFirst("Forbid it: ", "");
      String before =
          db.query(
                  "SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_NAME = 'orders' AND COLUMN_NAME = 'v'")
              .get(0);

      db.run(remedy);

      assertThat(
          remedy,
          db.query(
                  "SELECT COLUMN_TYPE, IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_NAME ="
                      + " 'orders' AND COLUMN_NAME = 'v'")
              .get(0),
          is(before + "|NO"));
    }
  }

  @Test
  void rightsOfTheUserAreFound() throws Exception {
    db = MariaDbDatabase.freshGuarded();
    db.run(
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)",
        "CREATE OR REPLACE USER loader@localhost",
        "GRANT SELECT, INSERT ON test.orders TO loader@localhost",
        "GRANT UPDATE (v) ON test.orders TO loader@localhost");
    JdbcConnection loader = JdbcConnection.of(db.connection.url()).user("loader");

    Diagnosis some = TableDoctor.of(loader, "orders").byKey("id").latestBy("v").examine();
    Finding rights = only(some, Code.MISSING_PRIVILEGES);
    assertThat(rights.text(), is("its user may not DELETE"));
    assertThat(
        modes(rights, Safety.UNSAFE),
        is(EnumSet.of(Mode.REPLACE, Mode.REPLACE_EVERYTHING, Mode.DELETE)));

    db.run("GRANT DELETE ON `tes_`.* TO loader@localhost");
    Diagnosis all = TableDoctor.of(loader, "orders").byKey("id").latestBy("v").examine();
    assertThat(codes(all), is(empty()));
    db.run("DROP USER loader@localhost");
  }
}
