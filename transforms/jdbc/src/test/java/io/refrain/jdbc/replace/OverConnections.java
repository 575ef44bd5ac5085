package io.refrain.jdbc.replace;

import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.Database;
import java.time.Duration;
import java.util.List;

/** A table reached over connections of a test. */
final class OverConnections implements ReplaceTarget {
  private static final long serialVersionUID = 1L;

  private final ReplaceSpec spec;
  private final transient Connections connections;

  OverConnections(ReplaceSpec spec, Connections connections) {
    this.spec = spec;
    this.connections = connections;
  }

  static ReplaceSpec spec(Database db, String table, String... partitionColumns) {
    return new ReplaceSpec(
        db.connection,
        TableName.parse(table),
        List.of(partitionColumns),
        new ReplaceSpec.Options(false, List.of(), Duration.ofDays(1)));
  }

  @Override
  public String name() {
    return spec.target();
  }

  @Override
  public List<String> partitionColumns() {
    return List.copyOf(spec.partitionColumns());
  }

  @Override
  public boolean replacesRowByRow() {
    return spec.partitionColumns().isEmpty();
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {}

  @Override
  public ReplaceStore open(RowLayout layout) {
    return JdbcStore.open(spec, layout, connections, Database.QUICK, () -> {});
  }
}
