package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums of orders, in a table of H2 and in a dataset. */
class AggregateCommandTest {
  @TempDir private Path dir;
  private String url;

  @BeforeEach
  void setUp() {
    url = "jdbc:h2:file:" + dir.resolve("shop");
  }

  private Refrain aggregate(String... lines) throws IOException {
    Path csv =
        Files.writeString(
            dir.resolve("in.csv"),
            "id,order_date,amount,quantity,weight,v,op\n" + String.join("\n", lines) + "\n");
    return Refrain.command("aggregate")
        .with("--input", csv)
        .with(
            "--schema",
            "id BIGINT, order_date DATE NOT NULL, amount DECIMAL(12,2), quantity INTEGER, weight"
                + " DOUBLE, v INTEGER, op VARCHAR")
        .with("--key", "id")
        .with("--latestBy", "v")
        .with("--changeKind", "op")
        .with("--groupBy", "order_date")
        .with("--sum", "amount:revenue,quantity:pieces")
        .with("--count", "orders")
        .with("--interval", "2024-03");
  }

  private Refrain intoTable(String... lines) throws IOException {
    return aggregate(lines).with("--target", url).with("--table", "daily_sales");
  }

  private List<String> rows() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Dataset.query(
          connection,
          "SELECT order_date, revenue, pieces, orders FROM daily_sales ORDER BY order_date");
    }
  }

  @Test
  void anIntervalOfATableIsRecomputedAgainAndAgain() throws IOException, SQLException {
    String[] orders = {
      "1,2024-03-15,10.10,2,0,1,c",
      "1,2024-03-15,10.10,2,0,1,c",
      "2,2024-03-15,5.00,1,0,1,c",
      "2,2024-03-15,7.00,1,0,2,u",
      "3,2024-03-15,99.00,1,0,1,c",
      "3,2024-03-15,99.00,1,0,2,d",
      "4,2024-03-16,1.00,1,0,1,c",
      "5,2024-04-01,1.00,1,0,1,c",
    };
    Outcome first = intoTable(orders).with("--createTable").run().isDone();
    assertThat(first.line("rows in"), is("8"));
    assertThat(first.line("written"), is("2"));
    assertThat(first.out(), containsString("replaced order_date in 2024-03-01"));
    assertThat(rows(), contains("2024-03-15|17.10|3|2", "2024-03-16|1.00|1|1"));

    assertThat(intoTable(orders).run().isDone().line("deleted"), is("2"));
    assertThat(rows(), contains("2024-03-15|17.10|3|2", "2024-03-16|1.00|1|1"));

    intoTable("1,2024-03-15,2.00,1,0,1,c").with("--interval", "2024-03-15").run().isDone();
    assertThat(rows(), contains("2024-03-15|2.00|1|1", "2024-03-16|1.00|1|1"));
  }

  @Test
  void aPlanChangesNothing() throws IOException, SQLException {
    intoTable("1,2024-03-15,1.00,1,0,1,c", "2,2024-03-16,1.00,1,0,1,c")
        .with("--createTable")
        .run()
        .isDone();
    Refrain next = intoTable("1,2024-03-15,9.00,1,0,2,u").with("--plan");

    Outcome plan = next.with("--interval", "2024-03-15").run().isDone();

    assertThat(plan.line("written"), is("1"));
    assertThat(plan.line("deleted"), is("1"));
    assertThat(plan.line("left alone"), is("1"));
    assertThat(plan.out(), containsString("this is a plan, nothing was changed"));
    assertThat(rows(), contains("2024-03-15|1.00|1|1", "2024-03-16|1.00|1|1"));
    next.with("--createTable")
        .run()
        .failsWith(ExitCode.USAGE, "--plan changes nothing, so it makes no table");
  }

  @Test
  void aDatasetIsRecomputedByItsPartitions() throws IOException, SQLException {
    Path target = dir.resolve("daily");
    Refrain both =
        aggregate("1,2024-03-15,1.50,1,0,1,c", "2,2024-03-16,1.00,1,0,1,c")
            .with("--target", "parquet:" + target)
            .with("--partitionBy", "order_date");
    both.run().isDone();
    both.run().isDone();
    Dataset stored = new Dataset(target);
    assertThat(
        stored.rows("order_date, revenue, orders"),
        contains("2024-03-15|1.50|1", "2024-03-16|1.00|1"));

    aggregate("1,2024-03-15,2.50,1,0,2,u")
        .with("--target", "parquet:" + target)
        .with("--partitionBy", "order_date")
        .without("--interval")
        .with("--scope", "present")
        .run()
        .isDone();
    assertThat(
        stored.rows("order_date, revenue, orders"),
        contains("2024-03-15|2.50|1", "2024-03-16|1.00|1"));
  }

  @Test
  void whatCannotBeComputedIsNamedAndNothingChanges() throws IOException {
    Refrain call = intoTable("1,2024-03-15,1.00,1,0,1,c");
    for (String sum : List.of("amount", "amount:", ":revenue", "a:b:c")) {
      call.with("--sum", sum)
          .run()
          .failsWith(
              ExitCode.USAGE,
              "Not a sum: '" + sum + "'. Write a column and the sum's name: --sum=amount:revenue.",
              "Nothing was changed.");
    }
    call.without("--sum")
        .without("--count")
        .run()
        .failsWith(
            ExitCode.USAGE,
            "An aggregate needs columns to group by, and at least one sum (--sum=COLUMN:NAME) or a"
                + " count (--count=NAME).");
    call.with("--sum", "weight:weight")
        .run()
        .failsWith(ExitCode.USAGE, "Column 'weight' holds floating-point numbers");
    call.with("--sum", "price:revenue").run().failsWith(ExitCode.USAGE, "Unknown column 'price'.");
    call.with("--sum", "amount:order_date")
        .run()
        .failsWith(ExitCode.USAGE, "The result would have two columns 'order_date'");
    call.without("--groupBy")
        .run()
        .failsWith(ExitCode.USAGE, "Missing required option: '--groupBy=COLUMN'");
  }

  @Test
  void aScopeThatTheGroupsDoNotTellApartIsRefused() throws IOException {
    Refrain call = intoTable("1,2024-03-15,1.00,1,0,1,c");
    call.with("--groupBy", "quantity")
        .with("--sum", "amount:revenue")
        .with("--intervalColumn", "order_date")
        .run()
        .failsWith(
            ExitCode.USAGE,
            "An interval of 'order_date' can only be replaced by groups of it: add it to the group"
                + " columns [quantity].");
    call.with("--groupBy", "quantity")
        .with("--sum", "amount:revenue")
        .run()
        .failsWith(ExitCode.USAGE, "--interval needs a date or timestamp column");
    call.without("--interval")
        .run()
        .failsWith(ExitCode.USAGE, "What may be replaced in " + url, "there is no default.");
    call.with("--scope", "present")
        .run()
        .failsWith(ExitCode.USAGE, "Say one of --interval, --partitions and --scope");
    call.without("--table")
        .run()
        .failsWith(ExitCode.USAGE, "Which table of the database? Name it: --table=orders.");
  }
}
