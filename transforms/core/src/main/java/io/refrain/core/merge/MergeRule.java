package io.refrain.core.merge;

import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.SoftDeleteRule;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.core.upsert.UpsertDecision.Stored;

/** What becomes of a marked row: the decision of upserts, with deletes as the caller wants them. */
final class MergeRule implements UpsertDecision.Rule {
  private final RowOrder versions;
  private final ChangeKind deleted;
  private final SoftDeleteRule soft;

  MergeRule(RowLayout marked, MergeSpec spec) {
    this.versions = new RowOrder(marked, spec.latestBy().versions());
    this.deleted = new ChangeKind(marked, MergeSpec.DELETED);
    this.soft = spec.softly() ? new SoftDeleteRule(versions, deleted, -1) : null;
  }

  @Override
  public UpsertDecision decide(byte[] row, Stored stored) {
    if (soft != null) {
      return soft.decide(row, stored);
    } else if (!deleted.isDelete(row, 0)) {
      return UpsertDecision.of(versions, row, stored);
    } else if (stored == null) {
      return UpsertDecision.UNCHANGED;
    }
    return UpsertDecision.compareVersions(versions, row, stored) < 0
        ? UpsertDecision.STALE
        : UpsertDecision.DELETE;
  }

  /** The order of two stored rows of one key: version, flag, content. A null version is oldest. */
  int compare(Stored a, Stored b) {
    boolean noneA = versions.nullColumn(a.row(), 0) >= 0;
    boolean noneB = versions.nullColumn(b.row(), 0) >= 0;
    if (noneA != noneB) {
      return noneA ? -1 : 1;
    }
    int order = noneA ? 0 : versions.compareVersions(a.row(), 0, b.row(), 0);
    if (order == 0) {
      order = Boolean.compare(deleted.isDelete(a.row(), 0), deleted.isDelete(b.row(), 0));
    }
    if (order == 0) {
      order = RowOrder.compareContent(a.row(), 0, a.row().length, b.row(), 0, b.row().length);
    }
    return order;
  }
}
