package io.refrain.cli;

import io.refrain.pipelines.example.ExampleOrders;
import io.refrain.pipelines.example.OrderSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code refrain generate}: example data, the same bytes for the same options. */
@Command(
    name = "generate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes example data, the same bytes for the same options.",
      "Without --rows: orders.csv, 20 orders over two dates, and orders_redelivery.csv, the same"
          + " orders with changed quantities.",
      ""
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The directory to write to; made if it is not there.")
  private Path output;

  @Option(names = "--rows", paramLabel = "N", description = "Write orders.csv with so many rows.")
  private Long rows;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "10",
      description = "With --rows: over so many dates. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "With --rows: the share of rows that redeliver an order of another row. Default:"
              + " ${DEFAULT-VALUE}.")
  private double duplicates;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --rows: another seed, other data. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new IllegalArgumentException(
          "--output=" + output + " is a file. Name a directory to write to.");
    }
    Files.createDirectories(output);
    if (rows == null) {
      ExampleOrders.writeExample(output).forEach(this::print);
    } else {
      Path file = output.resolve("orders.csv");
      ExampleOrders.write(
          file, OrderSpec.ofRows(rows).withDays(days).withDuplicates(duplicates).withSeed(seed));
      print(file);
    }
    spec.commandLine().getErr().println("schema: " + ExampleOrders.SCHEMA);
    return ExitCode.DONE;
  }

  private void print(Path file) {
    spec.commandLine().getOut().println(file);
  }
}
