package io.refrain.cli.demo;

import io.refrain.pipelines.example.ExampleOrders;
import io.refrain.pipelines.example.OrderSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs each kind of load twice, and shows what is stored after each. */
public final class Tour {
  private static final String DAY = "2024-03-15";
  private static final String OTHER_DAY = "2024-03-16";
  private static final int KILLED_ROWS = 20_000;
  private static final int KILLED_DAYS = 60;

  /** Runs a command of the command line, or throws. */
  @FunctionalInterface
  public interface CommandRunner {
    void run(List<String> arguments) throws IOException;
  }

  private final Path directory;
  private final PipelineOptions options;
  private final CommandRunner commands;
  private final String mainClass;
  private final PrintWriter out;
  private boolean kept = true;

  /**
   * A tour.
   *
   * @param directory where to work
   * @param options what to run the blind append with
   * @param commands how to run {@code replace}, {@code upsert} and {@code merge}
   * @param mainClass what to start for the run that is killed
   * @param out where to show it
   */
  public Tour(
      Path directory,
      PipelineOptions options,
      CommandRunner commands,
      String mainClass,
      PrintWriter out) {
    this.directory = directory;
    this.options = options;
    this.commands = commands;
    this.mainClass = mainClass;
    this.out = out;
  }

  /** Runs all of it; true if every promise was kept. */
  public boolean run() throws IOException, SQLException, InterruptedException {
    ExampleOrders.writeExample(directory);
    Path day = onlyDay(DAY);
    Path otherDay = onlyDay(OTHER_DAY);
    out.printf("%-34s %-16s %-16s %s%n", "", "first run", "second run", "");
    blindAppend(day);
    replace(day, otherDay);
    upsert();
    merge();
    killed();
    return kept;
  }

  private void blindAppend(Path day) throws IOException {
    Path stored = Files.createDirectories(directory.resolve("append"));
    BlindAppend.run(options, day, stored, "run-1");
    long first = BlindAppend.rowsStored(stored);
    BlindAppend.run(options, day, stored, "run-2");
    long second = BlindAppend.rowsStored(stored);
    line(
        "1 blind append (plain Beam)",
        first + " rows",
        second + " rows",
        second > first ? (second - first) + " duplicates" : "no duplicates");
  }

  private void replace(Path day, Path otherDay) throws IOException {
    Path stored = directory.resolve("orders");
    replaceInterval(otherDay, OTHER_DAY, stored);
    StoredParquet otherBefore = StoredParquet.in(stored.resolve("order_date=" + OTHER_DAY));
    replaceInterval(day, DAY, stored);
    StoredParquet first = StoredParquet.in(stored.resolve("order_date=" + DAY));
    replaceInterval(day, DAY, stored);
    StoredParquet second = StoredParquet.in(stored.resolve("order_date=" + DAY));
    boolean untouched =
        StoredParquet.in(stored.resolve("order_date=" + OTHER_DAY)).equals(otherBefore);
    boolean same = first.checksum().equals(second.checksum()) && first.rows() == second.rows();
    promise(same && untouched);
    line(
        "2 replace " + DAY,
        first.rows() + " rows",
        second.rows() + " rows",
        (same ? "same content" : "OTHER CONTENT")
            + "; "
            + OTHER_DAY
            + (untouched ? " untouched" : " CHANGED")
            + ", "
            + otherBefore.rows()
            + " rows");
  }

  private void replaceInterval(Path csv, String day, Path stored) throws IOException {
    commands.run(replaceArguments(csv, "--interval=" + day, stored));
  }

  private static List<String> replaceArguments(Path csv, String scope, Path stored) {
    return List.of(
        "replace",
        "--input=" + csv,
        "--schema=" + ExampleOrders.SCHEMA,
        "--key=order_id",
        "--latestBy=updated_at",
        "--partitionBy=order_date",
        scope,
        "--target=parquet:" + stored);
  }

  private void upsert() throws IOException, SQLException {
    upsert("orders.csv");
    Shop first = Shop.in(directory);
    upsert("orders_redelivery.csv");
    Shop second = Shop.in(directory);
    promise(first.rows() == second.rows());
    line(
        "3 upsert, then the redelivery",
        first.rows() + " rows",
        second.rows() + " rows",
        "quantities " + first.quantity() + " -> " + second.quantity());
  }

  private void upsert(String file) throws IOException {
    commands.run(
        List.of(
            "upsert",
            "--input=" + directory.resolve(file),
            "--schema=" + ExampleOrders.SCHEMA,
            "--key=order_id",
            "--latestBy=updated_at",
            "--target=" + Shop.url(directory),
            "--table=" + Shop.TABLE,
            "--createTable"));
  }

  private void merge() throws IOException {
    Path table = directory.resolve("delta");
    merge("orders.csv", table);
    StoredDelta first = StoredDelta.in(table);
    merge("orders_redelivery.csv", table);
    StoredDelta second = StoredDelta.in(table);
    promise(first.rows() == second.rows());
    line(
        "4 merge into Delta, the same two",
        first.rows() + " rows",
        second.rows() + " rows",
        "quantities " + first.quantity() + " -> " + second.quantity());
  }

  private void merge(String file, Path table) throws IOException {
    commands.run(
        List.of(
            "merge",
            "--input=" + directory.resolve(file),
            "--schema=" + ExampleOrders.SCHEMA,
            "--key=order_id",
            "--latestBy=updated_at",
            "--partitionBy=order_date",
            "--target=delta:" + table,
            "--createTable"));
  }

  private void killed() throws IOException, InterruptedException {
    Path csv = directory.resolve("many.csv");
    ExampleOrders.write(csv, OrderSpec.ofRows(KILLED_ROWS).withDays(KILLED_DAYS));
    Path reference = directory.resolve("never-killed");
    commands.run(replaceArguments(csv, "--scope=everything", reference));
    Path stored = directory.resolve("killed");
    List<String> arguments = new ArrayList<>(replaceArguments(csv, "--scope=everything", stored));
    long inPlace = KilledRun.start(mainClass, arguments, stored);
    commands.run(replaceArguments(csv, "--scope=everything", stored));
    StoredParquet expected = StoredParquet.in(reference);
    StoredParquet actual = StoredParquet.in(stored);
    boolean same =
        expected.checksum().equals(actual.checksum()) && expected.rows() == actual.rows();
    promise(same);
    line(
        "5 killed in its commit, run again",
        inPlace + " of " + expected.files() + " files",
        actual.rows() + " rows",
        same ? "same content as never killed" : "OTHER CONTENT than never killed");
  }

  private void promise(boolean held) {
    kept &= held;
  }

  private void line(String what, String first, String second, String remark) {
    out.printf("%-34s %-16s %-16s %s%n", what, first, second, remark);
    out.flush();
  }

  private Path onlyDay(String day) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("orders.csv"));
    List<String> kept = new ArrayList<>(List.of(lines.get(0)));
    lines.stream().skip(1).filter(line -> line.contains("," + day + ",")).forEach(kept::add);
    return Files.write(directory.resolve("orders-" + day + ".csv"), kept);
  }
}
