package io.refrain.parquet.dataset;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.OptionalLong;

/**
 * The few file operations a dataset needs, on paths relative to its root with {@code /} between
 * segments. There is no append, and no rename is asked for: {@link #move} may copy and delete.
 */
interface Storage {

  /** A file. Its time is 0 if the file system does not tell. */
  record Entry(String path, long bytes, long modifiedMs) {}

  /** Every file below a directory, at any depth; none if there is no such directory. */
  List<Entry> list(String directory) throws IOException;

  /** How long a file is; empty if there is none. */
  OptionalLong size(String path) throws IOException;

  /**
   * A whole file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  byte[] read(String path) throws IOException;

  /** Writes a whole file, durably, unless there is one of that name; false if there is. */
  boolean putIfAbsent(String path, byte[] content) throws IOException;

  /** Begins a new file; durable once the channel is closed. */
  WritableByteChannel create(String path) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  SeekableByteChannel open(String path) throws IOException;

  /**
   * Moves a file. A crash in the middle may leave it at both places, never at none.
   *
   * @throws java.nio.file.NoSuchFileException if there is none to move
   */
  void move(String from, String to) throws IOException;

  /** Removes a file, if there is one. */
  void delete(String path) throws IOException;

  /** The path as other programs need it. */
  String absolute(String path);
}
