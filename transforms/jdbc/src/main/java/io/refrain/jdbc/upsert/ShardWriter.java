package io.refrain.jdbc.upsert;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.row.Frame;
import io.refrain.core.row.LatestRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.row.RowText;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Upserts the rows of one shard: keeps the newest of each key, puts them in the order of the key,
 * and cuts them into batches. Not thread-safe.
 */
final class ShardWriter {
  /** Rows held back to be collapsed and sorted; beyond it they are written in several goes. */
  private static final int MAX_BYTES = 64 << 20;

  private final UpsertSpec.Limits limits;
  private final JdbcDialect dialect;
  private final TableStatements statements;
  private final BatchWriter writer;
  private final RowLayout layout;
  private final RowKey key;
  private final LatestRows latest;
  private final RowCursor cursor;
  private final RowText text;

  /**
   * Opens a table for writing.
   *
   * @throws io.refrain.core.RefrainException if the table is not there, or the rows do not fit it
   */
  static ShardWriter open(
      UpsertSpec spec, RowLayout layout, Connections connections, Retries retries) {
    JdbcDialect dialect = spec.dialect();
    TargetTable table = new TableOpener(spec, layout, dialect).open(connections);
    RowKey key = spec.latestBy().key(layout);
    RowOrder order = spec.latestBy().order(layout);
    TableStatements statements =
        new TableStatements(
            dialect,
            layout,
            table,
            Math.toIntExact(spec.connection().limits().statementTimeout().toSeconds()));
    BatchTransaction transaction = new BatchTransaction(layout, key, order, statements);
    BatchWriter writer = new BatchWriter(dialect, connections, transaction, retries, spec.target());
    return new ShardWriter(spec.limits(), dialect, statements, writer, layout, key, order);
  }

  private ShardWriter(
      UpsertSpec.Limits limits,
      JdbcDialect dialect,
      TableStatements statements,
      BatchWriter writer,
      RowLayout layout,
      RowKey key,
      RowOrder order) {
    this.limits = limits;
    this.dialect = dialect;
    this.statements = statements;
    this.writer = writer;
    this.layout = layout;
    this.key = key;
    this.latest = new LatestRows(key, order, MAX_BYTES);
    this.cursor = new RowCursor(layout);
    this.text = new RowText(layout);
  }

  /**
   * Writes all rows of some blocks, which hold neither null keys nor null versions.
   *
   * @param rejected takes the rows that do not fit
   * @return what became of the rows; those read before are not counted again
   */
  Counts write(Iterable<RowBlock> blocks, Consumer<RejectedRow> rejected)
      throws InterruptedException {
    Tally tally = new Tally(rejected);
    RowBlock.Reader row = new RowBlock.Reader();
    latest.clear();
    for (RowBlock block : blocks) {
      row.open(block);
      while (row.next()) {
        long hash = key.hash(row.bytes(), row.offset());
        if (!latest.offer(hash, row.bytes(), row.offset(), row.length(), row.tag())) {
          flush(tally);
          latest.offer(hash, row.bytes(), row.offset(), row.length(), row.tag());
        }
        tally.in++;
      }
    }
    flush(tally);
    return tally.counts();
  }

  private void flush(Tally tally) throws InterruptedException {
    List<Held> held = new ArrayList<>(latest.size());
    latest.drain(
        (bytes, offset, length, tag) -> {
          tally.kept++;
          String unfit = unfit(bytes, offset, length, tag, tally);
          if (unfit == null) {
            held.add(new Held(Arrays.copyOfRange(bytes, offset, offset + length), tag));
          }
        });
    held.sort(Comparator.comparing(h -> h.row, (a, b) -> key.compare(a, 0, b, 0)));
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < held.size(); i++) {
      long more = held.get(i).row.length;
      if (i > from && (i - from >= limits.batchRows() || bytes + more > limits.batchBytes())) {
        writer.write(batch(held, from, i), tally);
        from = i;
        bytes = 0;
      }
      bytes += more;
    }
    if (from < held.size()) {
      writer.write(batch(held, from, held.size()), tally);
    }
  }

  private String unfit(byte[] bytes, int offset, int length, long tag, Tally tally) {
    cursor.at(bytes, offset, length);
    for (int i = 0; i < layout.columnCount(); i++) {
      String reason = statements.ports().get(i).unfit(cursor);
      if (reason != null) {
        tally.reject(Code.UNFIT_VALUE, layout.name(i), reason, bytes, offset, length, tag);
        return reason;
      }
    }
    return null;
  }

  private static Batch batch(List<Held> held, int from, int to) {
    byte[][] rows = new byte[to - from][];
    long[] tags = new long[to - from];
    for (int i = from; i < to; i++) {
      rows[i - from] = held.get(i).row;
      tags[i - from] = held.get(i).tag;
    }
    return Batch.ofSorted(rows, tags);
  }

  private static final class Held {
    private final byte[] row;
    private final long tag;

    private Held(byte[] row, long tag) {
      this.row = row;
      this.tag = tag;
    }
  }

  /** What became of the rows of one call. */
  private final class Tally implements BatchWriter.Outcome {
    private final Consumer<RejectedRow> rejectedRows;
    private final Map<UpsertDecision, Long> decided = new EnumMap<>(UpsertDecision.class);
    private long in;
    private long kept;
    private long ties;
    private long rejected;

    private Tally(Consumer<RejectedRow> rejectedRows) {
      this.rejectedRows = rejectedRows;
    }

    @Override
    public void decided(Batch batch, List<UpsertDecision> decisions) {
      for (int i = 0; i < batch.size(); i++) {
        UpsertDecision decision = decisions.get(i);
        decided.merge(decision, 1L, Long::sum);
        ties += decision.tied() || Frame.tied(batch.tag(i)) ? 1 : 0;
      }
    }

    @Override
    public void rejected(byte[] row, long tag, SQLException reason) {
      String message = String.valueOf(reason.getMessage()).strip();
      Code code = dialect.rejection(reason.getSQLState(), reason.getErrorCode());
      String at = dialect.columnIn(message).or(() -> dialect.constraintIn(message)).orElse("");
      reject(code, at, message, row, 0, row.length, tag);
    }

    private void reject(
        Code code, String column, String reason, byte[] bytes, int offset, int length, long tag) {
      rejected++;
      rejectedRows.accept(
          new RejectedRow(
              code, column, reason, text.render(bytes, offset, length), Frame.origin(tag)));
    }

    private long count(UpsertDecision decision) {
      return decided.getOrDefault(decision, 0L);
    }

    private Counts counts() {
      return Counts.of(Count.COLLAPSED, in - kept)
          .with(Count.TIES, ties)
          .with(Count.INSERTED, count(UpsertDecision.INSERT))
          .with(Count.UPDATED, count(UpsertDecision.UPDATE) + count(UpsertDecision.UPDATE_TIED))
          .with(Count.UNCHANGED, count(UpsertDecision.UNCHANGED))
          .with(Count.STALE, count(UpsertDecision.STALE) + count(UpsertDecision.STALE_TIED))
          .with(Count.REJECTED, rejected);
    }
  }
}
