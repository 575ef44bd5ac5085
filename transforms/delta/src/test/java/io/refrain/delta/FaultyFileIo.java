package io.refrain.delta;

import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.SimulatedCrash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fails the k-th time that Kernel touches a file of the log, or the first that bears a name. Of
 * calls that only read there is one way to fail: without an answer.
 */
final class FaultyFileIo extends LocalFileIo {
  private final int failing;
  private final String named;
  private final FaultMode mode;
  private final List<String> calls = new ArrayList<>();
  private boolean always;
  private boolean met;
  private boolean dead;

  private FaultyFileIo(int failing, String named, FaultMode mode) {
    this.failing = failing;
    this.named = named;
    this.mode = mode;
  }

  static FaultyFileIo failing(int k, FaultMode mode) {
    return new FaultyFileIo(k, null, mode);
  }

  /** Fails the first call whose description holds a text. */
  static FaultyFileIo failing(String named, FaultMode mode) {
    return new FaultyFileIo(0, named, mode);
  }

  /** Fails every such call, as long as it lasts. */
  FaultyFileIo always() {
    always = true;
    return this;
  }

  boolean met() {
    return met;
  }

  List<String> calls() {
    return calls;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(String name, Call<T> call) throws IOException {
    return call(name, true, call);
  }

  private <T> T look(String name, Call<T> call) throws IOException {
    return call(name, false, call);
  }

  private <T> T call(String name, boolean changes, Call<T> call) throws IOException {
    if (dead) {
      throw new SimulatedCrash(name + ", after the crash");
    }
    if (!changes && mode != FaultMode.FAULT_BEFORE) {
      return call.run();
    }
    calls.add(name);
    boolean fails =
        (!met || always) && (named == null ? calls.size() == failing : name.contains(named));
    if (!fails) {
      return call.run();
    }
    met = true;
    if (mode == FaultMode.FAULT_AFTER || mode == FaultMode.CRASH_AFTER) {
      call.run();
    }
    if (mode == FaultMode.CRASH_BEFORE || mode == FaultMode.CRASH_AFTER) {
      dead = true;
      throw new SimulatedCrash(name);
    }
    throw new IOException("simulated fault at " + name);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String first) throws IOException {
    return look("list from " + name(first), () -> super.listFrom(first));
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return look("look at " + name(path), () -> super.getFileStatus(path));
  }

  @Override
  public boolean mkdirs(String path) throws IOException {
    return call("make " + name(path), () -> super.mkdirs(path));
  }

  @Override
  public io.delta.kernel.defaults.engine.fileio.InputFile newInputFile(String path, long size) {
    try {
      return look("open " + name(path), () -> super.newInputFile(path, size));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OutputFile newOutputFile(String path) {
    OutputFile file = super.newOutputFile(path);
    return new OutputFile() {
      @Override
      public String path() {
        return file.path();
      }

      @Override
      public PositionOutputStream create(boolean putIfAbsent) throws IOException {
        return call("create " + name(path), () -> new FaultyStream(path, file.create(putIfAbsent)));
      }

      @Override
      public void writeAtomically(CloseableIterator<String> lines, boolean overwrite)
          throws IOException {
        call(
            "write " + name(path),
            () -> {
              file.writeAtomically(lines, overwrite);
              return null;
            });
      }
    };
  }

  private final class FaultyStream extends PositionOutputStream {
    private final String path;
    private final PositionOutputStream out;

    private FaultyStream(String path, PositionOutputStream out) {
      this.path = path;
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      // Kernel's writer does this some hundred times: it fails only when it is named.
      if (named == null) {
        out.write(bytes, from, length);
        return;
      }
      call(
          "append to " + name(path),
          () -> {
            out.write(bytes, from, length);
            return null;
          });
    }

    @Override
    public void close() throws IOException {
      call(
          "publish " + name(path),
          () -> {
            out.close();
            return null;
          });
    }
  }
}
