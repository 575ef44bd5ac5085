package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replaces in tables of Iceberg and Delta on the local disk. */
class LakeTablesTest {
  private static final String ROWS = "id, day, v, note";

  @TempDir private Path dir;

  private Refrain replace(LakeTable table, String... lines) throws IOException {
    return delivery(table, "id,day,v,note", lines).with("--createTable");
  }

  private Refrain delivery(LakeTable table, String header, String... lines) throws IOException {
    Path csv =
        Files.writeString(dir.resolve("in.csv"), header + "\n" + String.join("\n", lines) + "\n");
    return table.in(Refrain.replace(csv, dir).with("--target", table.target(dir)), dir);
  }

  @ParameterizedTest
  @EnumSource
  void anIntervalIsReplacedAgainAndAgain(LakeTable table) throws IOException, SQLException {
    Outcome first =
        replace(table, "1,2024-03-15,1,a", "2,2024-03-16,1,b", "1,2024-03-15,2,aa").run().isDone();
    assertThat(first.line("written"), is("2"));
    assertThat(first.line("deleted"), is("0"));
    assertThat(first.out(), containsString(table.target(dir) + ": replaced day in 2024-03-01"));

    Outcome again = replace(table, "1,2024-03-15,2,aa", "2,2024-03-16,1,b").run().isDone();
    assertThat(again.line("deleted"), is("2"));
    assertThat(again.line("checksum"), is(first.line("checksum")));
    assertThat(table.rows(dir, ROWS), contains("1|2024-03-15|2|aa", "2|2024-03-16|1|b"));

    replace(table, "3,2024-03-15,1,c").with("--interval", "2024-03-15").run().isDone();
    assertThat(table.rows(dir, ROWS), contains("2|2024-03-16|1|b", "3|2024-03-15|1|c"));

    replace(table).run().isDone();
    assertThat(table.rows(dir, ROWS), is(empty()));
  }

  @ParameterizedTest
  @EnumSource
  void theSameEpochIsAnsweredWithTheFirstReceipt(LakeTable table) throws IOException {
    Refrain run = replace(table, "1,2024-03-15,1,a").with("--epoch", 7);
    run.run().isDone();
    assertThat(run.run().isDone().out(), containsString("already committed, nothing was changed"));
    run.with("--epoch", 6).run().failsWith(ExitCode.CONFLICT, "Nothing was changed");
  }

  @ParameterizedTest
  @EnumSource
  void aPlanSaysWhatWouldHappenAndChangesNothing(LakeTable table) throws IOException, SQLException {
    replace(table, "1,2024-03-15,1,a", "2,2024-03-16,1,b", "3,2024-04-01,1,c")
        .scope("everything")
        .run()
        .isDone();
    Refrain next = replace(table, "4,2024-03-15,1,d").with("--plan").without("--createTable");
    Outcome plan = next.run().isDone();
    assertThat(plan.line("written"), is("1"));
    assertThat(plan.line("deleted"), is("2"));
    assertThat(plan.line("left alone"), is("1"));
    next.with("--createTable").run().failsWith(ExitCode.USAGE, "leave --createTable out");
    next.with("--evolve", "add").run().failsWith(ExitCode.USAGE, "leave --evolve out");
    assertThat(table.rows(dir, "id"), contains("1", "2", "3"));
  }

  @ParameterizedTest
  @EnumSource
  void aMissingTableIsAnErrorThatSaysHowToMakeIt(LakeTable table) throws IOException {
    replace(table, "1,2024-03-15,1,a")
        .without("--createTable")
        .run()
        .failsWith(ExitCode.CONFLICT, "Nothing was changed", "--createTable");
  }

  @ParameterizedTest
  @EnumSource
  void aNewColumnIsAddedOnRequestOnly(LakeTable table) throws IOException, SQLException {
    replace(table, "1,2024-03-15,1,a").run().isDone();
    Refrain wider =
        delivery(table, "id,day,v,note,extra", "2,2024-03-16,1,b,new")
            .with("--schema", Refrain.SCHEMA + ", extra VARCHAR")
            .with("--interval", "2024-03-16");
    wider.run().failsWith(ExitCode.CONFLICT, "extra", "--evolve=add", "Nothing was changed");
    wider.with("--evolve", "add").run().isDone();
    assertThat(table.rows(dir, "id, extra"), contains("1|null", "2|new"));
    wider
        .with("--schema", "id VARCHAR, day DATE, v INTEGER, note VARCHAR, extra VARCHAR")
        .run()
        .failsWith(ExitCode.CONFLICT, "id", "VARCHAR", "Nothing was changed");
  }

  @ParameterizedTest
  @EnumSource
  void repairOfAHealthyTableHasNothingToDo(LakeTable table) throws IOException {
    replace(table, "1,2024-03-15,1,a").run().isDone();
    Outcome done = table.in(Refrain.command("repair", table.target(dir)), dir).run().isDone();
    assertThat(done.out(), containsString("nothing was old enough to remove"));
  }

  @Test
  void anIcebergTableMayBePartitionedByTransforms() throws IOException, SQLException {
    replace(LakeTable.ICEBERG, "1,2024-03-15,1,a", "2,2024-04-16,1,b")
        .with("--partitionBy", "month(day),bucket(2, id)")
        .scope("everything")
        .run()
        .isDone();
    replace(LakeTable.ICEBERG, "3,2024-03-20,1,c")
        .without("--partitionBy")
        .with("--intervalColumn", "day")
        .run()
        .isDone();
    assertThat(LakeTable.ICEBERG.rows(dir, "id"), contains("2", "3"));
  }

  @Test
  void optionsThatDoNotFitAreNamed() throws IOException {
    Refrain iceberg = replace(LakeTable.ICEBERG, "1,2024-03-15,1,a");
    iceberg
        .with("--target", "iceberg:orders")
        .run()
        .failsWith(
            ExitCode.USAGE, "'orders' does not name an Iceberg table. Write iceberg:CATALOG");
    iceberg
        .with("--catalog.jdbc.password", "secret")
        .run()
        .failsWith(
            ExitCode.USAGE, "'jdbc.password' holds a credential", "--catalogEnv or --catalogFile");
    iceberg
        .with("--evolve", "all")
        .run()
        .failsWith(ExitCode.USAGE, "Unknown --evolve=all. Known: add; for delta: also protocol.");
    iceberg.with("--evolve", "add,protocol").run().failsWith(ExitCode.USAGE, "Unknown --evolve=");
    iceberg
        .with("--table", "orders")
        .run()
        .failsWith(ExitCode.USAGE, "--table and the options of a database user are of use with");
    replace(LakeTable.DELTA, "1,2024-03-15,1,a")
        .with("--catalog.type", "jdbc")
        .run()
        .failsWith(ExitCode.USAGE, "--catalog is of use with --target=iceberg:");
    replace(LakeTable.DELTA, "1,2024-03-15,1,a")
        .with("--target", "delta:s3://bucket/orders")
        .run()
        .failsWith(ExitCode.USAGE, "only local and mounted directories are supported");
    replace(LakeTable.DELTA, "1,2024-03-15,1,a")
        .with("--target", "parquet:" + dir.resolve("p"))
        .run()
        .failsWith(ExitCode.USAGE, "--createTable is of use with tables only");
  }
}
