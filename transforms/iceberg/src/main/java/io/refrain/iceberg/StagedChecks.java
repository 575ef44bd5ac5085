package io.refrain.iceberg;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.exceptions.NotFoundException;

/**
 * Looks at staged files before they are committed: they must be of the table that is there, and
 * still be there themselves.
 *
 * @param head the table
 * @param columns the fingerprint of the columns that rows must have
 * @param what for messages: who commits to what
 */
record StagedChecks(Head head, String columns, String what) {

  /**
   * @throws RefrainException (conflict) if the file is of no use any more
   */
  void check(StagedData staged, ContentFile<?> file) {
    if (!staged.table().equals(head.uuid())) {
      throw conflict(
          "the table was dropped and made again while this run was staging: it was "
              + staged.table()
              + " and is "
              + head.uuid());
    }
    if (!staged.columns().isEmpty() && !staged.columns().equals(columns)) {
      throw conflict(
          "the table's columns were altered while this run was staging: they were "
              + staged.columns()
              + " and are "
              + columns);
    }
    long length;
    try {
      length = head.table().io().newInputFile(file.location()).getLength();
    } catch (NotFoundException e) {
      length = -1;
    }
    if (length != file.fileSizeInBytes()) {
      throw conflict(
          "the staged file "
              + FileNames.shown(head.table(), file.location())
              + (length < 0
                  ? " is gone"
                  : " has " + length + " bytes instead of " + file.fileSizeInBytes())
              + " (if the run takes longer than the safe age, raise that)");
    }
  }

  RefrainException conflict(String why) {
    return new RefrainException(
        Kind.CONFLICT, "Cannot commit " + what + ": " + why + ". Nothing was changed. Run again.");
  }
}
