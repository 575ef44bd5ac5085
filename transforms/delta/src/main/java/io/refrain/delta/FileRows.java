package io.refrain.delta;

import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.refrain.core.replace.PartitionColumns;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;

/**
 * The rows of a data file, of any writer, through Kernel's reader: it takes all that Delta allows,
 * INT96 timestamps included. Rows deleted by a deletion vector are left out.
 */
final class FileRows implements StoredRows {
  private final String name;
  private final long bytes;
  private final CloseableIterator<ColumnarBatch> batches;
  private final BitSet deleted;
  private final BitSet wanted;
  private final RowCursor inPartition;
  // By column asked for: where it is in a batch, or in the partition's values; -1 for not there.
  private final int[] batchColumn;
  private final int[] partitionColumn;
  private final VectorValues values;
  private final RowWriter writer;
  private final RowCursor row;
  private ColumnarBatch batch;
  private int at;
  private long position = -1;

  private FileRows(
      String name,
      long bytes,
      CloseableIterator<ColumnarBatch> batches,
      BitSet deleted,
      BitSet wanted,
      Columns columns) {
    this.name = name;
    this.bytes = bytes;
    this.batches = batches;
    this.deleted = deleted;
    this.wanted = wanted == null ? null : (BitSet) wanted.clone();
    this.inPartition = columns.inPartition;
    this.batchColumn = columns.batchColumn;
    this.partitionColumn = columns.partitionColumn;
    this.values = new VectorValues(columns.layout);
    this.writer = new RowWriter(columns.layout);
    this.row = new RowCursor(columns.layout);
  }

  /** What is read of a file, and where it comes from. */
  private static final class Columns {
    private final RowLayout layout;
    private final StructType physical;
    private final RowCursor inPartition;
    private final int[] batchColumn;
    private final int[] partitionColumn;

    private Columns(MergeFile file, TableState table, RowLayout all, List<String> asked) {
      Schema.Builder schema = Schema.builder();
      asked.forEach(column -> schema.addField(all.schema().getField(column)));
      this.layout = RowLayout.of(schema.build());
      Set<String> partition = new HashSet<>(table.partitionColumns());
      PartitionColumns values = new PartitionColumns(all, table.partitionColumns());
      this.inPartition = values.valuesOf(file.partition());
      this.batchColumn = new int[asked.size()];
      this.partitionColumn = new int[asked.size()];
      StructType read = new StructType();
      for (int i = 0; i < asked.size(); i++) {
        String column = asked.get(i);
        boolean isPartition = partition.contains(column);
        partitionColumn[i] = isPartition ? values.layout().indexOf(column) : -1;
        batchColumn[i] = isPartition ? -1 : read.length();
        if (!isPartition) {
          read = read.add(table.schema().get(column));
        }
      }
      // Something must be read, so that rows are counted.
      this.physical =
          read.length() > 0
              ? read
              : read.add(
                  table.schema().fields().stream()
                      .filter(field -> !partition.contains(field.getName()))
                      .findFirst()
                      .orElseThrow());
    }
  }

  /**
   * @param all the layout of the table
   * @param asked the columns asked for, in the order of the rows
   * @param wanted positions; null for all
   * @param deleted positions of rows that are left out
   */
  static FileRows open(
      KernelLog log,
      TableState table,
      RowLayout all,
      TableFile tableFile,
      List<String> asked,
      BitSet wanted,
      BitSet deleted)
      throws IOException {
    MergeFile file = MergeFile.of(tableFile);
    Columns columns = new Columns(file, table, all, asked);
    return new FileRows(
        file.place(),
        tableFile.bytes(),
        log.read(file.place(), tableFile.bytes(), columns.physical),
        deleted,
        wanted,
        columns);
  }

  @Override
  public boolean next() throws IOException {
    try {
      do {
        if (!advance()) {
          return false;
        }
      } while (isSkipped());
    } catch (RuntimeException e) {
      throw new IOException("Cannot read " + name + ": " + e.getMessage(), e);
    }
    return true;
  }

  private boolean advance() {
    at++;
    while (batch == null || at >= batch.getSize()) {
      if (!batches.hasNext()) {
        return false;
      }
      batch = batches.next();
      at = 0;
    }
    position++;
    return true;
  }

  private boolean isSkipped() {
    int number = Math.toIntExact(position);
    return deleted.get(number) || (wanted != null && !wanted.get(number));
  }

  @Override
  public RowCursor row() {
    writer.reset();
    for (int i = 0; i < batchColumn.length; i++) {
      if (partitionColumn[i] >= 0) {
        writer.copy(i, inPartition, partitionColumn[i]);
      } else {
        values.copy(batch.getColumnVector(batchColumn[i]), at, writer, i);
      }
    }
    return row.at(writer.bytes(), 0, writer.length());
  }

  @Override
  public long position() {
    return position;
  }

  /** Kernel does not say how much it read. */
  @Override
  public long bytesRead() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    batches.close();
  }
}
