package io.refrain.cli;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.iceberg.Evolution;
import io.refrain.iceberg.IcebergTable;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.JdbcTable;
import io.refrain.parquet.dataset.ParquetDataset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to write: a dataset, a lake table, or a table of a database. */
final class TargetOptions {
  private static final String ADD = "add";
  private static final String PROTOCOL = "protocol";

  @Option(
      names = "--target",
      required = true,
      paramLabel = "TARGET",
      description =
          "Where to write: parquet:DIR, iceberg:CATALOG.NAMESPACE.TABLE, delta:DIR or jdbc:URL.")
  String target;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table of the database, with its schema if it needs one (sales.orders).")
  String table;

  @Option(
      names = "--createTable",
      description =
          "Make the table if it is not there: in a database with the key as its primary key, in a"
              + " lake partitioned by --partitionBy.")
  private boolean createTable;

  @Option(
      names = "--evolve",
      split = ",",
      paramLabel = "add|protocol",
      description =
          "What may be done to a lake table besides: add the columns that only the delivery has; switch"
              + " the feature of a Delta table's protocol on that receipts are kept with.")
  private Set<String> evolve = Set.of();

  @Mixin private CatalogOptions catalog;

  @Mixin private LoginOptions login;

  private boolean evolves() {
    return !evolve.isEmpty();
  }

  /** A plan changes nothing: what would be changed besides the rows is refused. */
  void refuseChangesOfAPlan() {
    if (createTable) {
      throw new IllegalArgumentException(
          "--plan changes nothing, so it makes no table: leave --createTable out.");
    } else if (evolves()) {
      throw new IllegalArgumentException(
          "--plan changes nothing, so it alters no table: leave --evolve out.");
    }
  }

  /** A plan of a merge says which columns it would add; nothing else is asked for there. */
  void refuseChangesOfAMergePlan() {
    if (createTable || evolve.contains(PROTOCOL)) {
      refuseChangesOfAPlan();
    }
  }

  /** The database that the target names. */
  JdbcConnection database() {
    check(TargetName.parse(target));
    return login.connection(target);
  }

  /**
   * The Iceberg table that the target names; empty if its catalog is a local one yet to be made.
   */
  Optional<IcebergTable> lakeTable() {
    TargetName name = TargetName.parse(target);
    check(name);
    return catalog.isMissing(name.rest())
        ? Optional.empty()
        : Optional.of(catalog.table(name.rest()));
  }

  /** What to merge into. */
  MergeTarget mergeTarget(List<String> partitionBy) {
    TargetName name = TargetName.parse(target);
    check(name);
    return switch (name.scheme()) {
      case ICEBERG -> iceberg(name).partitionedBy(partitionBy);
      case DELTA -> delta(name).partitionedBy(partitionBy);
      case JDBC ->
          throw new IllegalArgumentException(
              "Rows are merged into tables of Iceberg and Delta. Into a table of a database they are"
                  + " upserted: refrain upsert.");
      case PARQUET ->
          throw new IllegalArgumentException(
              "Rows are merged into tables of Iceberg and Delta. A dataset is replaced: refrain"
                  + " replace.");
    };
  }

  /** What messages call it: no more than is given for a target that holds no credentials. */
  String shown(String name) {
    return TargetName.parse(target).scheme() == TargetName.Scheme.JDBC ? name : target;
  }

  /**
   * What to replace in.
   *
   * @param key of a table that is made
   */
  ReplaceTarget replaceTarget(List<String> partitionBy, List<String> key) {
    TargetName name = TargetName.parse(target);
    check(name);
    return switch (name.scheme()) {
      case PARQUET -> {
        if (partitionBy.isEmpty()) {
          throw new IllegalArgumentException("Missing required option: '--partitionBy=COLUMN'");
        }
        yield ParquetDataset.at(name.rest()).partitionedBy(partitionBy);
      }
      case ICEBERG -> iceberg(name).partitionedBy(partitionBy);
      case DELTA -> delta(name).partitionedBy(partitionBy);
      case JDBC -> {
        JdbcTable found =
            JdbcTable.in(login.connection(target)).table(table).partitionedBy(partitionBy);
        yield createTable ? found.createTable(key.toArray(String[]::new)) : found;
      }
    };
  }

  private IcebergTable iceberg(TargetName name) {
    IcebergTable named = catalog.table(name.rest());
    named = createTable ? named.createIfMissing() : named;
    return evolve.contains(ADD) ? named.evolve(Evolution.ADD) : named;
  }

  private DeltaTable delta(TargetName name) {
    DeltaTable found = DeltaTable.at(name.rest());
    found = createTable ? found.createIfMissing() : found;
    found = evolve.contains(ADD) ? found.addNewColumns() : found;
    return evolve.contains(PROTOCOL) ? found.upgradeProtocol() : found;
  }

  private void check(TargetName name) {
    boolean database = name.scheme() == TargetName.Scheme.JDBC;
    boolean lake =
        name.scheme() == TargetName.Scheme.ICEBERG || name.scheme() == TargetName.Scheme.DELTA;
    if (database && table == null) {
      throw new IllegalArgumentException("Which table of the database? Name it: --table=orders.");
    }
    if (!database && (table != null || login.given())) {
      throw new IllegalArgumentException(
          "--table and the options of a database user are of use with --target=jdbc:URL only.");
    }
    if (createTable && name.scheme() == TargetName.Scheme.PARQUET) {
      throw new IllegalArgumentException(
          "--createTable is of use with tables only: a dataset is made by its first commit.");
    }
    if (name.scheme() != TargetName.Scheme.ICEBERG && catalog.given()) {
      throw new IllegalArgumentException(
          "--catalog is of use with --target=iceberg:CATALOG.NAMESPACE.TABLE only.");
    }
    if (evolves() && !lake) {
      throw new IllegalArgumentException(
          "--evolve is of use with iceberg: and delta: targets only.");
    }
    for (String what : evolve) {
      if (!what.equals(ADD)
          && !(what.equals(PROTOCOL) && name.scheme() == TargetName.Scheme.DELTA)) {
        throw new IllegalArgumentException(
            "Unknown --evolve=" + what + ". Known: add; for delta: also protocol.");
      }
    }
  }
}
