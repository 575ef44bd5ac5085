package io.refrain.core.testing;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.values.Row;

/**
 * A target in the memory of this process: strict, so that a wrong call fails the test that makes
 * it. Copies made by serialization share their content.
 */
public final class InMemoryTarget implements ReplaceTarget {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, MemoryState> STATES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id;
  private final List<String> partitionColumns;

  private InMemoryTarget(int id, List<String> partitionColumns) {
    this.id = id;
    this.partitionColumns = partitionColumns;
  }

  /** A new, empty target, partitioned by these columns. */
  public static InMemoryTarget partitionedBy(String... columns) {
    return withDefects(Set.of(), columns);
  }

  /** One that is wrong on purpose. */
  public static InMemoryTarget withDefects(Set<Defect> defects, String... columns) {
    int id = NEXT.incrementAndGet();
    STATES.put(id, new MemoryState(defects));
    return new InMemoryTarget(id, List.of(columns));
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<String> partitionColumns() {
    return partitionColumns;
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {
    layout.indexesOf(partitionColumns);
  }

  @Override
  public InMemoryStore open(RowLayout layout) {
    return new InMemoryStore(state(), layout, partitionColumns);
  }

  private MemoryState state() {
    return STATES.get(id);
  }

  /** What a reader sees now. */
  public List<Row> rows(RowLayout layout) {
    return rowsByPartition(layout).values().stream().flatMap(List::stream).toList();
  }

  /** What a reader sees now, by partition. A partition without rows is not there. */
  public Map<Partition, List<Row>> rowsByPartition(RowLayout layout) {
    RowConverter converter = new RowConverter(layout);
    Map<Partition, List<Row>> out = new TreeMap<>();
    state()
        .visible()
        .forEach(
            (partition, rows) -> {
              List<Row> decoded = new ArrayList<>();
              rows.forEach(bytes -> decoded.add(converter.toRow(bytes, 0, bytes.length)));
              out.put(partition, decoded);
            });
    return out;
  }

  /** Somebody else writes into a partition, without the protocol. */
  public void plantForeign(String name, Partition partition) {
    state().plantForeign(name, partition);
  }

  /** Calls back at each step of every commit from now on, where another process could look. */
  public void duringCommits(Runnable look) {
    state().observe(look);
  }

  /** How many groups of staged rows wait for a commit that may never come. */
  public int stagedAndNotCommitted() {
    return state().stagedAndNotCommitted();
  }
}
