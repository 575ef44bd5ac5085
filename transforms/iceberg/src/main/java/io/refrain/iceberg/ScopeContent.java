package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;

/**
 * What a snapshot holds of a scope: the data files with rows in it, and which rows those are. Files
 * that lie in the scope as a whole are known by their partition and their bounds; the others are
 * read.
 */
final class ScopeContent {
  private final Head head;
  private final List<String> partitionColumns;
  private final Expression filter;
  private final List<Part> parts = new ArrayList<>();

  /**
   * A data file with rows in the scope.
   *
   * @param task the file, with what deletes rows of it
   * @param whole whether none of its live rows lies outside
   * @param rows how many lie in the scope, by partition
   */
  record Part(FileScanTask task, boolean whole, Map<Partition, Long> rows) {
    DataFile file() {
      return task.file();
    }
  }

  private ScopeContent(Head head, List<String> partitionColumns, Expression filter) {
    this.head = head;
    this.partitionColumns = partitionColumns;
    this.filter = filter;
  }

  static ScopeContent read(Head head, List<String> partitionColumns, ReplaceScope scope)
      throws IOException {
    return read(head, partitionColumns, ScopeFilter.of(scope, head.table().schema()));
  }

  /** As for a scope: the rows that match a filter. */
  static ScopeContent read(Head head, List<String> partitionColumns, Expression filter)
      throws IOException {
    ScopeContent content = new ScopeContent(head, partitionColumns, filter);
    content.readParts();
    return content;
  }

  List<Part> parts() {
    return parts;
  }

  /** The rows of the scope, and no other. */
  Expression filter() {
    return filter;
  }

  private void readParts() throws IOException {
    if (head.snapshot().isEmpty() || filter.op() == Expression.Operation.FALSE) {
      return;
    }
    TableScan scan = head.scan().filter(filter).includeColumnStats();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        Part part = part(task);
        if (!part.rows().isEmpty()) {
          parts.add(part);
        }
      }
    }
  }

  private Part part(FileScanTask task) throws IOException {
    Expression residual = task.residual();
    boolean whole =
        residual.op() == Expression.Operation.TRUE
            || new StrictMetricsEvaluator(head.table().schema(), residual).eval(task.file());
    Partition partition = whole && task.deletes().isEmpty() ? partitionOf(task) : null;
    if (partition != null) {
      return new Part(task, true, Map.of(partition, task.file().recordCount()));
    }
    return read(task, whole ? Expressions.alwaysTrue() : residual);
  }

  /** The one partition of a file; null if its spec does not tell. */
  private Partition partitionOf(FileScanTask task) {
    List<String> values = new ArrayList<>();
    PartitionSpec spec = task.spec();
    for (String column : partitionColumns) {
      int id = head.table().schema().findField(column) == null ? -1 : id(column);
      int position = -1;
      for (int i = 0; i < spec.fields().size(); i++) {
        PartitionField field = spec.fields().get(i);
        if (field.sourceId() == id && field.transform().isIdentity()) {
          position = i;
        }
      }
      if (position < 0) {
        return null;
      }
      Type type = head.table().schema().findField(id).type();
      values.add(PartitionTexts.text(type, task.file().partition().get(position, Object.class)));
    }
    return new Partition(partitionColumns, values);
  }

  private int id(String column) {
    return head.table().schema().findField(column).fieldId();
  }

  private Part read(FileScanTask task, Expression residual) throws IOException {
    LiveRows live = new LiveRows(head.table());
    Schema needed = TypeUtil.join(live.columns(partitionColumns), columnsOf(residual));
    Evaluator inScope = new Evaluator(needed.asStruct(), residual);
    InternalRecordWrapper struct = new InternalRecordWrapper(needed.asStruct());
    Map<Partition, Long> rows = new TreeMap<>();
    boolean whole = true;
    try (CloseableIterable<Record> records = live.open(task, needed)) {
      for (Record row : records) {
        if (inScope.eval(struct.wrap(row))) {
          rows.merge(partitionOf(needed, struct), 1L, Long::sum);
        } else {
          whole = false;
        }
      }
    }
    return new Part(task, whole, rows);
  }

  private Schema columnsOf(Expression residual) {
    Set<Integer> ids =
        org.apache.iceberg.expressions.Binder.boundReferences(
            head.table().schema().asStruct(), List.of(residual), true);
    return TypeUtil.select(head.table().schema(), new LinkedHashSet<>(ids));
  }

  private Partition partitionOf(Schema needed, InternalRecordWrapper struct) {
    List<String> values = new ArrayList<>();
    for (String column : partitionColumns) {
      int position = needed.columns().indexOf(needed.findField(column));
      values.add(
          position < 0
              ? null
              : PartitionTexts.text(
                  needed.columns().get(position).type(), struct.get(position, Object.class)));
    }
    return new Partition(partitionColumns, values);
  }
}
