package io.refrain.iceberg;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files of Iceberg on any file system of Beam: local paths, and whatever the pipeline's file
 * systems are configured for. What JDBC catalogs use unless the property {@code io-impl} names
 * another class. Nothing atomic is asked of a file system: names are never used twice, and the
 * catalog decides what counts.
 *
 * <p>Public because Iceberg loads it by its name.
 */
public final class BeamFileIO implements SupportsPrefixOperations {
  private static final long serialVersionUID = 1L;

  /** As Iceberg makes it. */
  public BeamFileIO() {}

  private static ResourceId resource(String location) {
    String path = location.startsWith("file:") ? local(location) : location;
    return FileSystems.matchNewResource(path, false);
  }

  /** Other engines write local paths as URIs. */
  private static String local(String location) {
    return Path.of(URI.create(location.replace(" ", "%20")).getPath()).toString();
  }

  private static MatchResult.Metadata metadata(String location) {
    try {
      MatchResult found = FileSystems.matchResources(List.of(resource(location))).get(0);
      if (found.status() == MatchResult.Status.NOT_FOUND) {
        throw new NotFoundException("There is no file %s", location);
      }
      return found.metadata().get(0);
    } catch (FileNotFoundException e) {
      throw new NotFoundException(e, "There is no file %s", location);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputFile newInputFile(String location) {
    return new Input(location, -1);
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    return new Input(location, length);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new Output(location);
  }

  @Override
  public void deleteFile(String location) {
    try {
      FileSystems.delete(List.of(resource(location)), StandardMoveOptions.IGNORE_MISSING_FILES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    String path = prefix.startsWith("file:") ? local(prefix) + "/" : prefix;
    try {
      MatchResult found =
          FileSystems.match(
              path.endsWith("/") ? path + "**" : path + "/**", EmptyMatchTreatment.ALLOW);
      if (found.status() == MatchResult.Status.NOT_FOUND) {
        return List.of();
      }
      return found.metadata().stream()
          .filter(file -> !file.resourceId().isDirectory())
          .map(
              file ->
                  new FileInfo(
                      file.resourceId().toString(), file.sizeBytes(), file.lastModifiedMillis()))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void deletePrefix(String prefix) {
    for (FileInfo file : listPrefix(prefix)) {
      deleteFile(file.location());
    }
  }

  private static final class Input implements InputFile {
    private final String location;
    private long length;

    private Input(String location, long length) {
      this.location = location;
      this.length = length;
    }

    @Override
    public long getLength() {
      if (length < 0) {
        length = metadata(location).sizeBytes();
      }
      return length;
    }

    @Override
    public SeekableInputStream newStream() {
      try {
        ReadableByteChannel channel = FileSystems.open(resource(location));
        if (channel instanceof SeekableByteChannel seekable) {
          return new ChannelInput(seekable);
        }
        channel.close();
        throw new IOException(
            location + " cannot be read from the middle: its file system gives streams only");
      } catch (FileNotFoundException e) {
        throw new NotFoundException(e, "There is no file %s", location);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public boolean exists() {
      try {
        metadata(location);
        return true;
      } catch (NotFoundException e) {
        return false;
      }
    }
  }

  private static final class Output implements OutputFile {
    private final String location;

    private Output(String location) {
      this.location = location;
    }

    @Override
    public PositionOutputStream create() {
      if (toInputFile().exists()) {
        throw new AlreadyExistsException("There is a file %s", location);
      }
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      try {
        return new ChannelOutput(FileSystems.create(resource(location), MimeTypes.BINARY));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public InputFile toInputFile() {
      return new Input(location, -1);
    }
  }
}
