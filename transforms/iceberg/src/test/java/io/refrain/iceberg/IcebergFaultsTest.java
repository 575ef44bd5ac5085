package io.refrain.iceberg;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a commit, and what others do meanwhile. */
class IcebergFaultsTest {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3);

  @TempDir Path directory;
  private Lake lake;
  private IcebergTable target;

  @BeforeEach
  void open() {
    lake =
        new Lake(
            IcebergCatalog.of(
                Map.of(
                    "catalog-impl", FaultyCatalog.class.getName(),
                    "uri", uri(),
                    "warehouse", directory.resolve("warehouse").toString(),
                    "jdbc.schema-version", "V1",
                    "io-impl", BeamFileIO.class.getName())));
    target = lake.newOrders();
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private String uri() {
    return "jdbc:sqlite:" + directory.resolve("catalog.db");
  }

  private StoreRun run(ReplaceScope scope, long epoch) {
    return StoreRun.of(target, scope, epoch);
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(lake.orders(target)), equalTo(Orders.text(expected)));
  }

  private static <T extends CommitOutcome> T outcome(Class<T> kind, CommitOutcome outcome) {
    assertThat(outcome, instanceOf(kind));
    return kind.cast(outcome);
  }

  private static void committed(CommitOutcome outcome) {
    outcome(CommitOutcome.Committed.class, outcome);
  }

  /** What somebody else does. */
  private interface Act {
    void run() throws IOException;
  }

  private static Runnable meanwhile(Act act) {
    return () -> {
      try {
        act.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Test
  void anAnswerThatIsLostIsFoundByTheToken() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    FaultyCatalog.next(
        uri(),
        commit -> {
          commit.run();
          throw new CommitStateUnknownException(new IllegalStateException("connection lost"));
        });
    committed(run(day(DAY_1), 2).run(OTHER));
    assertContent(OTHER);
    assertThat(target.ledger(), hasSize(1));
  }

  @Test
  void aCommitThatNeverArrivedIsMadeAgain() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    FaultyCatalog.next(
        uri(),
        commit -> {
          throw new CommitStateUnknownException(new IllegalStateException("connection lost"));
        });
    committed(run(day(DAY_1), 2).run(OTHER));
    assertContent(OTHER);
  }

  @Test
  void aCommitThatIsTurnedAwayIsPlannedAgain() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    FaultyCatalog.next(
        uri(),
        commit -> {
          throw new CommitFailedException("somebody else was faster");
        });
    committed(run(day(DAY_1), 2).run(OTHER));
    assertContent(OTHER);
  }

  @Test
  void anAppendIntoTheScopeWhileCommittingIsAConflict() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    FaultyCatalog.next(
        uri(),
        commit -> {
          meanwhile(() -> lake.append(target, DAY_1, 900, 2)).run();
          commit.run();
        });
    CommitOutcome.Conflict conflict =
        outcome(CommitOutcome.Conflict.class, run(day(DAY_1), 2).run(OTHER));
    assertThat(
        conflict.message(),
        allOf(
            containsString("somebody else wrote there: data/order_date=2024-03-15/00000-0-"),
            containsString("(2 rows). Nothing was changed.")));
    assertThat(lake.orders(target), hasSize(7));
  }

  @Test
  void anAppendElsewhereWhileCommittingStays() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    FaultyCatalog.next(
        uri(),
        commit -> {
          meanwhile(() -> lake.append(target, DAY_2, 900, 2)).run();
          commit.run();
        });
    committed(run(day(DAY_1), 2).run(OTHER));
    assertThat(lake.orders(target), hasSize(5));
  }

  @Test
  void anAppendBetweenReadAndCommitIsSeen() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    outcome(
        CommitOutcome.Conflict.class,
        run.commit(staged, meanwhile(() -> lake.append(target, DAY_1, 900, 2))));
    assertThat(lake.orders(target), hasSize(7));
  }

  @Test
  void aCompactionBetweenRunsChangesNothing() throws Exception {
    StoreRun run = run(day(DAY_1), 1);
    List<Staged> staged = new ArrayList<>(run.stage(FIRST));
    staged.addAll(run.stage(OTHER));
    committed(run.commit(staged));
    lake.compact(target, DAY_1);
    assertThat(lake.files(target), hasSize(1));
    outcome(CommitOutcome.AlreadyCommitted.class, run.commit(staged));
    committed(run(day(DAY_1), 2).run(OTHER));
    assertContent(OTHER);
  }

  @Test
  void aCompactionWhoseSnapshotExpiredChangesNothing() throws Exception {
    committed(run(month("2024-03"), 1).run(all(FIRST, orders(DAY_2, 11, 4))));
    lake.compact(target, DAY_1);
    committed(run(day(DAY_2), 2).run(orders(DAY_2, 31, 2)));
    lake.expire(target);
    committed(run(day(DAY_1), 3).run(OTHER));
    assertContent(all(OTHER, orders(DAY_2, 31, 2)));
  }

  @Test
  void aCompactionThatTookForeignRowsInIsAConflict() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    lake.append(target, DAY_1, 900, 2);
    lake.compact(target, DAY_1);
    committed(run(day(DAY_2), 2).run(orders(DAY_2, 11, 4)));
    lake.expire(target);
    outcome(CommitOutcome.Conflict.class, run(day(DAY_1), 3).run(OTHER));
    committed(run(day(DAY_1), 4).takeOver().run(OTHER));
    assertContent(all(OTHER, orders(DAY_2, 11, 4)));
  }

  @Test
  void aCompactionWhileCommittingIsPlannedAround() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    FaultyCatalog.next(
        uri(),
        commit -> {
          meanwhile(() -> lake.compact(target, DAY_1)).run();
          commit.run();
        });
    committed(run(day(DAY_1), 2).run(OTHER));
    assertContent(OTHER);
  }

  @Test
  void theTokenIsFoundHoweverManySnapshotsLater() throws Exception {
    StoreRun run = run(day(DAY_1), 1);
    List<Staged> staged = run.stage(FIRST);
    committed(run.commit(staged));
    for (int i = 0; i < 5; i++) {
      lake.append(target, DAY_2, 100 + i, 1);
    }
    lake.expire(target);
    outcome(CommitOutcome.AlreadyCommitted.class, run.commit(staged));
    assertThat(target.receipt(run.token()).isPresent(), is(true));
    outcome(CommitOutcome.Superseded.class, run(month("2024-03"), 1).run(OTHER));
  }

  @Test
  void aTableDroppedWhileStagingIsNotMadeSilently() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    IcebergTable strict =
        IcebergTable.in(lake.catalog()).table(target.spec().table()).partitionedBy(Orders.DATE);
    StoreRun run = StoreRun.of(strict, day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    drop();
    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));
    assertThat(e.kind(), equalTo(Kind.REFUSED));
    assertThat(
        e.getMessage(),
        containsString(
            "there is no such table: make it, or ask for it with createIfMissing. Nothing was"
                + " changed."));
  }

  @Test
  void aTableDroppedAndMadeAgainWhileStagingIsAConflict() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    drop();
    committed(run(day(DAY_2), 3).run(orders(DAY_2, 11, 4)));
    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));
    assertThat(e.kind(), equalTo(Kind.CONFLICT));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("the table was dropped and made again while this run was staging"),
            containsString("Nothing was changed. Run again.")));
    assertContent(orders(DAY_2, 11, 4));
  }

  private void drop() {
    lake.loaded().dropTable(TableIdentifier.parse(target.spec().table()), false);
  }

  @Test
  void aColumnAddedWhileStagingIsRefusedAndOneWidenedIsNot() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    lake.table(target).updateSchema().updateColumn("amount", Types.DecimalType.of(20, 2)).commit();
    committed(run.commit(staged));
    assertContent(OTHER);
    StoreRun next = run(day(DAY_1), 3);
    List<Staged> more = next.stage(FIRST);
    lake.table(target).updateSchema().addColumn("note", Types.StringType.get()).commit();
    RefrainException e = assertThrows(RefrainException.class, () -> next.commit(more));
    assertThat(
        e.getMessage(),
        containsString("the run does not have the columns of the table: it has no column 'note'"));
    assertContent(OTHER);
  }

  @Test
  void aColumnReplacedWhileStagingIsAConflict() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    lake.table(target).updateSchema().deleteColumn("product").commit();
    lake.table(target).updateSchema().addColumn("product", Types.StringType.get()).commit();
    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));
    assertThat(e.kind(), equalTo(Kind.CONFLICT));
    assertThat(
        e.getMessage(),
        containsString("the table's columns were altered while this run was staging"));
  }

  @Test
  void aStagedFileThatIsGoneIsNotCommitted() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    Files.delete(Path.of(StagedData.parse(staged.get(0).location()).path()));
    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));
    assertThat(
        e.getMessage(),
        allOf(containsString("the staged file data/order_date="), containsString(" is gone")));
    assertContent(FIRST);
  }

  @Test
  void whatACrashedRunStagedIsRemovedOnceItIsOld() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    run(day(DAY_1), 2).stage(OTHER);
    assertThat(staged(), hasSize(1));
    assertThat(target.repair().removed(), empty());
    assertThat(dataFiles(), hasSize(2));
    assertThat(target.repair(later()).removed(), hasSize(1));
    assertThat(dataFiles(), hasSize(1));
    assertThat(staged(), empty());
    assertContent(FIRST);
  }

  @Test
  void aLaterCommitRemovesWhatACrashedRunStaged() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    run(day(DAY_1), 2).stage(OTHER);
    Files.setLastModifiedTime(
        staged().get(0), FileTime.from(Instant.now().minus(Duration.ofDays(3))));
    committed(run(day(DAY_2), 3).run(orders(DAY_2, 11, 4)));
    assertThat(dataFiles(), hasSize(2));
    assertThat(staged(), empty());
  }

  @Test
  void anOldNoteOfACommittedFileTakesNothingAway() throws Exception {
    StoreRun run = run(day(DAY_1), 1);
    List<Staged> staged = run.stage(FIRST);
    Path note = staged().get(0);
    byte[] content = Files.readAllBytes(note);
    committed(run.commit(staged));
    assertThat(staged(), empty());
    Files.write(note, content);
    assertThat(target.repair(later()).removed(), empty());
    assertThat(staged(), empty());
    assertContent(FIRST);
  }

  private static InstantSource later() {
    Instant then = Instant.now().plus(Duration.ofDays(3));
    return () -> then;
  }

  private List<Path> staged() throws IOException {
    return files("refrain-staging");
  }

  private List<Path> dataFiles() throws IOException {
    return files("data");
  }

  private List<Path> files(String below) throws IOException {
    Path root = Path.of(lake.table(target).location()).resolve(below);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(root)) {
      return found
          .filter(Files::isRegularFile)
          .filter(p -> !p.getFileName().toString().endsWith(".crc"))
          .toList();
    }
  }

  @Test
  void eightCommittersOfDisjointScopesAllWin() throws Exception {
    committed(run(day(DAY_3), 1).run(orders(DAY_3, 1000, 1)));
    List<Callable<CommitOutcome>> runs = new ArrayList<>();
    List<Row> expected = new ArrayList<>(orders(DAY_3, 1000, 1));
    for (int i = 0; i < 8; i++) {
      List<Row> rows = orders(DAY_1.plusDays(i), 10L * i, 3);
      expected.addAll(rows);
      StoreRun run = run(day(DAY_1.plusDays(i)), 10 + i);
      runs.add(() -> run.run(rows));
    }
    for (CommitOutcome outcome : atOnce(runs)) {
      committed(outcome);
    }
    assertContent(expected);
    assertThat(target.ledger(), hasSize(9));
  }

  @Test
  void ofEightCommittersOfOneScopeTheNewestIsWhatStays() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    List<Callable<CommitOutcome>> runs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Row> rows = orders(DAY_1, 100L * i, 1 + i);
      StoreRun run = run(day(DAY_1), 10 + i);
      runs.add(() -> run.run(rows));
    }
    List<CommitOutcome> outcomes = atOnce(runs);
    committed(outcomes.get(7));
    for (CommitOutcome outcome : outcomes) {
      assertThat(
          outcome instanceof CommitOutcome.Committed || outcome instanceof CommitOutcome.Superseded,
          is(true));
    }
    assertContent(orders(DAY_1, 700, 8));
  }

  @Test
  void ofEightTriesOfOneRunOneCommits() throws Exception {
    committed(run(day(DAY_1), 1).run(FIRST));
    List<Callable<CommitOutcome>> runs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      StoreRun run = run(day(DAY_1), 2);
      runs.add(() -> run.run(OTHER));
    }
    List<CommitOutcome> outcomes = atOnce(runs);
    assertThat(
        outcomes.stream().filter(o -> o instanceof CommitOutcome.Committed).toList(), hasSize(1));
    assertThat(
        outcomes.stream().filter(o -> o instanceof CommitOutcome.AlreadyCommitted).toList(),
        hasSize(7));
    assertContent(OTHER);
  }

  @Test
  void eightWorkersThatMakeTheTableMakeOne() throws Exception {
    List<Callable<CommitOutcome>> runs = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Row> rows = orders(DAY_1.plusDays(i), 10L * i, 3);
      expected.addAll(rows);
      StoreRun run = run(day(DAY_1.plusDays(i)), 10 + i);
      runs.add(() -> run.run(rows));
    }
    for (CommitOutcome outcome : atOnce(runs)) {
      committed(outcome);
    }
    assertContent(expected);
  }

  private static List<CommitOutcome> atOnce(List<Callable<CommitOutcome>> runs) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(runs.size());
    try {
      List<CommitOutcome> outcomes = new ArrayList<>();
      for (Future<CommitOutcome> outcome : workers.invokeAll(runs)) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    } finally {
      workers.shutdown();
    }
  }

  @Test
  void aCatalogThatCannotBeReachedIsNamed() {
    IcebergTable nowhere =
        IcebergTable.in(
                IcebergCatalog.of(
                    Map.of(
                        "type", "jdbc",
                        "uri", "jdbc:sqlite:/no/such/directory/catalog.db",
                        "warehouse", directory.toString())))
            .table("shop.orders")
            .partitionedBy(Orders.DATE);
    IOException e =
        assertThrows(IOException.class, () -> StoreRun.of(nowhere, day(DAY_1), 1).run(FIRST));
    assertThat(
        e.getMessage(),
        allOf(
            containsString(
                "Cannot ask the catalog for shop.orders in"
                    + " jdbc:sqlite:/no/such/directory/catalog.db: "),
            containsString("Nothing was changed. Is the catalog there")));
    CommitOutcome.Unknown unknown =
        outcome(CommitOutcome.Unknown.class, StoreRun.of(nowhere, day(DAY_1), 1).commit(List.of()));
    assertThat(unknown.message(), containsString("Run it again: the token tells"));
  }

  @Test
  void aMissingTableIsNotMadeSilently() {
    IcebergTable missing = lake.newTable().partitionedBy(Orders.DATE);
    RefrainException e =
        assertThrows(RefrainException.class, () -> StoreRun.of(missing, day(DAY_1), 1).run(FIRST));
    assertThat(e.getMessage(), containsString("there is no such table: make it, or ask for it"));
    assertThat(lake.exists(missing), is(false));
  }
}
