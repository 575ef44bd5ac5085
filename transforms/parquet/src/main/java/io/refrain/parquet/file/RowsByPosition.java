package io.refrain.parquet.file;

import io.refrain.core.row.RowWriter;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.LongPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;

/** All rows of a file, or those of some positions. */
final class RowsByPosition implements TableRows.Choice {
  private final ParquetFileReader file;
  private final ColumnsOfGroup columns;
  private final BitSet wanted;
  private final LongPredicate deleted;
  private int group = -1;
  private long begin;
  private long end;
  private boolean open;
  private long position = -1;

  /**
   * @param wanted null for all
   */
  RowsByPosition(
      ParquetFileReader file, ColumnsOfGroup columns, BitSet wanted, LongPredicate deleted) {
    this.file = file;
    this.columns = columns;
    this.wanted = wanted == null ? null : (BitSet) wanted.clone();
    this.deleted = deleted;
  }

  @Override
  public boolean next() throws IOException {
    do {
      position = following();
      if (position < 0) {
        return false;
      }
      while (position >= end) {
        if (group + 1 == file.getRowGroups().size()) {
          return false;
        }
        group++;
        begin = end;
        end += file.getRowGroups().get(group).getRowCount();
        open = false;
      }
    } while (deleted.test(position));
    if (!open) {
      columns.open(group);
      open = true;
    }
    columns.read(position - begin);
    return true;
  }

  private long following() {
    return wanted == null ? position + 1 : wanted.nextSetBit(Math.toIntExact(position + 1));
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public RowWriter row() {
    return columns.row();
  }
}
