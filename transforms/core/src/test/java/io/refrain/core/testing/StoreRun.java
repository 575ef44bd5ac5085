package io.refrain.core.testing;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.commit.CommitRequest;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * One run against a store, without a pipeline: stages rows by partition, then commits.
 *
 * @param target into what
 * @param schema of the rows
 * @param token who writes
 * @param policy what is allowed
 */
public record StoreRun(ReplaceTarget target, Schema schema, RunToken token, CommitPolicy policy) {

  /** A run of the pipeline {@code orders}, of rows of {@link Orders}. */
  public static StoreRun of(ReplaceTarget target, ReplaceScope scope, long epoch) {
    return new StoreRun(
        target, Orders.SCHEMA, new RunToken("orders", scope, epoch), CommitPolicy.DEFAULT);
  }

  public StoreRun pipeline(String name) {
    return new StoreRun(target, schema, new RunToken(name, token.scope(), token.epoch()), policy);
  }

  public StoreRun atLeastRows(long rows) {
    return new StoreRun(target, schema, token, new CommitPolicy(rows, policy.takeOver()));
  }

  public StoreRun takeOver() {
    return new StoreRun(target, schema, token, new CommitPolicy(policy.atLeastRows(), true));
  }

  /** Stages and commits. */
  public CommitOutcome run(List<Row> rows) throws IOException {
    return commit(stage(rows));
  }

  /** Stages rows, one group for each partition. */
  public List<Staged> stage(List<Row> rows) throws IOException {
    Map<Partition, List<Row>> groups = new LinkedHashMap<>();
    rows.forEach(row -> groups.computeIfAbsent(partitionOf(row), p -> new ArrayList<>()).add(row));
    List<Staged> staged = new ArrayList<>();
    try (ReplaceStore store = target.open(layout())) {
      for (Map.Entry<Partition, List<Row>> group : groups.entrySet()) {
        staged.addAll(stage(store, group.getKey(), group.getValue()));
      }
    }
    return staged;
  }

  private List<Staged> stage(ReplaceStore store, Partition partition, List<Row> rows)
      throws IOException {
    RowConverter converter = new RowConverter(layout());
    RowCursor cursor = new RowCursor(layout());
    try (Stager stager = store.stage(UUID.randomUUID().toString(), partition)) {
      for (Row row : rows) {
        byte[] bytes = converter.toBytes(row);
        stager.add(cursor.at(bytes, 0, bytes.length));
      }
      return stager.finish();
    }
  }

  /** Commits what was staged. */
  public CommitOutcome commit(List<Staged> staged) {
    return commit(staged, () -> {});
  }

  /** Commits what was staged, while somebody else acts between the first read and the act. */
  public CommitOutcome commit(List<Staged> staged, Runnable meanwhile) {
    long rows = staged.stream().mapToLong(Staged::rows).sum();
    CommitRequest request =
        new CommitRequest(target.name(), token, staged, Counts.of(Count.ROWS_IN, rows), policy);
    try (ReplaceStore store = new InterruptedStore(target.open(layout()), meanwhile)) {
      return new CommitProtocol(Duration.ofMillis(1), Duration.ofMillis(2)).commit(store, request);
    }
  }

  private RowLayout layout() {
    return RowLayout.of(schema);
  }

  private Partition partitionOf(Row row) {
    List<String> values = new ArrayList<>();
    for (String column : target.partitionColumns()) {
      Object value = row.getValue(column);
      values.add(value == null ? null : PartitionText.of(value));
    }
    return new Partition(target.partitionColumns(), values);
  }
}
