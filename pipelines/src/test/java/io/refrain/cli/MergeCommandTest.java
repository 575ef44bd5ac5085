package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Merges into tables of Iceberg and Delta on the local disk. */
class MergeCommandTest {
  private static final String ROWS = "id, day, v, note";

  @TempDir private Path dir;

  private Refrain merge(LakeTable table, String... lines) throws IOException {
    return delivery(table, "id,day,v,note", lines);
  }

  private Refrain delivery(LakeTable table, String header, String... lines) throws IOException {
    Path csv =
        Files.writeString(dir.resolve("in.csv"), header + "\n" + String.join("\n", lines) + "\n");
    return table.in(
        Refrain.command("merge")
            .with("--input", csv)
            .with("--schema", Refrain.SCHEMA)
            .with("--key", "id")
            .with("--latestBy", "v")
            .with("--partitionBy", "day")
            .with("--createTable")
            .with("--target", table.target(dir)),
        dir);
  }

  @ParameterizedTest
  @EnumSource
  void newerRowsTakeThePlaceOfOlderOnesAndARedeliveryChangesNothing(LakeTable table)
      throws IOException, SQLException {
    Outcome first =
        merge(table, "1,2024-03-15,1,a", "2,2024-03-15,5,b", "3,2024-03-16,1,c").run().isDone();
    assertThat(first.line("inserted"), is("3"));
    String[] second = {"1,2024-03-17,2,moved", "2,2024-03-15,4,late", "4,2024-03-16,1,d"};

    Outcome merged = merge(table, second).run().isDone();
    assertThat(merged.line("inserted"), is("1"));
    assertThat(merged.line("updated"), is("1"));
    assertThat(merged.line("stale"), is("1"));
    String[] expected = {
      "1|2024-03-17|2|moved", "2|2024-03-15|5|b", "3|2024-03-16|1|c", "4|2024-03-16|1|d"
    };
    assertThat(table.rows(dir, ROWS), contains(expected));
    Set<String> files = Set.copyOf(table.files(dir));

    Outcome again = merge(table, second).run().isDone();
    assertThat(again.line("unchanged"), is("2"));
    assertThat(again.line("files read"), matchesPattern("[1-9][0-9]* \\([0-9,]+,[0-9]+ bytes\\)"));
    assertThat(again.line("rewritten"), is("0"));
    assertThat(again.out(), containsString("all was stored already, nothing committed"));
    assertThat(Set.copyOf(table.files(dir)), equalTo(files));
    assertThat(table.rows(dir, ROWS), contains(expected));
  }

  @ParameterizedTest
  @EnumSource
  void theSameEpochIsAnsweredWithTheFirstReceipt(LakeTable table) throws IOException {
    Refrain run = merge(table, "1,2024-03-15,1,a").with("--epoch", 7);
    assertThat(run.run().isDone().line("epoch"), is("7"));
    Outcome again = run.run().isDone();
    assertThat(again.out(), containsString("already committed, nothing was changed"));
    assertThat(again.line("inserted"), is("1"));
    assertThat(run.with("--json").run().count("inserted"), is(1L));
  }

  @ParameterizedTest
  @EnumSource
  void deletesNeedAChoice(LakeTable table) throws IOException, SQLException {
    merge(table, "1,2024-03-15,1,a", "2,2024-03-15,1,b").run().isDone();
    Refrain delete =
        delivery(table, "id,day,v,note,op", "1,2024-03-15,2,a,d", "2,2024-03-15,2,bb,u")
            .with("--schema", Refrain.SCHEMA + ", op VARCHAR")
            .with("--changeKind", "op");
    delete.run().failsWith(ExitCode.USAGE, "--softDelete", "--hardDeletes");
    Outcome done = delete.with("--hardDeletes").run().isDone();
    assertThat(done.line("deleted"), is("1"));
    assertThat(table.rows(dir, ROWS), contains("2|2024-03-15|2|bb"));
  }

  @ParameterizedTest
  @EnumSource
  void aPlanSaysWhatWouldHappenAndChangesNothing(LakeTable table) throws IOException, SQLException {
    merge(table, "1,2024-03-15,1,a").run().isDone();
    Refrain next = merge(table, "1,2024-03-15,2,aa", "2,2024-03-15,1,b").with("--plan");
    next.run().failsWith(ExitCode.USAGE, "--plan changes nothing, so it makes no table");
    Outcome plan = next.without("--createTable").run().isDone();
    assertThat(plan.line("inserted"), is("1"));
    assertThat(plan.line("updated"), is("1"));
    assertThat(plan.line("rewritten"), is("1"));
    assertThat(plan.out(), containsString("this is a plan, nothing was changed"));
    assertThat(table.rows(dir, ROWS), contains("1|2024-03-15|1|a"));
  }

