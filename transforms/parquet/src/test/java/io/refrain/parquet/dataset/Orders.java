package io.refrain.parquet.dataset;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.commit.CommitRequest;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;

/** Small orders by date, and whole runs of them through the interface of a store. */
final class Orders {
  static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("order_id")
          .addLogicalTypeField("order_date", SqlTypes.DATE)
          .addNullableStringField("note")
          .build();
  static final RowLayout LAYOUT = RowLayout.of(SCHEMA);
  static final ReplaceScope BOTH_DAYS =
      ReplaceScope.interval("order_date", DataInterval.parse("2024-03-15/2024-03-17"));
  static final CommitProtocol PROTOCOL =
      new CommitProtocol(Duration.ofMillis(1), Duration.ofMillis(2));

  private Orders() {}

  static Row order(long id, String date, String note) {
    return Row.withSchema(SCHEMA).attachValues(id, LocalDate.parse(date), note);
  }

  static ReplaceScope day(String date) {
    return ReplaceScope.interval("order_date", DataInterval.parse(date));
  }

  static RunToken token(ReplaceScope scope, long epoch) {
    return new RunToken("orders", scope, epoch);
  }

  /** Stages rows, each partition as an attempt of its own. */
  static List<Staged> stage(ReplaceStore store, RowLayout layout, List<Row> rows)
      throws IOException {
    Map<Partition, List<Row>> byPartition = new TreeMap<>();
    for (Row row : rows) {
      Partition partition =
          Partition.of("order_date", String.valueOf(row.<Object>getValue("order_date")));
      byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(row);
    }
    List<Staged> staged = new ArrayList<>();
    for (Map.Entry<Partition, List<Row>> entry : byPartition.entrySet()) {
      staged.addAll(stage(store, layout, entry.getKey(), entry.getValue()));
    }
    return staged;
  }

  static List<Staged> stage(
      ReplaceStore store, RowLayout layout, Partition partition, List<Row> rows)
      throws IOException {
    RowConverter converter = new RowConverter(layout);
    RowCursor cursor = new RowCursor(layout);
    try (Stager stager = store.stage(UUID.randomUUID().toString(), partition)) {
      for (Row row : rows) {
        RowWriter encoded = converter.encode(row);
        stager.add(cursor.at(encoded.bytes(), 0, encoded.length()));
      }
      return stager.finish();
    }
  }

  /** A whole run by the commit protocol. */
  static CommitOutcome run(ReplaceStore store, RunToken token, boolean takeOver, List<Row> rows)
      throws IOException {
    return run(store, LAYOUT, token, takeOver, rows);
  }

  static CommitOutcome run(
      ReplaceStore store, RowLayout layout, RunToken token, boolean takeOver, List<Row> rows)
      throws IOException {
    return commit(store, token, takeOver, stage(store, layout, rows));
  }

  static CommitOutcome commit(
      ReplaceStore store, RunToken token, boolean takeOver, List<Staged> staged) {
    return PROTOCOL.commit(
        store,
        new CommitRequest("orders", token, staged, Counts.NONE, new CommitPolicy(0, takeOver)));
  }

  /** A plan made by hand, from a state that may be stale. */
  static CommitPlan plan(StoreState state, RunToken token, List<Staged> staged) {
    Receipt receipt =
        new Receipt(
            token,
            Counts.of(Count.WRITTEN, staged.stream().mapToLong(Staged::rows).sum()),
            staged.size(),
            io.refrain.core.row.ContentChecksum.EMPTY);
    List<Partition> removed =
        state.partitions().stream()
            .map(StoreState.Stored::partition)
            .filter(token.scope()::covers)
            .toList();
    return new CommitPlan(state.version(), token.scope(), removed, staged, false, receipt);
  }

  /** What a reader that follows the manifest sees: id, date and note of each order, sorted. */
  static List<String> viaManifest(Storage storage) throws IOException {
    Manifest manifest = new ManifestLog(storage).newest().orElse(null);
    return manifest == null ? List.of() : read(storage, manifest.layout(), LiveFile.of(manifest));
  }

  static List<String> read(Storage storage, RowLayout layout, List<LiveFile> files)
      throws IOException {
    List<String> rows = new ArrayList<>();
    RowConverter converter = new RowConverter(layout);
    for (LiveFile file : files) {
      new LiveFileReader(storage, layout).read(file, block -> addAll(block, converter, rows));
    }
    rows.sort(null);
    return rows;
  }

  private static void addAll(RowBlock block, RowConverter converter, List<String> rows) {
    RowBlock.Reader reader = new RowBlock.Reader().open(block);
    while (reader.next()) {
      Row row = converter.toRow(reader.bytes(), reader.offset(), reader.length());
      List<String> values = new ArrayList<>();
      row.getValues().forEach(v -> values.add(String.valueOf(v)));
      rows.add(String.join("|", values));
    }
  }

  /** A clock that stands at now plus an offset: file systems stamp files with the real time. */
  static InstantSource later(Duration offset) {
    return InstantSource.offset(InstantSource.system(), offset);
  }
}
