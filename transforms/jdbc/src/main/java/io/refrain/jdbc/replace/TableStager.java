package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.InsertLoader;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.staging.Transactions;
import io.refrain.jdbc.table.ColumnPort;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Stages the rows of one attempt into a table of their own, batch by batch, each batch a
 * transaction. Holds a connection only while a batch is on its way.
 */
final class TableStager implements Stager {
  private static final int BATCH_BYTES = 8 << 20;

  private final OpenTable table;
  private final Stages stages;
  private final Transactions transactions;
  private final Memory memory;
  private final String attempt;
  private final Partition partition;
  private final List<ColumnPort> ports;
  private final RowLoader loader;
  private final RowBlock.Builder waiting = new RowBlock.Builder(4096);
  private ContentChecksum checksum = ContentChecksum.EMPTY;
  private String name;
  private long loaded;
  private long rows;
  private long bytes;
  private boolean finished;

  /** How many bytes all stagers of a store hold back together. */
  static final class Memory {
    private static final long MOST = 64L << 20;
    private long used;
  }

  TableStager(
      OpenTable table,
      Stages stages,
      Transactions transactions,
      Memory memory,
      String attempt,
      Partition partition) {
    this.table = table;
    this.stages = stages;
    this.transactions = transactions;
    this.memory = memory;
    this.attempt = attempt;
    this.partition = partition;
    this.ports = table.ports();
    List<TargetTable.Column> columns = table.target().columns();
    RowLoader fastest = table.dialect().loader();
    this.loader = fastest.takes(columns) ? fastest : new InsertLoader(table.dialect());
  }

  @Override
  public void add(RowCursor row) throws IOException {
    waiting.add(row.bytes(), row.offset(), row.length(), 0);
    checksum = checksum.plus(ContentChecksum.ofRow(row.bytes(), row.offset(), row.length()));
    memory.used += row.length();
    bytes += row.length();
    rows++;
    if (waiting.sizeInBytes() >= BATCH_BYTES || memory.used >= Memory.MOST) {
      flush();
    }
  }

  private void flush() throws IOException {
    long size = waiting.sizeInBytes();
    RowBlock block = waiting.build();
    if (name == null) {
      name = stages.create(table.target(), table.shape());
    }
    load(block);
    loaded += block.rowCount();
    memory.used = Math.max(0, memory.used - size);
  }

  /**
   * Loads a batch once, whatever happens: nobody else writes into this table, so the number of its
   * rows tells whether a batch whose answer was lost is in it.
   */
  private void load(RowBlock block) throws IOException {
    String quoted = stages.quoted(name);
    for (int tries = 1; ; tries++) {
      Exception failure;
      try {
        if (tries > 1 && count(quoted) == loaded + block.rowCount()) {
          return;
        }
        transactions.once(
            connection -> {
              StagedBatch batch = new StagedBatch(table.layout(), ports, block);
              loader.load(connection, quoted, table.target().columns(), batch);
              return null;
            });
        return;
      } catch (SQLException e) {
        if (transactions.fault(e) != Fault.TRANSIENT) {
          throw refused(e);
        }
        failure = e;
      } catch (Transactions.LostAnswerException e) {
        failure = e;
      }
      if (tries == transactions.attempts()) {
        throw new IOException(
            "Cannot stage rows for " + table.stored().name() + ": " + failure.getMessage(),
            failure);
      }
      transactions.pause(tries);
    }
  }

  private long count(String quoted) throws SQLException, IOException {
    long found = transactions.repeat(connection -> count(connection, quoted));
    if (found < loaded) {
      throw new IOException(
          "The staging table "
              + name
              + " has "
              + found
              + " rows and not "
              + loaded
              + ": the server was restarted, and lost them. Nothing was changed.");
    }
    return found;
  }

  static long count(Connection connection, String quoted) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + quoted)) {
      result.next();
      return result.getLong(1);
    }
  }

  private RefrainException refused(SQLException e) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot stage rows for "
            + table.stored().name()
            + ": "
            + String.valueOf(e.getMessage()).strip()
            + ". Nothing was changed. Mend the input or the table, see that there is space, and run"
            + " again.",
        e);
  }

  @Override
  public List<Staged> finish() throws IOException {
    if (!waiting.isEmpty()) {
      flush();
    }
    finished = true;
    return rows == 0
        ? List.of()
        : List.of(new Staged(attempt, partition, name, rows, bytes, checksum));
  }

  @Override
  public void close() {
    memory.used = Math.max(0, memory.used - waiting.sizeInBytes());
    if (!finished && name != null) {
      stages.drop(table.stored().name(), List.of(name));
    }
  }
}
