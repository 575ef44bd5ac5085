package io.refrain.jdbc.upsert;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.dedup.SpillingLatestRows;
import io.refrain.core.row.Frame;
import io.refrain.core.row.LatestRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.row.RowText;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
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
  /** Rows held to be collapsed and sorted; what is beyond is spilled, and written afterwards. */
  private static final int MAX_BYTES = 64 << 20;

  private final UpsertSpec.Limits limits;
  private final Faults faults;
  private final TableStatements statements;
  private final BatchWriter writer;
  private final WrittenRows written;
  private final RowLayout layout;
  private final RowKey keyFrom;
  private final RowKey key;
  private final RowOrder order;
  private final RowCursor cursor;
  private final RowText text;

  /**
   * Opens a table for writing.
   *
   * @throws io.refrain.core.RefrainException if the table is not there, or the rows do not fit it
   */
  static ShardWriter open(
      UpsertSpec spec, RowLayout layout, Connections connections, Retries retries) {
    return open(spec, layout, connections, retries, spec.dialect());
  }

  static ShardWriter open(
      UpsertSpec spec,
      RowLayout layout,
      Connections connections,
      Retries retries,
      JdbcDialect dialect) {
    UpsertTable table = UpsertTable.open(spec, dialect, layout, connections);
    return new ShardWriter(table, layout, connections, retries, table.attempt());
  }

  /**
   * Opens a table to say what would become of rows, writing nothing.
   *
   * @param atomically whether they would be written all at once
   * @throws io.refrain.core.RefrainException if the table is not there, the rows do not fit it, or
   *     it cannot be written all at once
   */
  static ShardWriter plan(
      UpsertSpec spec,
      RowLayout layout,
      Connections connections,
      Retries retries,
      boolean atomically) {
    UpsertTable table = UpsertTable.plan(spec, spec.dialect(), layout, connections);
    UpsertTable fit = atomically ? table.withoutTombstones() : table;
    return new ShardWriter(fit, layout, connections, retries, fit.attempt());
  }

  /**
   * Writes to an open table.
   *
   * @param from the layout of the rows as they come
   * @param attempt what is done with each batch
   */
  ShardWriter(
      UpsertTable table,
      RowLayout from,
      Connections connections,
      Retries retries,
      BatchWriter.Attempt attempt) {
    LatestBy latestBy = table.spec().changes().order(table.spec().latestBy());
    this.limits = table.spec().limits();
    this.faults = new Faults(table.dialect());
    this.statements = table.statements();
    this.writer =
        new BatchWriter(table.dialect(), connections, attempt, retries, table.spec().target());
    this.written = table.rows();
    this.layout = written.layout();
    this.keyFrom = latestBy.key(from);
    this.key = table.key();
    this.order = latestBy.order(from);
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
      throws InterruptedException, IOException {
    Tally tally = new Tally(rejected);
    Holding holding = new Holding(tally);
    try (SpillingLatestRows latest = new SpillingLatestRows(keyFrom, order, MAX_BYTES)) {
      tally.in = latest.addAll(blocks);
      latest.drain(holding);
      flush(holding.rows, tally);
    } catch (Interrupted e) {
      throw e.cause;
    }
    return tally.counts();
  }

  /** Holds rows until they are many enough to be sorted and written. */
  private final class Holding implements LatestRows.Sink {
    private final Tally tally;
    private final List<Held> rows = new ArrayList<>();
    private long bytesHeld;

    private Holding(Tally tally) {
      this.tally = tally;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length, long tag) {
      tally.kept++;
      byte[] row = written.of(bytes, offset, length);
      if (unfit(row, tag, tally) != null) {
        return;
      }
      rows.add(new Held(row, tag, written.isDelete(bytes, offset, length)));
      bytesHeld += length;
      if (bytesHeld >= MAX_BYTES) {
        try {
          flush(rows, tally);
        } catch (InterruptedException e) {
          throw new Interrupted(e);
        }
        rows.clear();
        bytesHeld = 0;
      }
    }
  }

  /** Carries an interrupt through a sink that may not throw it. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final InterruptedException cause;

    private Interrupted(InterruptedException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private void flush(List<Held> held, Tally tally) throws InterruptedException {
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

  private String unfit(byte[] row, long tag, Tally tally) {
    cursor.at(row, 0, row.length);
    for (int i = 0; i < layout.columnCount(); i++) {
      String reason = statements.ports().get(i).unfit(cursor);
      if (reason != null) {
        tally.reject(Code.UNFIT_VALUE, layout.name(i), reason, row, tag);
        return reason;
      }
    }
    return null;
  }

  private static Batch batch(List<Held> held, int from, int to) {
    byte[][] rows = new byte[to - from][];
    long[] tags = new long[to - from];
    boolean[] deletes = new boolean[to - from];
    for (int i = from; i < to; i++) {
      rows[i - from] = held.get(i).row;
      tags[i - from] = held.get(i).tag;
      deletes[i - from] = held.get(i).delete;
    }
    return Batch.ofSorted(rows, tags, deletes);
  }

  private static final class Held {
    private final byte[] row;
    private final long tag;
    private final boolean delete;

    private Held(byte[] row, long tag, boolean delete) {
      this.row = row;
      this.tag = tag;
      this.delete = delete;
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
      rejected++;
      rejectedRows.accept(faults.rejected(row, tag, reason, text));
    }

    private void reject(Code code, String column, String reason, byte[] row, long tag) {
      rejected++;
      rejectedRows.accept(
          new RejectedRow(
              code, column, reason, text.render(row, 0, row.length), Frame.origin(tag)));
    }

    private Counts counts() {
      return UpsertDecision.counts(decided)
          .with(Count.COLLAPSED, in - kept)
          .with(Count.TIES, ties)
          .with(Count.REJECTED, rejected);
    }
  }
}
