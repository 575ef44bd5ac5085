package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one block: their hashes, and the values of each key column, in the types of the
 * table.
 *
 * @param hashes as one array, in a wrapper that a record may hold
 * @param ranges one for each key column
 */
record KeysSeen(Hashes hashes, List<KeyRange> ranges) implements Serializable {
  KeysSeen {
    ranges = List.copyOf(ranges);
  }

  /** Hashes of keys. */
  static final class Hashes implements Serializable {
    private static final long serialVersionUID = 1L;
    private final long[] values;

    Hashes(long[] values) {
      this.values = values;
    }

    int size() {
      return values.length;
    }

    long get(int i) {
      return values[i];
    }
  }

  /** Looks at the keys of blocks. Not thread-safe. */
  static final class Reader {
    private final RowKey key;
    private final RowCursor cursor;
    private final List<KeyColumn> columns;
    private final List<ColumnMapping> mappings = new ArrayList<>();

    /**
     * @param marked the layout of the blocks
     * @param table the layout of the table, which has the key columns in its own types
     */
    Reader(RowLayout marked, RowLayout table, List<String> keys) {
      this.key = new RowKey(marked, keys);
      this.cursor = new RowCursor(marked);
      this.columns = KeyColumn.of(table, keys);
      for (int i = 0; i < keys.size(); i++) {
        int from = marked.indexOf(keys.get(i));
        mappings.add(
            ColumnMapping.of(
                    keys.get(i), from, marked.type(from), 0, columns.get(i).layout().type(0))
                .orElseThrow());
      }
    }

    KeysSeen read(RowBlock block) {
      long[] hashes = new long[block.rowCount()];
      List<KeyRange.Collector> ranges = columns.stream().map(KeyRange.Collector::new).toList();
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      for (int n = 0; row.next(); n++) {
        hashes[n] = key.hash(row.bytes(), row.offset());
        cursor.at(row.bytes(), row.offset(), row.length());
        for (int i = 0; i < columns.size(); i++) {
          columns.get(i).encode(mappings.get(i), cursor);
          ranges.get(i).add();
        }
      }
      return new KeysSeen(
          new Hashes(hashes), ranges.stream().map(KeyRange.Collector::build).toList());
    }
  }
}
