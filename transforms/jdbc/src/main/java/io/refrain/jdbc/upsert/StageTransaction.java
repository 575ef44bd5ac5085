package io.refrain.jdbc.upsert;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.upsert.BatchTransaction.Insertion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides on a batch and stages what is to be written, each decision in staging tables of its own.
 * What is unchanged or stale goes nowhere. Not thread-safe; one for each shard.
 */
final class StageTransaction implements BatchWriter.Attempt {
  /** A staging table is read back into memory if the commit meets a race: it stays small. */
  private static final long MAX_BYTES = 64 << 20;

  /** Different from what any replace asks for: it must never take these rows for its own. */
  private static final String SHAPE = "of an upsert";

  private final UpsertTable target;
  private final Stages tables;
  private final BatchTransaction transaction;
  private final Map<UpsertDecision, Stage> open = new EnumMap<>(UpsertDecision.class);
  private final List<StagedRows> full = new ArrayList<>();
  private Batch uncertain;
  private List<UpsertDecision> uncertainDecisions;

  /** A staging table that is being filled. */
  private static final class Stage {
    private final String table;
    private long rows;
    private long bytes;
    private int added;
    private long addedBytes;

    private Stage(String table) {
      this.table = table;
    }

    private void confirm() {
      rows += added;
      bytes += addedBytes;
      forget();
    }

    private void forget() {
      added = 0;
      addedBytes = 0;
    }
  }

  StageTransaction(UpsertTable target, Stages tables) {
    this.target = target;
    this.tables = tables;
    this.transaction = target.transaction();
  }

  /** Loaders need no guard here: nobody else writes to a staging table. */
  @Override
  public boolean canLoad(Batch batch) {
    return false;
  }

  @Override
  public List<UpsertDecision> run(Connection connection, Batch batch, Insertion insertion)
      throws SQLException {
    if (batch == uncertain && tookEffect(connection)) {
      return confirm(uncertainDecisions);
    }
    open.values().forEach(Stage::forget);
    List<UpsertDecision> decisions = transaction.decide(connection, batch);
    connection.rollback();
    Map<UpsertDecision, int[]> written = written(decisions);
    // Before anything is staged: making a table commits.
    for (UpsertDecision decision : written.keySet()) {
      makeRoom(connection, decision);
    }
    for (Map.Entry<UpsertDecision, int[]> rows : written.entrySet()) {
      stage(connection, open.get(rows.getKey()), batch, rows.getValue());
    }
    uncertain = batch;
    uncertainDecisions = decisions;
    connection.commit();
    return confirm(decisions);
  }

  private List<UpsertDecision> confirm(List<UpsertDecision> decisions) {
    uncertain = null;
    open.values().forEach(Stage::confirm);
    return decisions;
  }

  /** Whether the commit whose answer was lost is in effect: all tables of it are, or none. */
  private boolean tookEffect(Connection connection) throws SQLException {
    for (Stage stage : open.values()) {
      if (stage.added > 0) {
        return count(connection, stage.table) > stage.rows;
      }
    }
    return false;
  }

  /** What was staged, all of it committed. */
  List<StagedRows> finish() {
    for (UpsertDecision decision : UpsertDecision.values()) {
      if (open.containsKey(decision)) {
        close(decision, open.get(decision));
      }
    }
    return full;
  }

  /** Counts without those of the staged rows, which are made when they are merged. */
  Counts settled(Counts counts) {
    Counts settled = counts;
    for (StagedRows rows : finish()) {
      Count count = rows.decision().count();
      settled = settled.with(count, settled.get(count) - rows.rows());
    }
    return settled;
  }

  /** The tables that were made, whatever is in them. */
  List<String> tables() {
    return Stream.concat(
            full.stream().map(StagedRows::table), open.values().stream().map(s -> s.table))
        .toList();
  }

  private static Map<UpsertDecision, int[]> written(List<UpsertDecision> decisions) {
    Map<UpsertDecision, int[]> written = new EnumMap<>(UpsertDecision.class);
    UpsertDecision[] array = decisions.toArray(UpsertDecision[]::new);
    for (UpsertDecision decision : UpsertDecision.values()) {
      int[] rows = decision.writes() ? rowsOf(array, decision) : new int[0];
      if (rows.length > 0) {
        written.put(decision, rows);
      }
    }
    return written;
  }

  private static int[] rowsOf(UpsertDecision[] decisions, UpsertDecision decision) {
    return IntStream.range(0, decisions.length).filter(i -> decisions[i] == decision).toArray();
  }

  private void makeRoom(Connection connection, UpsertDecision decision) throws SQLException {
    Stage stage = open.get(decision);
    if (stage != null && stage.bytes >= MAX_BYTES) {
      close(decision, stage);
      stage = null;
    }
    if (stage == null) {
      open.put(decision, new Stage(tables.createAndCommit(connection, target.table(), SHAPE)));
    }
  }

  private void stage(Connection connection, Stage stage, Batch batch, int[] rows)
      throws SQLException {
    target.statements().loadInto(connection, tables.quoted(stage.table), batch, rows);
    stage.added = rows.length;
    for (int row : rows) {
      stage.addedBytes += batch.row(row).length;
    }
  }

  private long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + tables.quoted(table))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void close(UpsertDecision decision, Stage stage) {
    full.add(new StagedRows(stage.table, decision, stage.rows));
    open.remove(decision);
  }
}
