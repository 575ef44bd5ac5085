package io.refrain.parquet.dataset;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.OptionalLong;

/**
 * Fails at its k-th operation, before it or after it with the answer lost: by a crash, after which
 * every further operation crashes too, or by an error of that operation alone.
 */
final class CrashingStorage extends ForwardingStorage {

  /** How the operation fails. */
  enum Fault {
    CRASH_BEFORE,
    CRASH_AFTER,
    ERROR_BEFORE,
    ERROR_AFTER
  }

  /** The process is gone. No code that catches exceptions may outlive it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private interface Operation<T> {
    T run() throws IOException;
  }

  private final Fault fault;
  private final int failing;
  private int operations;
  private boolean crashed;

  CrashingStorage(Storage storage, Fault fault, int failing) {
    super(storage);
    this.fault = fault;
    this.failing = failing;
  }

  /** Whether there was a k-th operation. */
  boolean hasFailed() {
    return operations >= failing;
  }

  private <T> T guarded(Operation<T> operation) throws IOException {
    if (crashed) {
      throw new Crash();
    }
    operations++;
    if (operations != failing) {
      return operation.run();
    }
    crashed = fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER;
    if (fault == Fault.CRASH_AFTER || fault == Fault.ERROR_AFTER) {
      operation.run();
    }
    if (crashed) {
      throw new Crash();
    }
    throw new IOException("planted fault at operation " + failing);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    return guarded(() -> super.list(directory));
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    return guarded(() -> super.size(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    return guarded(() -> super.read(path));
  }

  @Override
  public boolean putIfAbsent(String path, byte[] content) throws IOException {
    return guarded(() -> super.putIfAbsent(path, content));
  }

  @Override
  public WritableByteChannel create(String path) throws IOException {
    return guarded(() -> super.create(path));
  }

  @Override
  public SeekableByteChannel open(String path) throws IOException {
    return guarded(() -> super.open(path));
  }

  @Override
  public void move(String from, String to) throws IOException {
    guarded(
        () -> {
          super.move(from, to);
          return null;
        });
  }

  @Override
  public void delete(String path) throws IOException {
    guarded(
        () -> {
          super.delete(path);
          return null;
        });
  }
}
