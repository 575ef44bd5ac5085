package io.refrain.jdbc.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.DuckDbDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on DuckDB. */
final class DuckDbDoctorTest extends DoctorContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() throws Exception {
    Database database = DuckDbDatabase.in(directory);
    database.run("CREATE SEQUENCE other_numbers");
    return database;
  }

  @Override
  protected String schema() {
    return "main";
  }

  @Override
  protected String numberedByDefault() {
    return "BIGINT DEFAULT nextval('other_numbers')";
  }

  @Override
  protected boolean numbersAlways() {
    return false;
  }

  @Override
  protected String nextNumber() {
    return "nextval('numbers')";
  }

  @Override
  protected String generated() {
    return "";
  }

  /** DuckDB has foreign keys that refuse alone. */
  @Override
  @Test
  void foreignKeysInBothDirectionsAreFound() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE customers (id BIGINT PRIMARY KEY)",
            "CREATE TABLE orders (id BIGINT PRIMARY KEY, v INTEGER NOT NULL, customer BIGINT,"
                + " FOREIGN KEY (customer) REFERENCES customers (id))",
            "CREATE TABLE bills (orders BIGINT, FOREIGN KEY (orders) REFERENCES orders (id))");

    assertThat(codes(diagnosis), containsInAnyOrder(Code.REFERENCED, Code.REFERS_TO));
    assertThat(
        only(diagnosis, Code.REFERENCED).text(),
        containsString("main.bills by bills_orders_id_fkey"));
  }

  @Test
  void anIndexOverAnExpressionIsNoKey() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (id BIGINT NOT NULL, name VARCHAR, v INTEGER NOT NULL)",
            "CREATE UNIQUE INDEX lowered ON orders (lower(name))");

    assertThat(
        only(diagnosis, Code.NO_UNIQUE_KEY).text(),
        containsString("(there are: lowered [(lower(\"name\"))])"));
  }

  @Test
  void aCollationOfAKeyIsFoundAndDoesNoHarm() throws Exception {
    Diagnosis diagnosis =
        examine(
            "CREATE TABLE orders (x VARCHAR COLLATE NOCASE, id VARCHAR COLLATE NOACCENT PRIMARY KEY,"
                + " v INTEGER NOT NULL)");

    Finding collation = only(diagnosis, Code.KEY_COLLATION_INEXACT);
    assertThat(
        collation.text(),
        is(
            "its key column id compares texts by COLLATE NOACCENT, which takes different ones for"
                + " equal; a unique index and what is done here tell them apart"));
    assertThat(diagnosis.safety(Mode.UPSERT), is(Safety.SAFE));
  }
}
