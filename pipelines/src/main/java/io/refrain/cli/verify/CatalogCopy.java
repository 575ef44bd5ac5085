package io.refrain.cli.verify;

import io.refrain.iceberg.IcebergCatalog;
import io.refrain.iceberg.IcebergTable;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An empty Iceberg table in a local catalog of its own. */
public final class CatalogCopy implements TargetCopy {
  private final Optional<IcebergTable> real;
  private final String catalog;
  private final String table;
  private final Path directory;
  private final boolean there;
  private int number;

  /**
   * Of a table.
   *
   * @param real empty if its catalog is not there yet
   * @param path CATALOG.NAMESPACE.TABLE
   * @param directory where warehouses may be put
   */
  public CatalogCopy(Optional<IcebergTable> real, String path, Path directory) throws IOException {
    this.real = real;
    this.catalog = path.substring(0, path.indexOf('.'));
    this.table = path.substring(catalog.length() + 1);
    this.directory = directory;
    this.there = copy();
  }

  private boolean copy() throws IOException {
    Files.createDirectories(warehouse());
    return real.isPresent()
        && real.get()
            .copyStructureTo(
                IcebergTable.in(IcebergCatalog.of(properties()).named(catalog)).table(table));
  }

  private Path warehouse() {
    return directory.resolve("warehouse-" + number);
  }

  private Map<String, String> properties() {
    return Map.of(
        "type",
        "jdbc",
        "uri",
        "jdbc:sqlite:" + warehouse().resolve("catalog.db"),
        "warehouse",
        warehouse().toString());
  }

  @Override
  public boolean isThere() {
    return there;
  }

  @Override
  public void renew() throws IOException {
    ScratchDirectory.remove(warehouse());
    number++;
    boolean unused = copy();
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("--catalog", properties(), "--catalogEnv", Map.of(), "--catalogFile", Map.of());
  }

  @Override
  public Map<String, StoredContent> contents() {
    return Map.of("", () -> StoredContent.iceberg(catalog, properties(), table).read());
  }

  @Override
  public void close() {
    ScratchDirectory.remove(warehouse());
  }
}
