package io.refrain.jdbc.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.SqliteDatabase;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on SQLite. */
final class SqliteDoctorTest extends DoctorContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return SqliteDatabase.in(directory);
  }

  /** A primary key of SQLite takes null unless that is forbidden. */
  @Override
  protected Diagnosis examine(String... ddl) throws Exception {
    String[] forbidding = new String[ddl.length];
    for (int i = 0; i < ddl.length; i++) {
      forbidding[i] =
          ddl[i]
              .replace("id BIGINT PRIMARY KEY", "id BIGINT NOT NULL PRIMARY KEY")
              .replace("PRECISION PRIMARY KEY", "PRECISION NOT NULL PRIMARY KEY");
    }
    return super.examine(forbidding);
  }

  @Override
  protected String schema() {
    return "";
  }

  @Override
  protected String makeKey() {
    return "CREATE UNIQUE INDEX " + quote("orders_key") + " ON <table> (<id>)";
  }

  @Override
  protected String numberedByDefault() {
    return "INTEGER NOT NULL";
  }

  @Override
  protected boolean numbersAlways() {
    return false;
  }

  @Override
  protected String nextNumber() {
    return null;
  }

  @Override
  protected String generated() {
    return "";
  }

  @Override
  protected String reference() {
    return "items by foreign key (orders)";
  }

  @Override
  @Test
  void theStatementsThatAreAdvisedWork() throws Exception {
    Diagnosis sick = examine("CREATE TABLE orders (id BIGINT, v INTEGER NOT NULL)");
    assertThat(
        only(sick, Code.KEY_NULLABLE).remedy(),
        is("Forbid it: SQLite alters no column. Make the table anew with \"id\" BIGINT NOT NULL"));

    Diagnosis healed =
        examine(only(sick, Code.NO_UNIQUE_KEY).remedy().replaceFirst("Make one: ", ""));

    assertThat(codes(healed), contains(Code.KEY_NULLABLE));
  }

  @Test
  void aPrimaryKeyMayBeNullUnlessItIsForbidden() throws Exception {
    db.run("CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)");
    assertThat(codes(examine()), contains(Code.KEY_NULLABLE));
  }

  @Test
  void theNumberOfARowIsFoundWhereItIsTheKey() throws Exception {
    Diagnosis counting =
        examine("CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, v INTEGER NOT NULL)");
    assertThat(
        only(counting, Code.KEY_NUMBERED_BY_DATABASE).text(), containsString("(AUTOINCREMENT)"));

    Diagnosis without =
        examine(
            "DROP TABLE orders",
            "CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, v INTEGER NOT NULL) WITHOUT ROWID");
    assertThat(codes(without), is(empty()));
  }

  @Test
  void triggersAreFoundWithWhatFiresThem() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL, deleted INTEGER)",
            "CREATE TRIGGER \"T\" AFTER\nDELETE\nON orders BEGIN SELECT 1; END",
            "CREATE TRIGGER IF NOT EXISTS insert_or_delete BEFORE UPDATE OF deleted ON orders BEGIN"
                + " SELECT 1; END");

    Finding triggers = only(diagnosis, Code.TRIGGERS);
    assertThat(triggers.text(), containsString("T (DELETE), insert_or_delete (UPDATE)"));
    assertThat(
        modes(triggers, Safety.CAVEAT),
        is(
            EnumSet.of(
                Mode.UPSERT,
                Mode.UPSERT_ATOMICALLY,
                Mode.REPLACE,
                Mode.REPLACE_EVERYTHING,
                Mode.DELETE)));
  }

  @Test
  void anIndexOverAPartOrAnExpressionIsNoKey() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT NOT NULL, name TEXT, v INTEGER NOT NULL)",
            "CREATE UNIQUE INDEX live ON orders (id) WHERE v > 0",
            "CREATE UNIQUE INDEX lowered ON orders (lower(name))");

    assertThat(
        only(diagnosis, Code.NO_UNIQUE_KEY).text(),
        containsString("(there are: live [id WHERE v > 0], lowered [an expression])"));
  }

  @Test
  void aCollationOfTheKeysIndexIsFound() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id TEXT COLLATE NOCASE NOT NULL PRIMARY KEY, v INTEGER NOT NULL)");

    Finding collation = only(diagnosis, Code.KEY_COLLATION_INEXACT);
    assertThat(
        collation.text(),
        is(
            "its key column id compares texts by COLLATE NOCASE, which takes different ones for"
                + " equal: of two keys that are equal for it, and not here, one is rejected, and fails"
                + " a replace"));
    assertThat(collation.effect(Mode.UPSERT), is(Safety.CAVEAT));
  }

  @Test
  void aForeignKeyThatIsCheckedLateRefusesNothing() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)",
            "CREATE TABLE bills (orders BIGINT REFERENCES orders (id) DEFERRABLE INITIALLY"
                + " DEFERRED)");

    assertThat(codes(diagnosis), is(empty()));
  }
}
