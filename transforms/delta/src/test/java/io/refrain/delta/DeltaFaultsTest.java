package io.refrain.delta;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.commit.CommitRequest;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.SimulatedCrash;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of single file operations, and many committers at once. */
class DeltaFaultsTest {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> SECOND = orders(DAY_2, 11, 4);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3);

  @TempDir Path dir;
  private int tables;

  private DeltaTable newTable() {
    return DeltaTable.at(dir.resolve("table" + tables++).toString())
        .partitionedBy(Orders.DATE)
        .createIfMissing();
  }

  private static void load(DeltaTable table, ReplaceScope scope, long epoch, List<Row> rows)
      throws IOException {
    StoreRun.of(table, scope, epoch).run(rows).receiptOrThrow();
  }

  private static List<String> content(DeltaTable table) {
    return Orders.text(KernelReader.read(table.directory(), Orders.SCHEMA));
  }

  private static CommitOutcome commit(
      DeltaTable table, FaultyFileIo files, ReplaceScope scope, long epoch, List<Staged> staged) {
    StoreRun run = StoreRun.of(table, scope, epoch);
    long rows = staged.stream().mapToLong(Staged::rows).sum();
    CommitRequest request =
        new CommitRequest(
            table.name(),
            run.token(),
            staged,
            Counts.of(Count.ROWS_IN, rows),
            CommitPolicy.DEFAULT);
    try (ReplaceStore store = table.open(Orders.LAYOUT, files, InstantSource.system())) {
      return new CommitProtocol(Duration.ofMillis(1), Duration.ofMillis(2)).commit(store, request);
    }
  }

  /** The second entry of the log, with a checkpoint due, after which a third is due. */
  private DeltaTable tableBeforeACheckpoint() throws IOException {
    DeltaTable table = newTable();
    load(table, month("2024-03"), 1, all(FIRST, SECOND));
    Log log = new Log(table.directory());
    log.append(
        log.changed(
            "metaData", m -> m.withObject("/configuration").put("delta.checkpointInterval", "2")));
    return table;
  }

  @Test
  void aFaultAtAnyFileOperationLeavesOldOrNewContent() throws Exception {
    List<String> before = Orders.text(all(FIRST, SECOND));
    List<String> after = Orders.text(all(OTHER, SECOND));
    int faults = 0;
    boolean checkpointFailed = false;
    for (FaultMode mode : FaultMode.values()) {
      for (int k = 1; ; k++) {
        DeltaTable table = tableBeforeACheckpoint();
        List<Staged> staged = StoreRun.of(table, day(DAY_1), 2).stage(OTHER);
        FaultyFileIo files = FaultyFileIo.failing(k, mode);
        CommitOutcome outcome = null;
        try {
          outcome = commit(table, files, day(DAY_1), 2, staged);
        } catch (SimulatedCrash e) {
          assertThat(e.getMessage(), containsString("simulated crash"));
        }
        String where = mode + " at " + k + ": " + files.calls();
        if (outcome instanceof CommitOutcome.Committed) {
          assertThat(where, content(table), is(after));
        } else {
          assertThat(where, content(table), anyOf(is(before), is(after)));
        }
        if (!files.met()) {
          break;
        }
        faults++;
        checkpointFailed |= files.calls().get(k - 1).contains("checkpoint.parquet");
        load(table, day(DAY_1), 3, OTHER);
        assertThat(where, content(table), is(after));
      }
    }
    assertThat(faults, greaterThan(20));
    assertThat(checkpointFailed, is(true));
  }

  @Test
  void aLostAnswerIsSettledByTheLedger() throws Exception {
    DeltaTable table = newTable();
    load(table, day(DAY_1), 1, FIRST);
    List<Staged> staged = StoreRun.of(table, day(DAY_1), 2).stage(OTHER);
    FaultyFileIo files =
        FaultyFileIo.failing("write 00000000000000000001.json", FaultMode.FAULT_AFTER);

    CommitOutcome outcome = commit(table, files, day(DAY_1), 2, staged);

    assertThat(files.met(), is(true));
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    assertThat(content(table), is(Orders.text(OTHER)));
    assertThat(new Log(table.directory()).version(), is(1L));
  }

  @Test
  void aDiskThatStaysFullLeavesTheOldContent() throws Exception {
    DeltaTable table = newTable();
    load(table, day(DAY_1), 1, FIRST);
    List<Staged> staged = StoreRun.of(table, day(DAY_1), 2).stage(OTHER);
    FaultyFileIo files =
        FaultyFileIo.failing("write 00000000000000000001.json", FaultMode.FAULT_BEFORE).always();

    CommitOutcome outcome = commit(table, files, day(DAY_1), 2, staged);

    assertThat(outcome, instanceOf(CommitOutcome.Unknown.class));
    String message = ((CommitOutcome.Unknown) outcome).message();
    assertThat(message, containsString("Cannot tell whether orders, order_date in 2024-03-15"));
    assertThat(message, containsString("simulated fault at write 00000000000000000001.json"));
    assertThat(message, containsString("Run it again: the token tells whether it is done."));
    assertThat(content(table), is(Orders.text(FIRST)));
    load(table, day(DAY_1), 2, OTHER);
    assertThat(content(table), is(Orders.text(OTHER)));
  }

  @Test
  void aCheckpointHalfWrittenIsNeverPublished() throws Exception {
    DeltaTable table = tableBeforeACheckpoint();
    List<Staged> staged = StoreRun.of(table, day(DAY_1), 2).stage(OTHER);
    FaultyFileIo files =
        FaultyFileIo.failing("append to 00000000000000000002.checkpoint", FaultMode.FAULT_BEFORE);

    CommitOutcome outcome = commit(table, files, day(DAY_1), 2, staged);

    assertThat(files.met(), is(true));
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    List<String> log =
        new Log(table.directory())
            .files().stream().filter(file -> file.startsWith("_delta_log/0")).toList();
    assertThat(
        log,
        is(
            List.of(
                "_delta_log/00000000000000000000.json",
                "_delta_log/00000000000000000001.json",
                "_delta_log/00000000000000000002.json")));
    load(table, day(DAY_1), 3, FIRST);
    load(table, day(DAY_1), 4, OTHER);
    assertThat(
        new Log(table.directory()).files(),
        hasItem("_delta_log/00000000000000000004.checkpoint.parquet"));
    assertThat(content(table), is(Orders.text(all(OTHER, SECOND))));
  }

  @Test
  void whatIsClosedBeforeItsEndIsNotPublished() throws Exception {
    Path file = dir.resolve("half.checkpoint.parquet");
    PositionOutputStream out = new LocalFileIo().newOutputFile(file.toString()).create(true);
    out.write("PAR1 and no more".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    IOException e = assertThrows(IOException.class, out::close);

    assertThat(e.getMessage(), is("Not published, because it was not written to its end: " + file));
    assertThat(new Log(dir).files(), is(empty()));
  }

  @Test
  void stagingThatFailsSaysThatNothingChanged() throws Exception {
    DeltaTable table = newTable();
    load(table, day(DAY_1), 1, FIRST);
    // Nothing can be created below a file.
    Files.writeString(table.directory().resolve("order_date=2024-03-16"), "in the way");

    IOException e =
        assertThrows(IOException.class, () -> StoreRun.of(table, day(DAY_2), 2).stage(SECOND));

    assertThat(
        e.getMessage(),
        containsString("Cannot stage rows of order_date=2024-03-16 in " + table.name()));
    assertThat(
        e.getMessage(),
        containsString(
            ". Nothing was committed: the data is as it was. Mend the cause (is there space left?)"
                + " and run again."));
    assertThat(content(table), is(Orders.text(FIRST)));
  }

  private interface Task {
    CommitOutcome run() throws Exception;
  }

  private static List<CommitOutcome> atOnce(List<Task> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<CommitOutcome>> futures = new ArrayList<>();
      for (Task task : tasks) {
        futures.add(pool.submit(task::run));
      }
      List<CommitOutcome> outcomes = new ArrayList<>();
      for (Future<CommitOutcome> future : futures) {
        outcomes.add(future.get());
      }
      return outcomes;
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void eightCommittersOfDisjointScopesLoseNothing() throws Exception {
    DeltaTable table = newTable();
    List<Task> tasks = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (int i = 1; i <= 24; i++) {
      LocalDate day = LocalDate.of(2024, 3, i);
      long epoch = 100L - i;
      List<Row> rows = orders(day, 10L * i, 2);
      expected.addAll(rows);
      tasks.add(() -> StoreRun.of(table, day(day), epoch).run(rows));
    }

    List<CommitOutcome> outcomes = atOnce(tasks);

    outcomes.forEach(outcome -> assertThat(outcome, instanceOf(CommitOutcome.Committed.class)));
    assertThat(content(table), is(Orders.text(expected)));
    assertThat(new Log(table.directory()).version(), is(23L));
    assertThat(table.ledger().size(), is(24));
  }

  @Test
  void ofEightCommittersOfOneScopeTheNewestStays() throws Exception {
    DeltaTable table = newTable();
    List<Task> tasks = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      long epoch = i;
      tasks.add(() -> StoreRun.of(table, day(DAY_1), epoch).run(orders(DAY_1, 10 * epoch, 2)));
    }
    Collections.reverse(tasks);

    List<CommitOutcome> outcomes = atOnce(tasks);

    assertThat(outcomes.get(0), instanceOf(CommitOutcome.Committed.class));
    outcomes.forEach(
        outcome ->
            assertThat(
                outcome,
                anyOf(
                    instanceOf(CommitOutcome.Committed.class),
                    instanceOf(CommitOutcome.Superseded.class))));
    assertThat(content(table), is(Orders.text(orders(DAY_1, 80, 2))));
  }

  @Test
  void eightTriesOfOneRunCommitOnce() throws Exception {
    DeltaTable table = newTable();
    List<Task> tasks = Collections.nCopies(8, () -> StoreRun.of(table, day(DAY_1), 1).run(FIRST));

    List<CommitOutcome> outcomes = atOnce(tasks);

    assertThat(outcomes.stream().filter(CommitOutcome.Committed.class::isInstance).count(), is(1L));
    assertThat(
        outcomes.stream().filter(CommitOutcome.AlreadyCommitted.class::isInstance).count(), is(7L));
    assertThat(content(table), is(Orders.text(FIRST)));
    assertThat(new Log(table.directory()).version(), is(0L));
  }
}
