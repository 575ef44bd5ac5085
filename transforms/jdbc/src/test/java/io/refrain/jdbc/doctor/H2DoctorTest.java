package io.refrain.jdbc.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.upsert.Database;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2 in a file, as the command line uses it. */
final class H2DoctorTest extends DoctorContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return new Database(JdbcConnection.of("jdbc:h2:" + directory.resolve("db").toAbsolutePath()));
  }

  @Override
  protected String makeKey() {
    return "ALTER TABLE <table> ADD PRIMARY KEY (<id>), or CREATE UNIQUE INDEX ON <table> (<id>)";
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
            "CREATE TRIGGER counted AFTER DELETE ON orders CALL 'io.refrain.jdbc.upsert.CountWrites'");

    Finding triggers = only(diagnosis, Code.TRIGGERS);
    assertThat(triggers.text(), containsString("COUNTED (DELETE)"));
    assertThat(
        modes(triggers, Safety.CAVEAT),
        is(EnumSet.of(Mode.REPLACE, Mode.REPLACE_EVERYTHING, Mode.DELETE)));
  }

  @Test
  void aCollationOfTheDatabaseThatIgnoresCaseIsFound() throws Exception {
    Diagnosis diagnosis =
        examine(
            "SET COLLATION ENGLISH STRENGTH PRIMARY",
            "CREATE TABLE orders (id VARCHAR(9) PRIMARY KEY, v INTEGER NOT NULL)");

    Finding collation = only(diagnosis, Code.KEY_COLLATION_INEXACT);
    assertThat(collation.text(), containsString("by COLLATION ENGLISH STRENGTH PRIMARY, which"));
    assertThat(collation.effect(Mode.UPSERT), is(Safety.UNSAFE));
  }

  @Test
  void anExactCollationIsNoFinding() throws Exception {
    Diagnosis diagnosis =
        examine(
            "SET COLLATION ENGLISH STRENGTH IDENTICAL",
            "CREATE TABLE orders (id VARCHAR(9) PRIMARY KEY, v INTEGER NOT NULL)");

    assertThat(codes(diagnosis).isEmpty(), is(true));
  }

  @Override
  protected List<String> notAsked() {
    return List.of("its deferrable indexes, privileges, row policies were not asked for");
  }
}