  @ParameterizedTest
  @EnumSource
  void columnsAreAddedIfAskedForAndAPlanNamesThem(LakeTable table)
      throws IOException, SQLException {
    merge(table, "1,2024-03-15,1,a", "2,2024-03-15,1,b").run().isDone();
    Refrain wide =
        delivery(table, "id,day,v,note,colour", "2,2024-03-15,2,bb,red")
            .without("--createTable")
            .with("--schema", Refrain.SCHEMA + ", colour VARCHAR");

    wide.run().failsWith(ExitCode.CONFLICT, "it has no column 'colour'");
    Refrain adding = wide.with("--evolve", "add");
    assertThat(
        adding.with("--plan").run().isDone().out(),
        containsString("would merge, and add the columns colour (string); this is a plan"));
    assertThat(table.rows(dir, ROWS), contains("1|2024-03-15|1|a", "2|2024-03-15|1|b"));

    Outcome done = adding.with("--json").run().isDone();
    assertThat(done.count("updated"), is(1L));
    assertThat(done.count("rows_in"), is(1L));
    assertThat(
        table.rows(dir, ROWS + ", colour"),
        contains("1|2024-03-15|1|a|null", "2|2024-03-15|2|bb|red"));
    assertThat(adding.run().isDone().out(), containsString("nothing committed"));
  }

  @ParameterizedTest
  @EnumSource
  void aMissingTableIsRefused(LakeTable table) throws IOException {
    merge(table, "1,2024-03-15,1,a")
        .without("--createTable")
        .run()
        .failsWith(ExitCode.CONFLICT, "Nothing was changed");
  }

  @Test
  void rowsOfAnIcebergTableAreDeletedByPosition() throws IOException {
    merge(LakeTable.ICEBERG, "1,2024-03-15,1,a", "2,2024-03-15,1,b").run().isDone();
    Outcome done =
        merge(LakeTable.ICEBERG, "1,2024-03-15,2,aa").with("--deleteByPosition").run().isDone();
    assertThat(done.line("updated"), is("1"));
    merge(LakeTable.DELTA, "1,2024-03-15,1,a")
        .with("--deleteByPosition")
        .run()
        .failsWith(ExitCode.USAGE, "Nothing was changed");
  }

  @Test
  void otherTargetsAreSentToTheirOwnCommand() throws IOException {
    Refrain merge = merge(LakeTable.DELTA, "1,2024-03-15,1,a").without("--createTable");
    merge
        .with("--target", "jdbc:h2:mem:x")
        .with("--table", "orders")
        .run()
        .failsWith(ExitCode.USAGE, "Into a table of a database they are upserted: refrain upsert.");
    merge
        .with("--target", "parquet:" + dir)
        .run()
        .failsWith(ExitCode.USAGE, "A dataset is replaced: refrain replace.");
  }

  @ParameterizedTest
  @EnumSource
  void duplicatesOfATableAreRemovedAfterAPlan(LakeTable table) throws IOException, SQLException {
    Path csv =
        Files.writeString(
            dir.resolve("twice.csv"), "id,day,v,note\n1,2024-03-15,1,old\n2,2024-03-15,1,b\n");
    Refrain append =
        table.in(
            Refrain.replace(csv, dir)
                .with("--key", "id,v")
                .with("--createTable")
                .with("--target", table.target(dir)),
            dir);
    append.run().isDone();
    Files.writeString(csv, "id,day,v,note\n1,2024-03-16,2,new\n");
    append.with("--interval", "2024-03-16").run().isDone();
    Refrain dedup =
        table.in(
            Refrain.command("dedup")
                .with("--target", table.target(dir))
                .with("--key", "id")
                .with("--latestBy", "v"),
            dir);

    Outcome plan = dedup.with("--plan").run().isDone();
    assertThat(plan.line("deleted"), is("1"));
    assertThat(plan.out(), containsString("plan, nothing was changed"));
    assertThat(dedup.with("--json").run().count("deleted"), is(1L));
    assertThat(table.rows(dir, ROWS), contains("1|2024-03-16|2|new", "2|2024-03-15|1|b"));
    assertThat(dedup.run().isDone().out(), containsString("no duplicates"));
    dedup
        .with("--table", "orders")
        .run()
        .failsWith(ExitCode.USAGE, "are of use with --target=jdbc:URL only.");
  }
}
