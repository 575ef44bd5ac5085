package io.refrain.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.refrain.pipelines.example.ExampleOrders;
import io.refrain.pipelines.example.OrderSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One delivery in several disguises, and the commands that load it. */
final class Deliveries {
  static final int DAYS = 10;
  private static final int ROWS = 20_000;

  private Deliveries() {}

  static Path plain(Path directory) throws IOException {
    Path csv = directory.resolve("orders.csv");
    ExampleOrders.write(csv, OrderSpec.ofRows(ROWS).withDays(DAYS));
    return csv;
  }

  /** The same rows in another order. */
  static Path shuffled(Path csv, long seed) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> rows = new ArrayList<>(lines.subList(1, lines.size()));
    Collections.shuffle(rows, new Random(seed));
    rows.add(0, lines.get(0));
    return Files.write(csv.resolveSibling("shuffled.csv"), rows);
  }

  /** The same rows, every one twice, in two files. */
  static Path delivered(Path csv, int times) throws IOException {
    Path directory = Files.createDirectories(csv.resolveSibling("times-" + times));
    for (int i = 0; i < times; i++) {
      Files.copy(csv, directory.resolve("part-" + i + ".csv"));
    }
    return directory;
  }

  static List<String> replace(Path input, Path dataset, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replace",
                "--input=" + input,
                "--schema=" + ExampleOrders.SCHEMA,
                "--key=order_id",
                "--latestBy=updated_at",
                "--partitionBy=order_date",
                "--target=parquet:" + dataset,
                "--pipeline=orders",
                "--json"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  static String checksum(RefrainProcess.Ended run) {
    try {
      JsonNode receipt = new ObjectMapper().readTree(run.out());
      return receipt.get("checksum").asText();
    } catch (IOException | NullPointerException e) {
      throw new AssertionError("no receipt: " + run, e);
    }
  }
}
