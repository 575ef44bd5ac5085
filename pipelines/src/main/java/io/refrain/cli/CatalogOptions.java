package io.refrain.cli;

import io.refrain.iceberg.IcebergCatalog;
import io.refrain.iceberg.IcebergTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which Iceberg catalog: its properties, and where its credentials are. */
final class CatalogOptions {
  private static final String DATABASE = "catalog.db";

  // The name of a property stands in the option's own name.
  private static final Pattern PROPERTY =
      Pattern.compile("(--catalog|--catalogEnv|--catalogFile)\\.([^=]+)=(.*)", Pattern.DOTALL);

  @Option(
      names = "--catalog",
      paramLabel = "PROPERTY=VALUE",
      description =
          "A property of the Iceberg catalog, also written --catalog.PROPERTY=VALUE"
              + " (--catalog.type=rest --catalog.uri=...). Without a type it is a local one: SQLite and"
              + " files below --catalog.warehouse, or below the directory of the catalog's name.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--catalogEnv",
      paramLabel = "PROPERTY=VARIABLE",
      description =
          "A property whose value an environment variable holds"
              + " (--catalogEnv.jdbc.password=PGPASSWORD).")
  private Map<String, String> fromEnv = new LinkedHashMap<>();

  @Option(
      names = "--catalogFile",
      paramLabel = "PROPERTY=PATH",
      description = "A property whose value is in a file.")
  private Map<String, String> fromFile = new LinkedHashMap<>();

  /** Arguments as options that take a name and a value. */
  static String[] split(String... args) {
    List<String> out = new ArrayList<>();
    for (String arg : args) {
      Matcher property = PROPERTY.matcher(arg);
      out.add(
          property.matches()
              ? property.group(1) + "=" + property.group(2) + "=" + property.group(3)
              : arg);
    }
    return out.toArray(String[]::new);
  }

  boolean given() {
    return !properties.isEmpty() || !fromEnv.isEmpty() || !fromFile.isEmpty();
  }

  /**
   * A table of the catalog.
   *
   * @param path CATALOG.NAMESPACE.TABLE
   */
  IcebergTable table(String path) {
    int dot = path.indexOf('.');
    if (dot <= 0 || path.indexOf('.', dot + 1) < 0) {
      throw new IllegalArgumentException(
          "'"
              + path
              + "' does not name an Iceberg table. Write iceberg:CATALOG.NAMESPACE.TABLE, as in"
              + " iceberg:lake.shop.orders.");
    }
    return IcebergTable.in(catalog(path.substring(0, dot))).table(path.substring(dot + 1));
  }

  /**
   * Whether it would be a local catalog, and is not there yet.
   *
   * @param path CATALOG.NAMESPACE.TABLE
   */
  boolean isMissing(String path) {
    String name = path.substring(0, Math.max(0, path.indexOf('.')));
    return isLocal()
        && !properties.containsKey("uri")
        && !Files.exists(warehouse(name, properties).resolve(DATABASE));
  }

  private boolean isLocal() {
    return !properties.containsKey("type") && !properties.containsKey("catalog-impl");
  }

  private static Path warehouse(String name, Map<String, String> properties) {
    return Path.of(properties.getOrDefault("warehouse", name)).toAbsolutePath().normalize();
  }

  private IcebergCatalog catalog(String name) {
    Map<String, String> all = new LinkedHashMap<>(properties);
    if (isLocal()) {
      embedded(name, all);
    }
    IcebergCatalog catalog = IcebergCatalog.of(all).named(name);
    for (Map.Entry<String, String> secret : fromEnv.entrySet()) {
      catalog = catalog.withFromEnv(secret.getKey(), secret.getValue());
    }
    for (Map.Entry<String, String> secret : fromFile.entrySet()) {
      catalog = catalog.withFromFile(secret.getKey(), secret.getValue());
    }
    return catalog;
  }

  private static void embedded(String name, Map<String, String> all) {
    Path warehouse = warehouse(name, all);
    try {
      Files.createDirectories(warehouse);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot make the directory of the catalog '" + name + "': " + e.getMessage(), e);
    }
    all.put("type", "jdbc");
    all.putIfAbsent("uri", "jdbc:sqlite:" + warehouse.resolve(DATABASE));
    all.put("warehouse", warehouse.toString());
  }
}
