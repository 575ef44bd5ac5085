package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;

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
    private final RowWriter writer;
    private final RowCursor tableKey;
    private final ColumnMapping[] mappings;
    private final List<RowLayout> columns = new ArrayList<>();

    /**
     * @param marked the layout of the blocks
     * @param table the layout of the table, which has the key columns in its own types
     */
    Reader(RowLayout marked, RowLayout table, List<String> keys) {
      this.key = new RowKey(marked, keys);
      this.cursor = new RowCursor(marked);
      this.mappings = new ColumnMapping[keys.size()];
      Schema.Builder schema = Schema.builder();
      for (int i = 0; i < mappings.length; i++) {
        String name = keys.get(i);
        Schema.Field field = table.schema().getField(name).withNullable(false);
        int from = marked.indexOf(name);
        int to = table.indexOf(name);
        schema.addField(field);
        columns.add(RowLayout.of(Schema.of(field)));
        mappings[i] =
            ColumnMapping.of(name, from, marked.type(from), i, table.type(to)).orElseThrow();
      }
      RowLayout keyLayout = RowLayout.of(schema.build());
      this.writer = new RowWriter(keyLayout);
      this.tableKey = new RowCursor(keyLayout);
    }

    KeysSeen read(RowBlock block) {
      long[] hashes = new long[block.rowCount()];
      List<KeyRange.Collector> ranges = columns.stream().map(KeyRange.Collector::new).toList();
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      for (int n = 0; row.next(); n++) {
        hashes[n] = key.hash(row.bytes(), row.offset());
        cursor.at(row.bytes(), row.offset(), row.length());
        // Columns of variable length are written in the order of the key, which is the layout's.
        writer.reset();
        for (ColumnMapping mapping : mappings) {
          mapping.copy(cursor, writer);
        }
        tableKey.at(writer.bytes(), 0, writer.length());
        for (int i = 0; i < mappings.length; i++) {
          ranges.get(i).add(tableKey, i);
        }
      }
      return new KeysSeen(
          new Hashes(hashes), ranges.stream().map(KeyRange.Collector::build).toList());
    }
  }
}
