package io.refrain.delta;

import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.ExpressionHandler;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.FileSystemClient;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.MetricsReporter;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Kernel's engine, with checkpoints that are published only if they are whole. When what goes into
 * a checkpoint cannot be read to its end, Kernel's own writer closes the file as it does after the
 * last row: what is published then looks like a checkpoint and lacks files of the table, or all.
 */
final class WholeFiles implements Engine {
  private final Engine engine;
  private final LocalFileIo files;

  WholeFiles(Engine engine, LocalFileIo files) {
    this.engine = engine;
    this.files = files;
  }

  @Override
  public ExpressionHandler getExpressionHandler() {
    return engine.getExpressionHandler();
  }

  @Override
  public JsonHandler getJsonHandler() {
    return engine.getJsonHandler();
  }

  @Override
  public FileSystemClient getFileSystemClient() {
    return engine.getFileSystemClient();
  }

  @Override
  public List<MetricsReporter> getMetricsReporters() {
    return engine.getMetricsReporters();
  }

  @Override
  public ParquetHandler getParquetHandler() {
    return new WholeParquet(engine.getParquetHandler());
  }

  private final class WholeParquet implements ParquetHandler {
    private final ParquetHandler handler;

    private WholeParquet(ParquetHandler handler) {
      this.handler = handler;
    }

    @Override
    public CloseableIterator<FileReadResult> readParquetFiles(
        CloseableIterator<FileStatus> statuses, StructType schema, Optional<Predicate> predicate)
        throws IOException {
      return handler.readParquetFiles(statuses, schema, predicate);
    }

    @Override
    public CloseableIterator<DataFileStatus> writeParquetFiles(
        String directory, CloseableIterator<FilteredColumnarBatch> rows, List<Column> columns)
        throws IOException {
      return handler.writeParquetFiles(directory, rows, columns);
    }

    @Override
    public void writeParquetFileAtomically(
        String path, CloseableIterator<FilteredColumnarBatch> rows) throws IOException {
      files.hold(path);
      try {
        handler.writeParquetFileAtomically(path, new ToTheEnd(rows, () -> files.release(path)));
      } finally {
        files.release(path);
      }
    }
  }

  /** Tells when the last row was taken. */
  private static final class ToTheEnd implements CloseableIterator<FilteredColumnarBatch> {
    private final CloseableIterator<FilteredColumnarBatch> rows;
    private final Runnable atTheEnd;

    private ToTheEnd(CloseableIterator<FilteredColumnarBatch> rows, Runnable atTheEnd) {
      this.rows = rows;
      this.atTheEnd = atTheEnd;
    }

    @Override
    public boolean hasNext() {
      boolean more = rows.hasNext();
      if (!more) {
        atTheEnd.run();
      }
      return more;
    }

    @Override
    public FilteredColumnarBatch next() {
      return rows.next();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
