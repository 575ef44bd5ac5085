package io.refrain.parquet.file;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.IOException;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * Rows whose key passes a test: of each row group the key columns are read first, and the others
 * only if a row is wanted.
 */
final class RowsByKey implements TableRows.Choice {
  private final ParquetFileReader file;
  private final ColumnsOfGroup keys;
  private final ColumnsOfGroup others;
  private final Predicate<RowCursor> wanted;
  private final LongPredicate deleted;
  private final RowCursor key;
  // Keys that passed, of the group at hand; tagged with the number of their row.
  private final RowBlock.Reader passed = new RowBlock.Reader();
  private boolean any;
  private int group = -1;
  private long begin;
  private long end;
  private long position = -1;

  RowsByKey(
      ParquetFileReader file,
      ColumnsOfGroup keys,
      ColumnsOfGroup others,
      RowLayout keyLayout,
      Predicate<RowCursor> wanted,
      LongPredicate deleted) {
    this.file = file;
    this.keys = keys;
    this.others = others;
    this.wanted = wanted;
    this.deleted = deleted;
    this.key = new RowCursor(keyLayout);
  }

  @Override
  public boolean next() throws IOException {
    while (!any || !passed.next()) {
      if (group + 1 == file.getRowGroups().size()) {
        return false;
      }
      any = test(++group);
    }
    position = begin + passed.tag();
    others.read(passed.tag(), key.at(passed.bytes(), passed.offset(), passed.length()));
    return true;
  }

  private boolean test(int number) throws IOException {
    begin = end;
    long rows = file.getRowGroups().get(number).getRowCount();
    end += rows;
    keys.open(number);
    RowBlock.Builder found = new RowBlock.Builder(1024);
    for (long row = 0; row < rows; row++) {
      if (deleted.test(begin + row)) {
        continue;
      }
      keys.read(row);
      RowWriter read = keys.row();
      if (wanted.test(key.at(read.bytes(), 0, read.length()))) {
        found.add(read.bytes(), 0, read.length(), row);
      }
    }
    if (found.isEmpty()) {
      return false;
    }
    passed.open(found.build());
    others.open(number);
    return true;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public RowWriter row() {
    return others.row();
  }
}
