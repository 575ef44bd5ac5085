package io.refrain.parquet.file;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.StoredRows;
import java.io.IOException;

/** Rows of a file, however they are chosen. */
final class TableRows implements StoredRows {
  private final ParquetTableFile file;
  private final Choice choice;
  private final RowCursor cursor;

  /** Finds the rows that come. */
  interface Choice {
    /** Moves to the next row; false at the end. */
    boolean next() throws IOException;

    /** Where it stands in the file. */
    long position();

    /** Where the row is found; the same writer for each row. */
    RowWriter row();
  }

  TableRows(ParquetTableFile file, Choice choice) {
    this.file = file;
    this.choice = choice;
    this.cursor = new RowCursor(choice.row().layout());
  }

  @Override
  public boolean next() throws IOException {
    try {
      return choice.next();
    } catch (IOException | RuntimeException e) {
      throw new IOException("Cannot read " + file.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public RowCursor row() {
    RowWriter row = choice.row();
    return cursor.at(row.bytes(), 0, row.length());
  }

  @Override
  public long position() {
    return choice.position();
  }

  @Override
  public long bytesRead() {
    return file.bytesRead();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
