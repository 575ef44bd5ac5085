package io.refrain.core.testing;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import io.refrain.core.testing.MemoryTable.MemoryFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;

/** A table in memory. A call that the contract does not allow is an {@link AssertionError}. */
public final class InMemoryMergeStore implements MergeStore {
  private final MemoryTable table;
  private boolean closed;

  InMemoryMergeStore(MemoryTable table) {
    this.table = table;
  }

  @Override
  public RowLayout layout() {
    checkOpen();
    return table.layout();
  }

  @Override
  public MergeState read(MergeToken token) {
    checkOpen();
    return table.read(token);
  }

  @Override
  public List<TableFile> files(String version, KeyBounds bounds) {
    checkOpen();
    return table.files(version, bounds);
  }

  @Override
  public StoredRows open(TableFile file, List<String> columns, BitSet wanted) {
    checkOpen();
    return new MemoryRows(table.file(file.location()), columns, wanted);
  }

  @Override
  public String partitionOf(RowCursor row) {
    checkOpen();
    return table.partitionOf(row);
  }

  @Override
  public MergeStager stage(String attempt) {
    checkOpen();
    return new MemoryStager(attempt);
  }

  @Override
  public StagedFile stageDeletes(String attempt, TableFile file, BitSet positions) {
    checkOpen();
    return table.stageDeletes(attempt, file, positions);
  }

  @Override
  public MergeAnswer commit(MergePlan plan) {
    checkOpen();
    return table.commit(plan);
  }

  @Override
  public void discard(Iterable<StagedFile> staged) {
    checkOpen();
    staged.forEach(table::discard);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new AssertionError("the store was closed");
    }
  }

  private final class MemoryRows implements StoredRows {
    private final MemoryFile file;
    private final BitSet wanted;
    private final int[] columns;
    private final RowWriter writer;
    private final RowCursor from = new RowCursor(table.layout());
    private final RowCursor row;
    private int at = -1;
    private int deleted;
    private boolean released;

    private MemoryRows(MemoryFile file, List<String> columns, BitSet wanted) {
      this.file = file;
      this.wanted = wanted == null ? null : (BitSet) wanted.clone();
      this.columns = table.layout().indexesOf(columns);
      Schema.Builder schema = Schema.builder();
      columns.forEach(name -> schema.addField(table.layout().schema().getField(name)));
      RowLayout layout = RowLayout.of(schema.build());
      this.writer = new RowWriter(layout);
      this.row = new RowCursor(layout);
    }

    @Override
    public boolean next() {
      checkOpen();
      if (released) {
        throw new AssertionError("the rows were closed");
      }
      do {
        at++;
        deleted += file.deleted().get(at) ? 1 : 0;
      } while (at < file.rows().size() && skipped());
      return at < file.rows().size();
    }

    private boolean skipped() {
      boolean gone = file.deleted().get(at) && !table.has(MergeDefect.READS_DELETED);
      return gone || (wanted != null && !wanted.get(at));
    }

    @Override
    public RowCursor row() {
      byte[] stored = file.rows().get(at);
      from.at(stored, 0, stored.length);
      writer.reset();
      for (int i = 0; i < columns.length; i++) {
        writer.copy(i, from, columns[i]);
      }
      return row.at(writer.bytes(), 0, writer.length());
    }

    @Override
    public long position() {
      return table.has(MergeDefect.COUNTS_LIVE_ROWS) ? at - deleted : at;
    }

    @Override
    public void close() {
      released = true;
    }
  }

  private final class MemoryStager implements MergeStager {
    private final String attempt;
    private final Map<String, List<byte[]>> partitions = new TreeMap<>();
    private boolean finished;
    private boolean released;

    private MemoryStager(String attempt) {
      this.attempt = attempt;
    }

    @Override
    public void add(RowCursor row) {
      checkUsable();
      if (!row.layout().equals(table.layout())) {
        throw new AssertionError("a row of " + row.layout() + " and not of " + table.layout());
      }
      for (int i = 0; i < table.layout().columnCount(); i++) {
        if (row.isNull(i) && !table.layout().nullable(i)) {
          throw new AssertionError("a null in required " + table.layout().name(i));
        }
      }
      String partition = table.partitionOf(row);
      byte[] copy = new byte[row.length()];
      System.arraycopy(row.bytes(), row.offset(), copy, 0, copy.length);
      partitions.computeIfAbsent(partition, p -> new ArrayList<>()).add(copy);
    }

    private void checkUsable() {
      checkOpen();
      if (finished || released) {
        throw new AssertionError("the stager was finished or closed");
      }
    }

    @Override
    public List<StagedFile> finish() {
      checkUsable();
      finished = true;
      List<StagedFile> out = new ArrayList<>();
      partitions.forEach((partition, rows) -> out.add(table.stage(attempt, partition, rows)));
      return out;
    }

    @Override
    public void close() {
      if (!finished && !released && table.has(MergeDefect.STAGES_UNFINISHED)) {
        partitions.values().forEach(table::unfinished);
      }
      released = true;
    }
  }
}
