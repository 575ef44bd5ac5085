package io.refrain.iceberg;

import io.refrain.core.RefrainException;
import io.refrain.core.json.MergeReceiptJson;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.TableFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Tries to carry a merge out on top of one snapshot: rows and deletes in one snapshot, with the
 * token in its summary and in the table's property. All that happened since the base is validated.
 */
final class MergeSnapshot {
  private final TableSpec spec;
  private final Head head;
  private final MergeLedger ledger;
  private final MergePlan plan;
  private final TableColumns columns;
  private final StagedChecks checks;

  /**
   * @param columns the table's once the merge is in
   */
  MergeSnapshot(
      TableSpec spec, Head head, MergeLedger ledger, MergePlan plan, TableColumns columns) {
    this.spec = spec;
    this.columns = columns;
    this.head = head;
    this.ledger = ledger;
    this.plan = plan;
    this.checks =
        new StagedChecks(
            head, columns.fingerprint(), plan.receipt().token() + " to " + spec.name());
  }

  /**
   * @throws org.apache.iceberg.exceptions.ValidationException if something happened since the base,
   *     or somebody else commits now
   */
  void run() {
    Map<Integer, PartitionSpec> specs = head.table().specs();
    Transaction transaction = head.live().newTransaction();
    if (!columns.added().isEmpty()) {
      TableColumns.evolve(transaction.updateSchema(), columns.added()).commit();
    }
    RowDelta delta = transaction.newRowDelta().toBranch(head.branch());
    for (TableFile file : plan.removed()) {
      LiveFile live = LiveFile.of(file, specs);
      delta.removeRows(live.file());
      // Deletes of one file go with it; vectors do by themselves.
      live.deletes().stream()
          .filter(d -> !ContentFileUtil.isDV(d) && ContentFileUtil.isFileScoped(d))
          .forEach(delta::removeDeletes);
    }
    for (StagedFile staged : plan.added()) {
      add(delta, staged, specs);
    }
    validate(delta, transaction, specs);
    delta
        .set(SnapshotCommit.PIPELINE, plan.receipt().token().pipeline())
        .set(SnapshotCommit.EPOCH, Long.toString(plan.receipt().token().epoch()))
        .set(MergeLedger.RECEIPT, MergeReceiptJson.write(plan.receipt()));
    delta.commit();
    Snapshot made = SnapshotUtil.latestSnapshot(transaction.table(), head.branch());
    transaction
        .updateProperties()
        .set(MergeLedger.PROPERTY + head.branch(), ledger.with(made.snapshotId(), plan.receipt()))
        .commit();
    transaction.commitTransaction();
  }

  private void add(RowDelta delta, StagedFile staged, Map<Integer, PartitionSpec> specs) {
    StagedData data = StagedData.parse(staged.location());
    if (staged.kind() == StagedFile.Kind.ROWS) {
      DataFile file = data.dataFile(specs);
      checks.check(data, file);
      delta.addRows(file);
    } else {
      DeleteFile deletes = data.deleteFile(specs);
      checks.check(data, deletes);
      delta.addDeletes(deletes);
      data.replacedFiles(specs).forEach(delta::removeDeletes);
    }
  }

  private void validate(
      RowDelta delta, Transaction transaction, Map<Integer, PartitionSpec> specs) {
    List<String> deletedFrom = new ArrayList<>();
    plan.deletedFrom().forEach(f -> deletedFrom.add(LiveFile.of(f, specs).file().location()));
    delta
        .conflictDetectionFilter(BoundsFilter.of(plan.bounds(), head.table().schema()))
        .validateDataFilesExist(deletedFrom)
        .validateDeletedFiles()
        .validateNoConflictingDataFiles()
        .validateNoConflictingDeleteFiles();
    MergeVersion.parse(plan.base()).snapshot().ifPresent(delta::validateFromSnapshot);
    Long parent = head.snapshot().map(Snapshot::snapshotId).orElse(null);
    Types.StructType schema = columns.schema().asStruct();
    delta.validateWith(
        new SnapshotAncestryValidator() {
          @Override
          public boolean validate(Iterable<Snapshot> ancestry) {
            Iterator<Snapshot> ancestors = ancestry.iterator();
            Long now = ancestors.hasNext() ? Long.valueOf(ancestors.next().snapshotId()) : null;
            return Objects.equals(now, parent)
                && transaction.table().schema().asStruct().equals(schema);
          }

          @Override
          public String errorMessage() {
            return "the branch is not at snapshot " + parent + " any more, or has other columns";
          }
        });
  }

  RefrainException conflict(String why) {
    return checks.conflict(why);
  }
}
