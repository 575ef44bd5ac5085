package io.refrain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A lake table, seen from outside: its live files by its own metadata, their rows by DuckDB. */
enum LakeTable {
  ICEBERG {
    @Override
    String target(Path dir) {
      return "iceberg:lake.shop.orders";
    }

    @Override
    Refrain in(Refrain command, Path dir) {
      return command.with("--catalog.warehouse", dir.resolve("lake"));
    }

    @Override
    List<String> files(Path dir) throws IOException {
      try (JdbcCatalog catalog = new JdbcCatalog()) {
        catalog.initialize(
            "lake",
            Map.of(
                "uri",
                "jdbc:sqlite:" + dir.resolve("lake/catalog.db"),
                "warehouse",
                dir.resolve("lake").toString(),
                "jdbc.schema-version",
                "V1"));
        List<String> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
            catalog.loadTable(TableIdentifier.of("shop", "orders")).newScan().planFiles()) {
          tasks.forEach(task -> files.add(task.file().location()));
        }
        return files;
      }
    }
  },
  DELTA {
    @Override
    String target(Path dir) {
      return "delta:" + dir.resolve("orders");
    }

    @Override
    List<String> files(Path dir) throws IOException {
      Path table = dir.resolve("orders");
      List<Path> entries;
      try (Stream<Path> log = Files.list(table.resolve("_delta_log"))) {
        entries = log.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      }
      TreeSet<String> live = new TreeSet<>();
      for (Path entry : entries) {
        for (String line : Files.readAllLines(entry)) {
          JsonNode action = new ObjectMapper().readTree(line);
          if (action.has("add")) {
            live.add(table.resolve(action.get("add").get("path").asText()).toString());
          } else if (action.has("remove")) {
            live.remove(table.resolve(action.get("remove").get("path").asText()).toString());
          }
        }
      }
      return List.copyOf(live);
    }
  };

  abstract String target(Path dir);

  /** The live files, in any order. */
  abstract List<String> files(Path dir) throws IOException;

  /** A command with what it needs to find the table. */
  Refrain in(Refrain command, Path dir) {
    return command;
  }

  /** Columns of the rows, joined by a bar and sorted. */
  List<String> rows(Path dir, String columns) throws IOException, SQLException {
    List<String> files = files(dir);
    if (files.isEmpty()) {
      return List.of();
    }
    String list = files.stream().map(f -> "'" + f + "'").collect(Collectors.joining(", "));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      return Dataset.query(
              duckDb,
              "SELECT "
                  + columns
                  + " FROM read_parquet(["
                  + list
                  + "], hive_partitioning = true, union_by_name = true)")
          .stream()
          .sorted()
          .toList();
    }
  }
}
