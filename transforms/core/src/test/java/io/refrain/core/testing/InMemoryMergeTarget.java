package io.refrain.core.testing;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * A table of files in the memory of this process: strict, so that a wrong call fails the test that
 * makes it. Copies made by serialization share their content.
 */
public final class InMemoryMergeTarget implements MergeTarget {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, MemoryTable> TABLES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id;
  private final RowLayout layout;

  private InMemoryMergeTarget(int id, RowLayout layout) {
    this.id = id;
    this.layout = layout;
  }

  /** A new, empty table, partitioned by these columns. */
  public static InMemoryMergeTarget create(Schema schema, String... partitionColumns) {
    return withDefects(Set.of(), schema, partitionColumns);
  }

  /** One that is wrong on purpose. */
  public static InMemoryMergeTarget withDefects(
      Set<MergeDefect> defects, Schema schema, String... partitionColumns) {
    int id = NEXT.incrementAndGet();
    RowLayout layout = RowLayout.of(schema);
    TABLES.put(id, new MemoryTable(layout, List.of(partitionColumns), defects));
    return new InMemoryMergeTarget(id, layout);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void check(RowLayout input, List<String> keyColumns) {
    input.indexesOf(keyColumns);
  }

  @Override
  public boolean deletesByPosition() {
    return true;
  }

  @Override
  public InMemoryMergeStore open() {
    return new InMemoryMergeStore(table());
  }

  private MemoryTable table() {
    return TABLES.get(id);
  }

  /** What a reader sees now. */
  public List<Row> rows() {
    RowConverter converter = new RowConverter(layout);
    List<Row> out = new ArrayList<>();
    for (byte[] row : table().visibleRows()) {
      out.add(converter.toRow(row, 0, row.length));
    }
    return out;
  }

  /** What a reader sees now, by the partition of the file that holds it. */
  public Set<String> partitions() {
    return table().visiblePartitions();
  }

  /** Somebody else adds rows, as one file for each partition. */
  public void append(List<Row> rows) {
    RowConverter converter = new RowConverter(layout);
    table().append(rows.stream().map(converter::toBytes).toList());
  }

  /** How many commits there were, those of others included. */
  public int commits() {
    return table().commits();
  }

  /** How many files a reader has to read now. */
  public int files() {
    return table().visibleFiles();
  }

  /** How many times rows of a file were read. */
  public int opened() {
    return table().opened();
  }

  /** How many staged files wait for a commit that may never come. */
  public int stagedAndNotCommitted() {
    return table().stagedAndNotCommitted();
  }
}
