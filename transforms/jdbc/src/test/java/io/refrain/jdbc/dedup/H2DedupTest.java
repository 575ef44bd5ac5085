package io.refrain.jdbc.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.upsert.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2 in a file, as the command line uses it. */
final class H2DedupTest extends DedupContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return new Database(JdbcConnection.of("jdbc:h2:" + directory.resolve("db").toAbsolutePath()));
  }

  @Override
  protected String hardlyWait() {
    return "SET LOCK_TIMEOUT 50";
  }

  @Override
  protected boolean insertsPass() {
    return true;
  }

  @Test
  void aKeyThatIgnoresCaseIsRefused() throws Exception {
    db.run("CREATE TABLE users (name VARCHAR_IGNORECASE(9), v INTEGER)");
    TableDedup dedup = TableDedup.of(db.connection, "users").byKey("name").latestBy("v");

    RefrainException e = assertThrows(RefrainException.class, dedup::run);

    assertThat(
        e.getMessage(),
        containsString("its key column 'NAME' compares texts by VARCHAR_IGNORECASE"));
  }

  @Test
  void aVersionFinerThanAMicrosecondIsRefused() throws Exception {
    db.run(
        "CREATE TABLE fine (k INTEGER, v TIMESTAMP(9))",
        "INSERT INTO fine VALUES (1, '2024-03-15 12:00:00.000000001'), (1, '2024-03-15 12:00:00')");
    TableDedup dedup = TableDedup.of(db.connection, "fine").byKey("k").latestBy("v");

    RefrainException e = assertThrows(RefrainException.class, dedup::run);

    assertThat(
        e.getMessage(),
        is(
            "Cannot remove duplicates from fine at "
                + db.connection.name()
                + ": a row has a value in column V that has no exact form here (finer than a"
                + " microsecond, infinite or no number), so it cannot be compared: {K=1, V=null}. Mend"
                + " it. Nothing was changed."));
  }

  @Test
  void contentThatHasNoExactFormDecidesNothing() throws Exception {
    db.run(
        "CREATE TABLE fine (k INTEGER, v INTEGER, t TIMESTAMP(9))",
        "INSERT INTO fine VALUES (1, 1, '2024-03-15 12:00:00.000000001'), (1, 2, '2024-03-15"
            + " 12:00:00')");
    TableDedup dedup = TableDedup.of(db.connection, "fine").byKey("k").latestBy("v");
    assertThat(dedup.plan().deleted(), is(1L));
    db.run("UPDATE fine SET v = 1");

    RefrainException e = assertThrows(RefrainException.class, dedup::run);

    assertThat(
        e.getMessage(),
        is(
            "Two rows of one key have the same version, and the value of column T has no exact form"
                + " here (it is null in what follows), so their content cannot decide: {K=1, V=1,"
                + " T=null} and {K=1, V=1, T=2024-03-15T12:00}. Delete one of them, or name a further"
                + " version column. Nothing was changed."));
  }
}
