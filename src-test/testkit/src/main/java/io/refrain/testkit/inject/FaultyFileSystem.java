package io.refrain.testkit.inject;

import io.refrain.testkit.inject.FaultPoint.Kind;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MoveOptions;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/** Any file system of Beam, with effects that can fail file by file. */
final class FaultyFileSystem extends FileSystem<FaultyFile> {

  /** What is done to one file. */
  @FunctionalInterface
  private interface Effect {
    void run() throws IOException;
  }

  private static void effect(FaultyFile file, String name, Effect effect) throws IOException {
    Faults faults = file.faults();
    FaultPoint point = new FaultPoint(name, Kind.CALL);
    try {
      int arrival = faults.enter(point);
      effect.run();
      faults.leave(point, arrival);
    } catch (InjectedFault fault) {
      throw new IOException(fault.getMessage(), fault);
    }
  }

  @Override
  protected List<MatchResult> match(List<String> specs) throws IOException {
    List<MatchResult> results = new ArrayList<>();
    for (String spec : specs) {
      String run = FaultyPaths.run(spec);
      MatchResult found = FileSystems.match(FaultyPaths.behind(spec), EmptyMatchTreatment.DISALLOW);
      if (found.status() != MatchResult.Status.OK) {
        results.add(found);
        continue;
      }
      List<Metadata> files = new ArrayList<>();
      for (Metadata file : found.metadata()) {
        files.add(
            Metadata.builder()
                .setResourceId(new FaultyFile(run, file.resourceId()))
                .setSizeBytes(file.sizeBytes())
                .setIsReadSeekEfficient(file.isReadSeekEfficient())
                .setLastModifiedMillis(file.lastModifiedMillis())
                .build());
      }
      results.add(MatchResult.create(found.status(), files));
    }
    return results;
  }

  @Override
  protected WritableByteChannel create(FaultyFile file, CreateOptions options) throws IOException {
    effect(file, "create", () -> {});
    return new FaultyChannel(file.faults(), "write", FileSystems.create(file.file(), options));
  }

  @Override
  protected ReadableByteChannel open(FaultyFile file) throws IOException {
    return FileSystems.open(file.file());
  }

  @Override
  protected void copy(List<FaultyFile> from, List<FaultyFile> to) throws IOException {
    for (int i = 0; i < from.size(); i++) {
      List<ResourceId> source = List.of(from.get(i).file());
      List<ResourceId> target = List.of(to.get(i).file());
      effect(to.get(i), "copy", () -> FileSystems.copy(source, target));
    }
  }

  @Override
  protected void rename(List<FaultyFile> from, List<FaultyFile> to, MoveOptions... options)
      throws IOException {
    for (int i = 0; i < from.size(); i++) {
      List<ResourceId> source = List.of(from.get(i).file());
      List<ResourceId> target = List.of(to.get(i).file());
      effect(to.get(i), "rename", () -> FileSystems.rename(source, target, options));
    }
  }

  @Override
  protected void delete(Collection<FaultyFile> files) throws IOException {
    for (FaultyFile file : files) {
      effect(
          file,
          "delete",
          () -> FileSystems.delete(List.of(file.file()), StandardMoveOptions.IGNORE_MISSING_FILES));
    }
  }

  @Override
  protected FaultyFile matchNewResource(String path, boolean isDirectory) {
    return FaultyPaths.resource(path, isDirectory);
  }

  @Override
  protected String getScheme() {
    return FaultyPaths.SCHEME;
  }
}
