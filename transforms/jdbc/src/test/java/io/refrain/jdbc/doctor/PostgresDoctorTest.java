package io.refrain.jdbc.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.upsert.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.EnumSet;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a real PostgreSQL server. */
final class PostgresDoctorTest extends DoctorContract {
  private static final String TABLE =
      "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL)";
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JdbcConnection connection(String user) {
    return JdbcConnection.of("jdbc:postgresql://localhost:" + server.getPort() + "/postgres")
        .user(user);
  }

  @Override
  protected Database freshDatabase() throws Exception {
    Database database = new Database(connection("postgres"));
    database.run(
        "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "DROP ROLE IF EXISTS loader");
    return database;
  }

  @Override
  protected String makeKey() {
    return "ALTER TABLE <table> ADD PRIMARY KEY (<id>), or CREATE UNIQUE INDEX ON <table> (<id>)";
  }

  @Override
  protected String nextNumber() {
    return "nextval('numbers')";
  }

  @Override
  protected String generated() {
    return " STORED";
  }

  @Test
  void triggersAreFoundUnlessDisabled() throws Exception {
    Diagnosis diagnosis =
        examine(
            TABLE,
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER noted BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note()",
            "CREATE TRIGGER off AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note()",
            "ALTER TABLE orders DISABLE TRIGGER off");

    Finding triggers = only(diagnosis, Code.TRIGGERS);
    assertThat(triggers.text(), containsString("it has triggers, noted (UPDATE). An upsert"));
    assertThat(modes(triggers, Safety.CAVEAT), is(EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY)));
  }

  @Test
  void anIndexOverAPartOrAnExpressionIsNoKey() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT NOT NULL, name text, v INTEGER NOT NULL)",
            "CREATE UNIQUE INDEX live ON orders (id) WHERE v > 0",
            "CREATE UNIQUE INDEX lowered ON orders (lower(name))");

    assertThat(
        only(diagnosis, Code.NO_UNIQUE_KEY).text(),
        is(
            "no unique index covers exactly the key [id] (there are: live [id WHERE (v > 0)], lowered"
                + " [lower(name)]). Without one two writers could insert the same key twice"));
  }

  @Test
  void aKeyThatIsCheckedLateIsUnsafe() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT, v INTEGER NOT NULL, CONSTRAINT late PRIMARY KEY (id)"
                + " DEFERRABLE)");

    Finding late = only(diagnosis, Code.DEFERRABLE_KEY_INDEX);
    assertThat(late.effect(Mode.INSERT_ONLY), is(Safety.UNSAFE));
    assertThat(late.effect(Mode.DELETE), is(Safety.SAFE));
    db.run(late.remedy().replaceFirst(".*: ", ""));
    assertThat(codes(examine()).contains(Code.DEFERRABLE_KEY_INDEX), is(false));
  }

  @Test
  void rightsAndRowPoliciesOfTheUserAreFound() throws Exception {
    db.run(
        TABLE,
        "CREATE ROLE loader LOGIN",
        "GRANT USAGE ON SCHEMA public TO loader",
        "GRANT SELECT, INSERT ON orders TO loader",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY positive ON orders USING (v > 0)");

    Diagnosis diagnosis =
        TableDoctor.of(connection("loader"), "orders").byKey("id").latestBy("v").examine();

    Finding rights = only(diagnosis, Code.MISSING_PRIVILEGES);
    assertThat(rights.text(), is("its user may not UPDATE, DELETE"));
    assertThat(rights.effect(Mode.INSERT_ONLY), is(Safety.SAFE));
    assertThat(rights.effect(Mode.UPSERT), is(Safety.UNSAFE));
    assertThat(only(diagnosis, Code.ROW_POLICIES).text(), containsString("[positive]"));
    db.run("DROP OWNED BY loader");
  }

  @Test
  void aCollationThatIgnoresCaseIsFoundAndTheSinkRefusesIt() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic ="
                + " false)",
            "CREATE TABLE orders (id text COLLATE nocase PRIMARY KEY, v INTEGER NOT NULL)");
    Finding collation = only(diagnosis, Code.KEY_COLLATION_INEXACT);
    Schema schema = Schema.builder().addStringField("id").addInt32Field("v").build();

    RefrainException refused =
        assertThrows(
            RefrainException.class,
            () ->
                db.upsert(
                    db.spec("orders", List.of("id"), List.of("v"), 7),
                    List.of(Row.withSchema(schema).addValues("a", 1).build())));

    assertThat(
        refused.getMessage(),
        is("Cannot upsert into public.orders: " + collation.sentence() + ". Nothing was changed."));
  }

  @Test
  void columnsOfUnknownTypesMatterWhereTheyAreNeeded() throws Exception {
    Diagnosis diagnosis =
        examine("CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL, tags text[])");
    assertThat(diagnosis.safety(Mode.UPSERT), is(Safety.CAVEAT));

    Diagnosis needed = examine("ALTER TABLE orders ALTER COLUMN tags SET NOT NULL");

    assertThat(needed.safety(Mode.UPSERT), is(Safety.UNSAFE));
    assertThat(
        needed.reasons(Mode.UPSERT).stream().map(Finding::code).toList(),
        contains(Code.COLUMN_TYPE_UNKNOWN));
  }

  @Test
  void aDatabaseThatIsGoneIsSaid() {
    JdbcConnection gone = JdbcConnection.of("jdbc:postgresql://localhost:1/postgres");

    RefrainException e =
        assertThrows(RefrainException.class, TableDoctor.of(gone, "orders").byKey("id")::examine);

    assertThat(e.getMessage(), containsString("Cannot connect to jdbc:postgresql://localhost:1"));
  }
}
