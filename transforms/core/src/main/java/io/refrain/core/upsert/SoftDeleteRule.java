package io.refrain.core.upsert;

import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.UpsertDecision.Stored;

/**
 * Decides where a delete is a row like any other, but for its flag: by version, then the flag (a
 * delete is newer), then the content.
 */
public final class SoftDeleteRule implements UpsertDecision.Rule {
  private final RowOrder versions;
  private final ChangeKind flag;
  private final int booleanFlag;

  /**
   * @param booleanFlag the flag's column if it is a boolean one, otherwise -1
   */
  public SoftDeleteRule(RowOrder versions, ChangeKind flag, int booleanFlag) {
    this.versions = versions;
    this.flag = flag;
    this.booleanFlag = booleanFlag;
  }

  @Override
  public UpsertDecision decide(byte[] row, Stored stored) {
    boolean delete = flag.isDelete(row, 0);
    if (stored == null) {
      return delete ? UpsertDecision.REMEMBER : UpsertDecision.INSERT;
    }
    boolean flagged = flag.isDelete(stored.row(), 0);
    int newer = UpsertDecision.compareVersions(versions, row, stored);
    if (newer == 0 && delete != flagged) {
      return delete ? UpsertDecision.FLAG_SAME : UpsertDecision.STALE;
    }
    if (newer == 0) {
      int content = UpsertDecision.compareContent(row, stored);
      if (content > 0) {
        return delete ? UpsertDecision.RENEW_TIED : UpsertDecision.UPDATE_TIED;
      }
      return content == 0 ? UpsertDecision.UNCHANGED : UpsertDecision.STALE_TIED;
    }
    if (newer < 0) {
      return UpsertDecision.STALE;
    }
    if (delete) {
      return flagged ? UpsertDecision.RENEW : UpsertDecision.FLAG;
    }
    return flagged ? UpsertDecision.REVIVE : UpsertDecision.UPDATE;
  }

  @Override
  public int nullIsFalse() {
    return booleanFlag;
  }
}
