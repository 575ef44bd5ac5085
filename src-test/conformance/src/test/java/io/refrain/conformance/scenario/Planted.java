package io.refrain.conformance.scenario;

import io.refrain.conformance.subject.MergeFlaw;
import io.refrain.core.testing.Defect;
import java.util.Optional;

/** What is made wrong on purpose: in the store, in the steps before the sink, or in the sink. */
public enum Planted {
  NOTHING,

  STORE_FORGETS_TOKEN(Defect.FORGETS_TOKEN),
  STORE_APPENDS(Defect.APPENDS),
  STORE_FORGETS_EPOCH(Defect.FORGETS_EPOCH),
  STORE_SHOWS_STAGED(Defect.SHOWS_STAGED),
  STORE_SHOWS_HALF(Defect.SHOWS_HALF),
  STORE_IGNORES_BASE(Defect.IGNORES_BASE),
  STORE_HIDES_FOREIGN(Defect.HIDES_FOREIGN),
  STORE_KEEPS_EMPTIED(Defect.KEEPS_EMPTIED),
  STORE_HAS_ONE_TOKEN_PER_PIPELINE(Defect.ONE_TOKEN_PER_PIPELINE),

  MERGE_FORGETS_TOKEN(MergeFlaw.FORGETS_TOKEN),
  MERGE_KEEPS_REMOVED(MergeFlaw.KEEPS_REMOVED),
  MERGE_IGNORES_OTHERS(MergeFlaw.IGNORES_OTHERS),
  MERGE_SHOWS_STAGED(MergeFlaw.SHOWS_STAGED),
  MERGE_SHOWS_HALF(MergeFlaw.SHOWS_HALF),

  /** The row of a key that arrives last wins. */
  TIES_BY_ARRIVAL,
  /** A column is filled from the clock. */
  STAMPS_ROWS,
  /** The least number of rows is not passed on. */
  NO_LOWER_BOUND,
  /** A row outside of the scope widens it. */
  WIDENS_SCOPE,
  /** Whatever others own is taken over. */
  TAKES_OVER,
  /** Rows that do not fit are left out without a word. */
  SWALLOWS_BAD_ROWS,
  /** A mistake in the pipeline is noticed when it runs. */
  CHECKS_LATE,
  /** What cannot stand in a path is taken out of values. */
  MANGLES_VALUES,
  /** An unknown outcome is tried again for ever. */
  RETRIES_FOREVER,
  /** What has an unknown outcome is written again, whatever is there by now. */
  RETRIES_BLINDLY,
  /** All rows there are make one transaction. */
  KNOWS_NO_BATCHES,

  /** Rows are inserted, whatever is there. */
  BLIND_APPEND,
  /** Rows overwrite what is there, whatever its version. */
  LAST_WRITE_WINS,
  /** Deleted rows are gone, and nothing remembers them. */
  FORGETS_DELETES,
  /** Rows of one batch are committed one by one. */
  COMMITS_ROW_BY_ROW,
  /** Keys are written in the order they come. */
  UNSORTED,
  /** A row is found by any unique index, and its key is set. */
  CAPTURES_BY_ANY_INDEX,
  /** Values are made part of the statement. */
  PASTES_VALUES;

  private final Defect defect;
  private final MergeFlaw flaw;

  Planted() {
    this(null, null);
  }

  Planted(Defect defect) {
    this(defect, null);
  }

  Planted(MergeFlaw flaw) {
    this(null, flaw);
  }

  Planted(Defect defect, MergeFlaw flaw) {
    this.defect = defect;
    this.flaw = flaw;
  }

  /** The defect of the store, if it is one. */
  public Optional<Defect> ofStore() {
    return Optional.ofNullable(defect);
  }

  /** The flaw of a table that rows are merged into, if it is one. */
  public Optional<MergeFlaw> ofMergedTable() {
    return Optional.ofNullable(flaw);
  }
}
