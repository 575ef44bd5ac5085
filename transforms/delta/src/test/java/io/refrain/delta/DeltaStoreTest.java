package io.refrain.delta;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.utils.CloseableIterable;
import io.refrain.core.Count;
import io.refrain.core.DataInterval;
import io.refrain.core.MergeToken;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.Row;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltaStoreTest {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> SECOND = orders(DAY_2, 11, 4);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3);

  @TempDir Path dir;
  private Path root;
  private DeltaTable table;
  private Log log;

  @BeforeEach
  void table() {
    root = dir.resolve("orders table");
    table = DeltaTable.at(root.toString()).partitionedBy(Orders.DATE).createIfMissing();
    log = new Log(root);
  }

  private StoreRun run(ReplaceScope scope, long epoch) {
    return StoreRun.of(table, scope, epoch);
  }

  private void load(ReplaceScope scope, long epoch, List<Row> rows) throws IOException {
    CommitOutcome outcome = run(scope, epoch).run(rows);
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(KernelReader.read(root, Orders.SCHEMA)), is(Orders.text(expected)));
  }

  private static String conflict(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Conflict.class));
    return ((CommitOutcome.Conflict) outcome).message();
  }

  private static void deleteAll(Path directory) {
    try (Stream<Path> walked = Files.walk(directory)) {
      for (Path path : walked.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** An act of somebody else between the first look at the table and the commit. */
  private interface Act {
    void run() throws IOException;
  }

  private static Runnable meanwhile(Act act) {
    return () -> {
      try {
        act.run();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    };
  }

  // What is written.

  @Test
  void commitIsOneEntryThatRemovesAddsAndNamesItsRun() throws Exception {
    load(day(DAY_1), 1, FIRST);

    load(day(DAY_1), 2, OTHER);

    assertThat(log.version(), is(1L));
    JsonNode removed = log.actions(1, "remove").get(0);
    JsonNode added = log.actions(1, "add").get(0);
    assertThat(removed.path("path"), is(log.actions(0, "add").get(0).path("path")));
    assertThat(removed.path("dataChange").asBoolean(), is(true));
    assertThat(added.path("path").asText(), startsWith("order_date=2024-03-15/refrain-"));
    assertThat(added.path("partitionValues").toString(), is("{\"order_date\":\"2024-03-15\"}"));
    JsonNode txn = log.actions(1, "txn").get(0);
    assertThat(txn.path("appId").asText(), startsWith("refrain:orders:"));
    assertThat(txn.path("version").asLong(), is(2L));
    assertThat(log.actions(0, "txn").get(0).path("appId"), is(txn.path("appId")));
    JsonNode ledger = log.actions(1, "domainMetadata").get(0);
    assertThat(ledger.path("domain").asText(), startsWith("refrain.ledger."));
    assertThat(table.ledger().size(), is(1));
    assertThat(table.receipt(run(day(DAY_1), 2).token()).get().counts().get(Count.DELETED), is(5L));
  }

  @Test
  void olderVersionsStayReadable() throws Exception {
    load(day(DAY_1), 1, FIRST);
    load(day(DAY_1), 2, OTHER);

    assertThat(Orders.text(KernelReader.read(root, 0, Orders.SCHEMA)), is(Orders.text(FIRST)));
    assertContent(OTHER);
  }

  @Test
  void nothingStrangeIsLeftInTheDirectory() throws Exception {
    load(month("2024-03"), 1, all(FIRST, SECOND));

    assertThat(
        log.files().stream().filter(file -> !file.endsWith(".parquet")).toList(),
        is(List.of("_delta_log/00000000000000000000.json")));
  }

  @Test
  void aTokenOutlivesCheckpointsAndTheCleanUpOfTheLog() throws Exception {
    load(day(DAY_2), 1, SECOND);
    for (long epoch = 2; epoch <= 12; epoch++) {
      load(day(DAY_1), epoch, epoch % 2 == 0 ? FIRST : OTHER);
    }
    for (long version = 0; version < 10; version++) {
      Files.delete(root.resolve("_delta_log/0000000000000000000" + version + ".json"));
    }

    CommitOutcome again = run(day(DAY_2), 1).run(List.of());
    CommitOutcome older = run(day(DAY_1), 5).run(List.of());

    assertThat(Files.exists(root.resolve("_delta_log/_last_checkpoint")), is(true));
    assertThat(again, instanceOf(CommitOutcome.AlreadyCommitted.class));
    assertThat(older, instanceOf(CommitOutcome.Superseded.class));
    assertContent(all(FIRST, SECOND));
    load(day(DAY_2), 13, List.of());
    assertContent(FIRST);
  }

  @Test
  void manyDaysInAnyOrderKeepALedgerOfOneEntryEach() throws Exception {
    List<LocalDate> days = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      days.add(LocalDate.of(2024, 3, i));
    }
    Collections.reverse(days);
    long epoch = 100;
    for (LocalDate day : days) {
      load(day(day), epoch--, orders(day, epoch, 1));
    }
    assertThat(table.ledger().size(), is(12));

    load(month("2024-03"), 200, FIRST);

    assertThat(table.ledger().size(), is(1));
    assertContent(FIRST);
  }

  // What is refused.

  @Test
  void aMissingTableIsNotCreatedSilently() {
    DeltaTable missing = DeltaTable.at(root.toString()).partitionedBy(Orders.DATE);

    RefrainException e =
        assertThrows(RefrainException.class, () -> StoreRun.of(missing, day(DAY_1), 1).run(FIRST));

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        is(
            "There is no Delta table at "
                + root
                + ". Nothing was changed. Is the path right? To have it created, call"
                + " createIfMissing()."));
    assertThat(Files.exists(root), is(false));
  }

  @Test
  void aTableIsNotCreatedAmongOtherFiles() throws Exception {
    Files.createDirectories(root.resolve("order_date=2024-03-15"));
    Files.writeString(root.resolve("order_date=2024-03-15/part-0.parquet"), "somebody's");

    RefrainException e = assertThrows(RefrainException.class, () -> run(day(DAY_1), 1).run(FIRST));

    assertThat(
        e.getMessage(),
        is(
            "Cannot create a Delta table at "
                + root
                + ": the directory holds other files, as order_date=2024-03-15/part-0.parquet."
                + " Nothing was changed. Name an empty directory, or make a table of them first"
                + " (CONVERT TO DELTA)."));
    assertThat(log.files().size(), is(1));
  }

  /** What other engines switch on, and what does not stand in the way. */
  @ParameterizedTest
  @CsvSource({
    "delta.enableDeletionVectors,true",
    "delta.enableRowTracking,true",
    "delta.enableInCommitTimestamps,true",
    "delta.checkpointPolicy,v2",
    "delta.enableTypeWidening,true",
    "delta.feature.vacuumProtocolCheck,supported",
    "delta.feature.clustering,supported"
  })
  void tablesWithThisFeatureAreReplacedAndMergedInto(String property, String value)
      throws Exception {
    Engine engine = DefaultEngine.create(new Configuration());
    TableManager.buildCreateTableTransaction(
            root.toString(), DeltaTypes.schema(Orders.LAYOUT), "another engine")
        .withTableProperties(
            Map.of(
                property,
                value,
                "delta.checkpointInterval",
                "2",
                "delta.feature.domainMetadata",
                "supported"))
        .withDataLayoutSpec(DataLayoutSpec.partitioned(List.of(new Column(Orders.DATE))))
        .build(engine)
        .commit(engine, CloseableIterable.emptyIterable());

    load(month("2024-03"), 1, all(FIRST, SECOND));
    load(day(DAY_1), 2, OTHER);
    load(day(DAY_2), 3, List.of());
    try (MergeStore store = table.open()) {
      String version = store.read(MergeToken.ofBatch("orders", 1)).version();
      assertThat(store.files(version, KeyBounds.ANY).size(), is(1));
    }

    assertContent(OTHER);
    assertThat(
        log.files().stream().anyMatch(file -> file.contains("checkpoint.parquet")), is(true));
  }

  @Test
  void otherPartitionColumnsAreRefused() throws Exception {
    load(day(DAY_1), 1, FIRST);
    DeltaTable other = DeltaTable.at(root.toString()).partitionedBy("product");

    RefrainException e =
        assertThrows(
            RefrainException.class,
            () -> StoreRun.of(other, ReplaceScope.everything(), 2).run(FIRST));

    assertThat(
        e.getMessage(),
        containsString(
            "it is partitioned by [order_date], and this run would partition it by [product]."
                + " Nothing was changed. Use the table's own partition columns"));
  }

  private String refusal(Consumer<ObjectNode> metaData) throws IOException {
    load(day(DAY_1), 1, FIRST);
    log.append(log.changed("metaData", metaData));
    int files = log.files().size();
    RefrainException e = assertThrows(RefrainException.class, () -> run(day(DAY_1), 2).run(OTHER));
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(e.getMessage(), startsWith("Cannot write to the Delta table " + root + ": "));
    assertThat(e.getMessage(), containsString(". Nothing was changed. "));
    assertThat(log.files().size(), is(files));
    return e.getMessage();
  }

  private static Consumer<ObjectNode> property(String name, String value) {
    return metaData -> metaData.withObject("/configuration").put(name, value);
  }

  @Test
  void aChangeDataFeedIsRefused() throws Exception {
    assertThat(
        refusal(property("delta.enableChangeDataFeed", "true")),
        containsString("its change data feed is on"));
  }

  @Test
  void aTableForAppendingOnlyIsRefused() throws Exception {
    assertThat(
        refusal(property("delta.appendOnly", "true")),
        containsString("it is for appending only (delta.appendOnly)"));
  }

  @Test
  void constraintsAreRefused() throws Exception {
    assertThat(
        refusal(property("delta.constraints.positive", "amount > 0")),
        containsString("it has the constraint 'positive' (amount > 0), which is not checked"));
  }

  @Test
  void columnMappingIsRefused() throws Exception {
    assertThat(
        refusal(property("delta.columnMapping.mode", "name")),
        containsString("its columns are mapped (delta.columnMapping.mode = name)"));
  }

  private static Consumer<ObjectNode> fieldMetadata(String json) {
    return metaData ->
        metaData.put(
            "schemaString",
            metaData
                .path("schemaString")
                .asText()
                .replaceFirst("(\"name\":\"amount\".*?\"metadata\":)\\{}", "$1" + json));
  }

  @Test
  void generatedColumnsAreRefused() throws Exception {
    assertThat(
        refusal(fieldMetadata("{\"delta.generationExpression\":\"order_id * 2\"}")),
        containsString("its column 'amount' is generated (order_id * 2), which is not worked out"));
  }

  @Test
  void identityColumnsAreRefused() throws Exception {
    assertThat(
        refusal(fieldMetadata("{\"delta.identity.start\":1,\"delta.identity.step\":1}")),
        containsString("its column 'amount' is an identity column (1)"));
  }

  @Test
  void invariantsAreRefused() throws Exception {
    assertThat(
        refusal(fieldMetadata("{\"delta.invariants\":\"amount > 0\"}")),
        containsString("its column 'amount' has an invariant (amount > 0)"));
  }

  @Test
  void featuresUnknownToKernelAreRefused() throws Exception {
    load(day(DAY_1), 1, FIRST);
    log.append(
        log.changed(
            "protocol", protocol -> protocol.withArray("/writerFeatures").add("teleportation")));

    RefrainException e = assertThrows(RefrainException.class, () -> run(day(DAY_1), 2).run(OTHER));

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        allOf(containsString("teleportation"), containsString("Nothing was changed.")));
  }

  /** A table as Spark makes it by default: without domains of metadata. */
  private void plainTable() throws IOException {
    load(day(DAY_1), 1, List.of());
    String metaData = log.changed("metaData", node -> node.putObject("configuration"));
    deleteAll(root);
    log.append("{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}", metaData);
  }

  @Test
  void aTableWithoutDomainsIsUpgradedOnlyWhenAllowed() throws Exception {
    plainTable();
    RefrainException e = assertThrows(RefrainException.class, () -> run(day(DAY_1), 2).run(OTHER));
    assertThat(
        e.getMessage(),
        containsString(
            "it has not the table feature 'domainMetadata', which the ledger of runs needs. Nothing"
                + " was changed. Allow it with upgradeProtocol()"));

    table = table.upgradeProtocol();
    load(day(DAY_1), 2, OTHER);
    load(day(DAY_1), 3, FIRST);

    assertContent(FIRST);
    assertThat(log.newest("protocol").path("minReaderVersion").asInt(), is(1));
    assertThat(
        log.newest("protocol").path("writerFeatures").toString(), containsString("domainMetadata"));
    assertThat(log.actions(2, "protocol"), is(empty()));
  }

  // Other writers.

  @Test
  void appendDuringTheCommitIsAConflict() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);

    String message =
        conflict(run.commit(staged, meanwhile(() -> log.appendCopyOf(log.live().get(0)))));

    assertThat(message, containsString("somebody else wrote there: order_date=2024-03-15/part-"));
    assertThat(message, containsString("(added by somebody else). Nothing was changed."));
    assertContent(all(FIRST, FIRST));
  }

  @Test
  void appendElsewhereIsNoConflict() throws Exception {
    load(month("2024-03"), 1, all(FIRST, SECOND));
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    String elsewhere = log.live().stream().filter(path -> path.contains("03-16")).findFirst().get();

    CommitOutcome outcome = run.commit(staged, meanwhile(() -> log.appendCopyOf(elsewhere)));

    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    assertContent(all(OTHER, SECOND, SECOND));
  }

  @Test
  void aPartitionThatNoRunWroteIsSomebodyElses() throws Exception {
    load(day(DAY_1), 1, FIRST);
    String path = log.live().get(0);
    ObjectNode add = log.add(path).deepCopy();
    add.put("path", "elsewhere.parquet");
    add.withObject("/partitionValues").put("order_date", "2024-03-16");
    Files.copy(root.resolve(path), root.resolve("elsewhere.parquet"));
    log.append("{\"add\":" + add + "}");

    String message = conflict(run(day(DAY_2), 2).run(SECOND));
    CommitOutcome taken = run(day(DAY_2), 3).takeOver().run(SECOND);

    assertThat(message, containsString("elsewhere.parquet (no run wrote this partition)"));
    assertThat(taken.receiptOrThrow().counts().get(Count.DELETED), is(5L));
    assertContent(all(FIRST, SECOND));
  }

  @Test
  void compactedPartitionsKeepTheirOwner() throws Exception {
    load(day(DAY_1), 1, FIRST);
    String once = log.compact(log.live().get(0));
    log.compact(once);

    CommitOutcome stranger = run(day(DAY_1), 2).pipeline("returns").run(OTHER);
    CommitOutcome outcome = run(day(DAY_1), 3).run(OTHER);

    assertThat(stranger, instanceOf(CommitOutcome.Refused.class));
    assertThat(outcome.receiptOrThrow().counts().get(Count.DELETED), is(5L));
    assertContent(OTHER);
  }

  @Test
  void aCompactionDuringTheCommitIsNoConflict() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);

    CommitOutcome outcome = run.commit(staged, meanwhile(() -> log.compact(log.live().get(0))));

    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    assertContent(OTHER);
  }

  @Test
  void aCompactionOfAppendedRowsIsSomebodyElses() throws Exception {
    load(day(DAY_1), 1, FIRST);
    log.compact(log.appendCopyOf(log.live().get(0)));

    String message = conflict(run(day(DAY_1), 2).run(OTHER));

    assertThat(message, containsString("(added by somebody else)"));
    assertContent(all(FIRST, FIRST));
  }

  @Test
  void aCompactionWhoseEntryIsCleanedUpCountsAsSomebodyElses() throws Exception {
    load(day(DAY_1), 1, FIRST);
    log.compact(log.live().get(0));
    for (long epoch = 2; epoch <= 12; epoch++) {
      load(day(DAY_2), epoch, SECOND);
    }
    Files.delete(root.resolve("_delta_log/00000000000000000000.json"));
    Files.delete(root.resolve("_delta_log/00000000000000000001.json"));

    String message = conflict(run(day(DAY_1), 20).run(OTHER));

    assertThat(message, containsString("(it is older than version 2)"));
    assertThat(
        run(day(DAY_1), 21).takeOver().run(OTHER), instanceOf(CommitOutcome.Committed.class));
    assertContent(all(OTHER, SECOND));
  }

  @Test
  void rowsThatSomebodyElseDeletedAreAConflict() throws Exception {
    load(day(DAY_1), 1, FIRST);
    ObjectNode add = log.add(log.live().get(0)).deepCopy();
    add.putObject("deletionVector")
        .put("storageType", "u")
        .put("pathOrInlineDv", "ab^-aqEH.-t@S}K{vb[*k^")
        .put("offset", 1)
        .put("sizeInBytes", 36)
        .put("cardinality", 1);
    ObjectNode remove = add.deepCopy();
    remove.remove(List.of("stats", "modificationTime", "deletionVector"));
    remove.put("deletionTimestamp", 1).put("extendedFileMetadata", true);
    log.append(
        log.changed(
            "protocol",
            protocol -> {
              protocol.put("minReaderVersion", 3);
              protocol.putArray("readerFeatures").add("deletionVectors");
              protocol.withArray("/writerFeatures").add("deletionVectors");
            }),
        "{\"remove\":" + remove + "}",
        "{\"add\":" + add + "}");

    String message = conflict(run(day(DAY_1), 2).run(OTHER));
    CommitOutcome taken = run(day(DAY_1), 3).takeOver().run(OTHER);

    assertThat(message, containsString("(rows of it were deleted)"));
    assertThat(taken, instanceOf(CommitOutcome.Committed.class));
    JsonNode removed = log.actions(log.version(), "remove").get(0);
    assertThat(removed.path("deletionVector").path("cardinality").asInt(), is(1));
    assertContent(OTHER);
  }

  // The table changes while a run stages.

  @Test
  void aTableDroppedWhileStagingIsNotMadeAnew() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_2), 2);
    List<Staged> staged = run.stage(SECOND);
    deleteAll(root);

    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));

    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertThat(
        e.getMessage(),
        containsString(
            "the table was dropped while this run was staging. Nothing was changed. Run again."));
    assertThat(Files.exists(root.resolve("_delta_log")), is(false));
  }

  @Test
  void aTableMadeAnewWhileStagingIsAnotherTable() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_2), 2);
    List<Staged> staged = run.stage(SECOND);
    deleteAll(root.resolve("_delta_log"));
    load(day(DAY_1), 3, OTHER);

    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));

    assertThat(
        e.getMessage(), containsString("the table was dropped and made anew while this run"));
    assertContent(OTHER);
  }

  @Test
  void aTableMadeAnewDuringTheCommitIsAnotherState() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_1), 2);

    CommitOutcome outcome =
        run.commit(
            List.of(),
            meanwhile(
                () -> {
                  deleteAll(root);
                  load(day(DAY_2), 3, SECOND);
                }));

    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    assertThat(log.version(), is(1L));
    assertContent(SECOND);
  }

  @Test
  void twoRunsMayCreateTheTableAtOnce() throws Exception {
    StoreRun one = run(day(DAY_1), 1);
    StoreRun other = run(day(DAY_2), 2);
    List<Staged> first = one.stage(FIRST);
    List<Staged> second = other.stage(SECOND);

    CommitOutcome outcome = one.commit(first, () -> other.commit(second).receiptOrThrow());

    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    assertContent(all(FIRST, SECOND));
    assertThat(log.version(), is(1L));
  }

  @Test
  void aSchemaChangedWhileStagingIsRefused() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    log.append(
        log.changed(
            "metaData",
            metaData ->
                metaData.put(
                    "schemaString",
                    metaData.path("schemaString").asText().replace("decimal(12,2)", "double"))));

    RefrainException e = assertThrows(RefrainException.class, () -> run.commit(staged));

    assertThat(
        e.getMessage(),
        containsString(
            "column 'amount' is DECIMAL(12,2) (decimal(12, 2)), and in the table it is double."
                + " Nothing was changed."));
    assertThat(log.version(), is(1L));
    assertThat(log.live().size(), is(1));
  }

  @Test
  void aStagedFileThatIsGoneIsNeverListed() throws Exception {
    load(day(DAY_1), 1, FIRST);
    StoreRun run = run(day(DAY_1), 2);
    List<Staged> staged = run.stage(OTHER);
    Files.delete(root.resolve(StagedData.of(staged.get(0).location()).path()));

    CommitOutcome outcome = run.commit(staged);

    assertThat(outcome, instanceOf(CommitOutcome.Unknown.class));
    assertThat(
        ((CommitOutcome.Unknown) outcome).message(),
        allOf(
            containsString("is gone. Nothing was changed. Run again"), containsString("refrain-")));
    assertContent(FIRST);
  }

  // What is left behind.

  @Test
  void onlyWhatWasNeverCommittedIsSwept() throws Exception {
    load(day(DAY_1), 1, FIRST);
    load(day(DAY_1), 2, OTHER);
    List<Staged> orphan = run(day(DAY_2), 3).stage(SECOND);
    Path half = root.resolve("_delta_log/" + LocalFileIo.TEMPORARY + "half");
    Files.writeString(half, "{\"add\":");

    List<String> young = table.repair(later(Duration.ofHours(23)));
    List<String> old = table.repair(later(Duration.ofHours(25)));

    assertThat(young, is(empty()));
    assertThat(
        old, is(List.of(StagedData.of(orphan.get(0).location()).path(), "_delta_log/.tmp-half")));
    assertThat(log.files(), not(org.hamcrest.Matchers.hasItem(containsString("_refrain"))));
    assertThat(Orders.text(KernelReader.read(root, 0, Orders.SCHEMA)), is(Orders.text(FIRST)));
    assertContent(OTHER);
  }

  @Test
  void aLaterRunSweepsWhatACrashLeft() throws Exception {
    table = table.withSafeAge(Duration.ZERO);
    List<Staged> orphan = run(day(DAY_2), 3).stage(SECOND);
    Path file = root.resolve(StagedData.of(orphan.get(0).location()).path());
    assertThat(Files.exists(file), is(true));
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1000));
    try (Stream<Path> marks = Files.list(root.resolve("_refrain/staged"))) {
      for (Path mark : marks.toList()) {
        Files.setLastModifiedTime(mark, java.nio.file.attribute.FileTime.fromMillis(1000));
      }
    }

    load(day(DAY_1), 4, FIRST);

    assertThat(Files.exists(file), is(false));
    assertContent(FIRST);
  }

  @Test
  void aCommittedFileWhoseMarkStayedIsNotSwept() throws Exception {
    List<Staged> staged = run(day(DAY_1), 1).stage(FIRST);
    run(day(DAY_1), 1).commit(staged).receiptOrThrow();
    String path = StagedData.of(staged.get(0).location()).path();
    new StagedMarks(root).set(path);
    load(day(DAY_1), 2, OTHER);
    new StagedMarks(root).set(path);

    List<String> removed = table.repair(later(Duration.ofHours(25)));

    assertThat(removed, is(empty()));
    assertThat(new StagedMarks(root).isSet(path), is(false));
    assertThat(Orders.text(KernelReader.read(root, 0, Orders.SCHEMA)), is(Orders.text(FIRST)));
  }

  private static InstantSource later(Duration by) {
    return InstantSource.fixed(Instant.now().plus(by));
  }

  @Test
  void anIntervalOfAnotherZoneIsTheSameDays() throws Exception {
    load(
        ReplaceScope.interval(
            Orders.DATE, DataInterval.parse("2024-03-15", java.time.ZoneId.of("Asia/Tokyo"))),
        1,
        FIRST);
    assertContent(FIRST);
  }
}
