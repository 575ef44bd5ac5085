package io.refrain.iceberg;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** A catalog in use, and the table in it. Loaded when first asked for. */
final class OpenTable implements Closeable {
  private final TableSpec spec;
  private Catalog catalog;

  OpenTable(TableSpec spec) {
    this.spec = spec;
  }

  /** An answer of a catalog, or what it throws. */
  private interface Call<T> {
    T answer(Catalog catalog);
  }

  /** The table as it is now; empty if there is none. */
  Optional<Head> head() throws IOException {
    return ask(
        c -> {
          try {
            return Optional.of(checked(c.loadTable(spec.identifier())));
          } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return Optional.empty();
          }
        });
  }

  private Head checked(Table table) {
    if (!(table instanceof HasTableOperations)) {
      throw refused("it is no table that can be written to, but " + table.getClass().getName());
    }
    for (PartitionField field : table.spec().fields()) {
      if (table.schema().columns().stream().noneMatch(c -> c.fieldId() == field.sourceId())) {
        throw refused(
            "its partition field "
                + field.name()
                + " is of a nested column, which is not done yet");
      }
    }
    return Head.of(table, spec.layout().branch());
  }

  /**
   * The table, made if need be and asked for.
   *
   * @throws RefrainException (refused) if there is none, and none is to be made
   */
  Head headOrCreate(RowLayout layout) throws IOException {
    Optional<Head> there = head();
    if (there.isPresent()) {
      return there.get();
    }
    if (spec.layout().create().isEmpty()) {
      throw missing();
    }
    ask(
        c -> {
          create(c, layout);
          return null;
        });
    return head().orElseThrow(this::missing);
  }

  private void create(Catalog c, RowLayout layout) {
    Schema schema = IcebergTypes.schema(layout);
    PartitionSpec.Builder partitions = PartitionSpec.builderFor(schema);
    spec.layout().partitionedBy().forEach(term -> term.addTo(partitions));
    createNamespace(c, spec.identifier().namespace());
    try {
      c.buildTable(spec.identifier(), schema)
          .withPartitionSpec(partitions.build())
          .withProperties(spec.layout().create().orElseThrow())
          .create();
    } catch (RuntimeException e) {
      // Another worker may have been faster: catalogs say so in different ways.
      if (!c.tableExists(spec.identifier())) {
        throw e;
      }
    }
  }

  /** Makes it with the structure of another one, and its properties but for those that are ours. */
  void createLike(Table other) throws IOException {
    Map<String, String> properties = new HashMap<>(other.properties());
    // Ledgers tell of what is stored there; a path leads there.
    properties
        .keySet()
        .removeIf(key -> key.startsWith("refrain.") || key.startsWith("write.data."));
    properties.remove("write.metadata.path");
    properties.put(
        "format-version",
        Integer.toString(((HasTableOperations) other).operations().current().formatVersion()));
    ask(
        c -> {
          createNamespace(c, spec.identifier().namespace());
          return c.buildTable(spec.identifier(), other.schema())
              .withPartitionSpec(other.spec())
              .withSortOrder(other.sortOrder())
              .withProperties(properties)
              .create();
        });
  }

  private static void createNamespace(Catalog c, Namespace namespace) {
    if (namespace.isEmpty()
        || !(c instanceof SupportsNamespaces namespaces)
        || namespaces.namespaceExists(namespace)) {
      return;
    }
    try {
      namespaces.createNamespace(namespace);
    } catch (RuntimeException e) {
      if (!namespaces.namespaceExists(namespace)) {
        throw e;
      }
    }
  }

  RefrainException missing() {
    return refused("there is no such table: make it, or ask for it with createIfMissing");
  }

  RefrainException refused(String why) {
    return new RefrainException(
        Kind.REFUSED, "Cannot write to " + spec.name() + ": " + why + ". Nothing was changed.");
  }

  private <T> T ask(Call<T> call) throws IOException {
    try {
      if (catalog == null) {
        catalog = spec.catalog().load();
      }
      return call.answer(catalog);
    } catch (RefrainException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(
          "Cannot ask the catalog for "
              + spec.name()
              + ": "
              + e.getMessage()
              + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")")
              + ". Nothing was changed. Is the catalog there, and are its properties right?",
          e);
    }
  }

  @Override
  public void close() {
    if (catalog instanceof Closeable it) {
      try {
        it.close();
      } catch (IOException e) {
        // Nothing is lost: all that counts was committed or not.
      }
    }
    catalog = null;
  }
}
