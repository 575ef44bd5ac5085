package io.refrain.cli.verify;

import io.refrain.delta.DeltaTable;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An empty directory: a dataset that is yet to be written, or a Delta table's log of one entry. */
public final class DirectoryCopy implements TargetCopy {

  /** Puts a structure into a directory. */
  private interface Structure {
    /** Says whether there is one. */
    boolean into(Path directory) throws IOException;
  }

  private final String scheme;
  private final Path directory;
  private final Path name;
  private final Structure structure;
  private final boolean there;
  private int number;

  private DirectoryCopy(String scheme, Path directory, String real, Structure structure)
      throws IOException {
    this.scheme = scheme;
    this.directory = directory;
    // A run that is not given a name takes the last part of its target's.
    Path last = Path.of(real.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]+:", "")).getFileName();
    this.name = last == null ? Path.of("copy") : last;
    this.structure = structure;
    this.there = structure.into(directory.resolve("probe"));
  }

  /** Of a dataset of Parquet files: it begins empty. */
  public static TargetCopy ofDataset(String real, Path directory) throws IOException {
    return new DirectoryCopy("parquet", directory, real, to -> true);
  }

  /** Of a Delta table. */
  public static TargetCopy ofDelta(String real, Path directory) throws IOException {
    return new DirectoryCopy("delta", directory, real, DeltaTable.at(real)::copyStructureTo);
  }

  @Override
  public boolean isThere() {
    return there;
  }

  @Override
  public void renew() throws IOException {
    ScratchDirectory.remove(place().getParent());
    number++;
    Files.createDirectories(place().getParent());
    boolean unused = structure.into(place());
  }

  private Path place() {
    return directory.resolve("copy-" + number).resolve(name);
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("--target", scheme + ":" + place());
  }

  @Override
  public Map<String, StoredContent> contents() {
    return Map.of(
        "",
        () ->
            (scheme.equals("delta")
                    ? StoredContent.delta(place())
                    : StoredContent.parquetFiles(place()))
                .read());
  }

  @Override
  public void close() {
    ScratchDirectory.remove(place().getParent());
  }
}
