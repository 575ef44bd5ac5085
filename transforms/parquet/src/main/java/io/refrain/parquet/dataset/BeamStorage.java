package io.refrain.parquet.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.CreateOptions.StandardCreateOptions;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * Any file system of Beam. A move is a copy and a delete. A put asks for a conditional create,
 * which Google Cloud Storage honours; elsewhere it looks, writes and reads back, which is right
 * only while one process at a time commits to the dataset.
 */
final class BeamStorage implements Storage {
  private final ResourceId root;
  private final String prefix;

  BeamStorage(ResourceId root) {
    this.root = root;
    this.prefix = root.toString().endsWith("/") ? root.toString() : root + "/";
  }

  private ResourceId at(String path) {
    // As one spec: resolving segment by segment refuses some of the characters that names may have.
    return FileSystems.matchNewResource(prefix + path, false);
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    String start = directory.isEmpty() ? prefix : prefix + directory + "/";
    MatchResult found = FileSystems.match(start + "**", EmptyMatchTreatment.ALLOW);
    List<Entry> files = new ArrayList<>();
    if (found.status() == MatchResult.Status.NOT_FOUND) {
      return files;
    }
    for (MatchResult.Metadata file : found.metadata()) {
      String name = file.resourceId().toString();
      if (!file.resourceId().isDirectory() && name.startsWith(prefix)) {
        files.add(
            new Entry(
                name.substring(prefix.length()), file.sizeBytes(), file.lastModifiedMillis()));
      }
    }
    return files;
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    MatchResult found = FileSystems.matchResources(List.of(at(path))).get(0);
    if (found.status() == MatchResult.Status.NOT_FOUND) {
      return OptionalLong.empty();
    }
    return found.metadata().stream().mapToLong(MatchResult.Metadata::sizeBytes).findFirst();
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (InputStream in = Channels.newInputStream(openAny(path))) {
      return in.readAllBytes();
    }
  }

  @Override
  public boolean putIfAbsent(String path, byte[] content) throws IOException {
    if (size(path).isPresent()) {
      return false;
    }
    StandardCreateOptions onlyNew =
        StandardCreateOptions.builder()
            .setMimeType(MimeTypes.BINARY)
            .setExpectFileToNotExist(true)
            .build();
    IOException failure = null;
    try (WritableByteChannel out = FileSystems.create(at(path), onlyNew)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
    } catch (IOException e) {
      // Refused because somebody was faster, or failed, or done with the answer lost: look.
      failure = e;
    }
    byte[] stored;
    try {
      stored = read(path);
    } catch (NoSuchFileException e) {
      throw failure == null ? e : failure;
    }
    return Arrays.equals(stored, content);
  }

  @Override
  public WritableByteChannel create(String path) throws IOException {
    return FileSystems.create(at(path), MimeTypes.BINARY);
  }

  @Override
  public SeekableByteChannel open(String path) throws IOException {
    ReadableByteChannel channel = openAny(path);
    if (channel instanceof SeekableByteChannel seekable) {
      return seekable;
    }
    channel.close();
    throw new IOException(
        "Cannot read " + at(path) + ": its file system reads only from the beginning to the end.");
  }

  private ReadableByteChannel openAny(String path) throws IOException {
    try {
      return FileSystems.open(at(path));
    } catch (FileNotFoundException e) {
      NoSuchFileException missing = new NoSuchFileException(at(path).toString());
      missing.initCause(e);
      throw missing;
    }
  }

  @Override
  public void move(String from, String to) throws IOException {
    if (size(from).isEmpty()) {
      throw new NoSuchFileException(at(from).toString());
    }
    try {
      FileSystems.copy(List.of(at(from)), List.of(at(to)));
    } catch (FileNotFoundException | NoSuchFileException e) {
      NoSuchFileException missing = new NoSuchFileException(at(from).toString());
      missing.initCause(e);
      throw missing;
    }
    delete(from);
  }

  @Override
  public void delete(String path) throws IOException {
    FileSystems.delete(List.of(at(path)), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  @Override
  public String absolute(String path) {
    return path.isEmpty() ? root.toString() : prefix + path;
  }
}
