package io.refrain.iceberg;

import io.refrain.core.json.ReceiptJson;
import io.refrain.core.json.ScopeJson;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Staged;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Projections;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.DataFileSet;
import org.apache.iceberg.util.DeleteFileSet;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Carries a plan out as one change of the table's metadata: new columns, one snapshot, the ledger.
 * It takes effect only if the branch is still at the snapshot that the plan was made from.
 */
final class SnapshotCommit {
  static final String PIPELINE = "refrain.pipeline";
  static final String EPOCH = "refrain.epoch";
  static final String SCOPE = "refrain.scope";

  private final TableSpec spec;
  private final ScopeState before;
  private final TableColumns columns;
  private final CommitPlan plan;
  private final Remainder remainder;

  SnapshotCommit(
      TableSpec spec,
      ScopeState before,
      TableColumns columns,
      CommitPlan plan,
      Remainder remainder) {
    this.spec = spec;
    this.before = before;
    this.columns = columns;
    this.plan = plan;
    this.remainder = remainder;
  }

  /** The files that the plan lists, by their place; those that are live already stay. */
  private Map<String, StagedData> listed() {
    Map<String, StagedData> listed = new LinkedHashMap<>();
    for (Staged staged : plan.staged()) {
      StagedData file = StagedData.parse(staged.location());
      listed.put(file.path(), file);
    }
    return listed;
  }

  void run() throws IOException {
    Map<String, StagedData> adds = listed();
    Transaction transaction = before.head().live().newTransaction();
    addColumns(transaction);
    OverwriteFiles overwrite = transaction.newOverwrite().toBranch(before.head().branch());
    DataFileSet gone = DataFileSet.create();
    DeleteFileSet deletes = DeleteFileSet.create();
    for (ScopeContent.Part part : before.content().parts()) {
      if (adds.remove(part.file().location()) != null) {
        continue;
      }
      gone.add(part.file());
      part.task().deletes().stream().filter(this::isWithinScope).forEach(deletes::add);
      if (!part.whole()) {
        remainder.write(part, before.content().filter()).forEach(overwrite::addFile);
      }
    }
    overwrite.deleteFiles(gone, deletes);
    StagedChecks checks =
        new StagedChecks(
            before.head(), columns.fingerprint(), plan.receipt().token() + " to " + spec.name());
    for (StagedData staged : adds.values()) {
      DataFile file = staged.dataFile(before.head().table().specs());
      checks.check(staged, file);
      overwrite.addFile(file);
    }
    validate(overwrite, transaction);
    summarize(overwrite);
    overwrite.commit();
    Snapshot made = SnapshotUtil.latestSnapshot(transaction.table(), before.head().branch());
    transaction
        .updateProperties()
        .set(
            Ledger.PROPERTY + before.head().branch(),
            NextLedger.of(before, plan, made.snapshotId()).write())
        .commit();
    transaction.commitTransaction();
  }

  /** The paths that are in effect now. */
  Set<String> paths() {
    return new LinkedHashSet<>(listed().keySet());
  }

  private void addColumns(Transaction transaction) {
    if (!columns.added().isEmpty()) {
      TableColumns.evolve(transaction.updateSchema(), columns.added()).commit();
    }
  }

  private void validate(OverwriteFiles overwrite, Transaction transaction) {
    Expression filter = before.content().filter();
    overwrite
        .conflictDetectionFilter(filter)
        .validateNoConflictingData()
        .validateNoConflictingDeletes();
    before.head().snapshot().ifPresent(s -> overwrite.validateFromSnapshot(s.snapshotId()));
    Long base = before.head().snapshot().map(Snapshot::snapshotId).orElse(null);
    Types.StructType schema = columns.schema().asStruct();
    overwrite.validateWith(
        new SnapshotAncestryValidator() {
          @Override
          public boolean validate(Iterable<Snapshot> ancestry) {
            Iterator<Snapshot> ancestors = ancestry.iterator();
            Long parent = ancestors.hasNext() ? Long.valueOf(ancestors.next().snapshotId()) : null;
            Schema now = transaction.table().schema();
            return java.util.Objects.equals(parent, base) && now.asStruct().equals(schema);
          }

          @Override
          public String errorMessage() {
            return "the branch is not at snapshot " + base + " any more, or has other columns";
          }
        });
  }

  private void summarize(OverwriteFiles overwrite) {
    overwrite
        .set(PIPELINE, plan.receipt().token().pipeline())
        .set(EPOCH, Long.toString(plan.receipt().token().epoch()))
        .set(SCOPE, plan.receipt().token().scope().toString())
        .set(LedgerOfHead.COVERED, ScopeJson.write(plan.covered()))
        .set(LedgerOfHead.RECEIPT, ReceiptJson.write(plan.receipt()));
  }

  /** A file of deletes goes with the data if all the data it can apply to goes. */
  private boolean isWithinScope(DeleteFile deletes) {
    if (ContentFileUtil.isDV(deletes)) {
      // Iceberg takes these out by itself together with their data file.
      return false;
    } else if (ContentFileUtil.isFileScoped(deletes)) {
      return true;
    }
    PartitionSpec of = before.head().table().specs().get(deletes.specId());
    Expression strict = Projections.strict(of).project(before.content().filter());
    return new Evaluator(of.partitionType(), strict).eval(deletes.partition());
  }
}
