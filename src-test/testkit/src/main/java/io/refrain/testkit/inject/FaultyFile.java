package io.refrain.testkit.inject;

import java.util.Objects;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/** A file of another file system, on behalf of a run. */
final class FaultyFile implements ResourceId {
  private static final long serialVersionUID = 1L;
  private final String run;
  private final ResourceId file;

  FaultyFile(String run, ResourceId file) {
    this.run = run;
    this.file = file;
  }

  Faults faults() {
    return new Faults(run);
  }

  ResourceId file() {
    return file;
  }

  @Override
  public FaultyFile resolve(String other, ResolveOptions options) {
    return new FaultyFile(run, file.resolve(other, options));
  }

  @Override
  public FaultyFile getCurrentDirectory() {
    return new FaultyFile(run, file.getCurrentDirectory());
  }

  @Override
  public String getScheme() {
    return FaultyPaths.SCHEME;
  }

  @Override
  public String getFilename() {
    return file.getFilename();
  }

  @Override
  public boolean isDirectory() {
    return file.isDirectory();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FaultyFile other && run.equals(other.run) && file.equals(other.file);
  }

  @Override
  public int hashCode() {
    return Objects.hash(run, file);
  }

  @Override
  public String toString() {
    return FaultyPaths.of(run, file.toString());
  }
}
