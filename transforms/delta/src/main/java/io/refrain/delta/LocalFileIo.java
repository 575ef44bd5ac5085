package io.refrain.delta;

import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.hadoopio.HadoopFileIO;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What Kernel reads and writes, on the local file system or one mounted as such. A file of the log
 * comes to its name by a hard link, which fails if the name is taken; its content is forced to the
 * disk first. So of any number of processes one wins a version, and no reader sees half a file.
 */
class LocalFileIo extends HadoopFileIO {
  /** Names that are being written; a crash leaves them, and the sweeper removes them. */
  static final String TEMPORARY = ".tmp-";

  private static final int BUFFER_BYTES = 32 << 10;

  private final Set<Path> held = ConcurrentHashMap.newKeySet();

  LocalFileIo() {
    super(configuration());
  }

  /** From now on a Parquet file of this name is not published when it is closed. */
  void hold(String name) {
    held.add(path(name));
  }

  /** A Parquet file of this name is published when it is closed. */
  void release(String name) {
    held.remove(path(name));
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    // How checkpoints are compressed; Kernel's own default is not at all.
    configuration.set("parquet.compression", "SNAPPY");
    configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    return configuration;
  }

  static Path path(String name) {
    String plain = name.startsWith("file:") ? name.substring("file:".length()) : name;
    return Path.of(plain.replaceFirst("^/+", "/"));
  }

  private static FileStatus status(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return FileStatus.of(
        "file:" + file, attributes.size(), attributes.lastModifiedTime().toMillis());
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String first) throws IOException {
    Path start = path(first);
    if (!Files.isDirectory(start.getParent())) {
      throw new FileNotFoundException("No such directory: " + start.getParent());
    }
    String name = start.getFileName().toString();
    List<FileStatus> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(start.getParent())) {
      for (Path file :
          listed
              .filter(f -> f.getFileName().toString().compareTo(name) >= 0)
              .sorted(Comparator.comparing(f -> f.getFileName().toString()))
              .toList()) {
        try {
          files.add(status(file));
        } catch (java.nio.file.NoSuchFileException e) {
          // Cleaned up by somebody meanwhile.
        }
      }
    }
    return new Listed(files.iterator());
  }

  /** A list that is there already. */
  private record Listed(Iterator<FileStatus> files) implements CloseableIterator<FileStatus> {
    @Override
    public boolean hasNext() {
      return files.hasNext();
    }

    @Override
    public FileStatus next() {
      return files.next();
    }

    @Override
    public void close() {}
  }

  @Override
  public FileStatus getFileStatus(String name) throws IOException {
    return status(path(name));
  }

  @Override
  public String resolvePath(String name) {
    return "file:" + path(name).toAbsolutePath().normalize();
  }

  @Override
  public boolean mkdirs(String name) throws IOException {
    Files.createDirectories(path(name));
    return true;
  }

  @Override
  public boolean delete(String name) throws IOException {
    return Files.deleteIfExists(path(name));
  }

  @Override
  public void copyFileAtomically(String from, String to, boolean overwrite) throws IOException {
    try (Pending pending = new Pending(path(to))) {
      pending.write(ByteBuffer.wrap(Files.readAllBytes(path(from))));
      pending.publish(overwrite);
    }
  }

  /** Opens a data file, as Kernel names it. */
  SeekableByteChannel open(String name) throws IOException {
    return Files.newByteChannel(path(name));
  }

  @Override
  public OutputFile newOutputFile(String name) {
    return new LocalOutput(name);
  }

  private final class LocalOutput implements OutputFile {
    private final String name;

    private LocalOutput(String name) {
      this.name = name;
    }

    @Override
    public String path() {
      return name;
    }

    @Override
    public PositionOutputStream create(boolean putIfAbsent) throws IOException {
      return new PendingStream(new Pending(LocalFileIo.path(name)), !putIfAbsent);
    }

    @Override
    public void writeAtomically(CloseableIterator<String> lines, boolean overwrite)
        throws IOException {
      try (lines;
          Pending pending = new Pending(LocalFileIo.path(name))) {
        while (lines.hasNext()) {
          pending.write(ByteBuffer.wrap((lines.next() + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        pending.publish(overwrite);
      }
    }
  }

  /** A file under another name until it is published. */
  private static final class Pending implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final FileChannel out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private Pending(Path target) throws IOException {
      this.target = target;
      this.temporary = target.resolveSibling(TEMPORARY + UUID.randomUUID());
      this.out =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private void write(ByteBuffer bytes) throws IOException {
      if (bytes.remaining() > buffer.remaining()) {
        flush();
      }
      if (bytes.remaining() > buffer.remaining()) {
        writeAll(bytes);
      } else {
        buffer.put(bytes);
      }
    }

    private void flush() throws IOException {
      buffer.flip();
      writeAll(buffer);
      buffer.clear();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }

    private void publish(boolean overwrite) throws IOException {
      flush();
      out.force(true);
      out.close();
      if (overwrite) {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        link();
      }
      forceDirectory();
    }

    private void link() throws IOException {
      try {
        Files.createLink(target, temporary);
      } catch (UnsupportedOperationException e) {
        throw new IOException(
            "Cannot publish "
                + target
                + ": this file system has no hard links, by which an entry of the log is"
                + " published atomically. Nothing was changed. Use another file system.",
            e);
      } catch (FileAlreadyExistsException e) {
        throw new FileAlreadyExistsException(target.toString());
      }
    }

    // Without it a power failure may lose the name, though not the content.
    private void forceDirectory() {
      try (FileChannel channel = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException e) {
        // Not every system opens directories; the link itself stands.
        return;
      }
    }

    @Override
    public void close() throws IOException {
      try (out) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /**
   * Published when it is closed, as Kernel's Parquet writer expects; but that one closes it after a
   * failure too, so what is held, or no whole Parquet file, is not published.
   */
  private final class PendingStream extends PositionOutputStream {
    private static final int PARQUET_END = 'P' << 24 | 'A' << 16 | 'R' << 8 | '1';
    private static final int SHORTEST = 12;

    private final Pending pending;
    private final boolean overwrite;
    private long position;
    private int lastFour;
    private boolean closed;

    private PendingStream(Pending pending, boolean overwrite) {
      this.pending = pending;
      this.overwrite = overwrite;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      pending.write(ByteBuffer.wrap(bytes, from, length));
      position += length;
      for (int i = from + Math.max(0, length - Integer.BYTES); i < from + length; i++) {
        lastFour = lastFour << Byte.SIZE | (bytes[i] & 0xFF);
      }
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try (pending) {
          if (held.contains(pending.target) || position < SHORTEST || lastFour != PARQUET_END) {
            throw new IOException(
                "Not published, because it was not written to its end: " + pending.target);
          }
          pending.publish(overwrite);
        }
      }
    }
  }
}
