package io.refrain.testkit.inject;

import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;

/** How a path of the faulty file system holds the run and the path behind it. */
final class FaultyPaths {
  static final String SCHEME = "refrain-faults";
  private static final String PREFIX = SCHEME + ":/";

  private FaultyPaths() {}

  static String of(String run, String path) {
    return PREFIX + run + "/" + path;
  }

  static String run(String path) {
    return path.substring(PREFIX.length(), slash(path));
  }

  static String behind(String path) {
    return path.substring(slash(path) + 1);
  }

  private static int slash(String path) {
    int slash = path.startsWith(PREFIX) ? path.indexOf('/', PREFIX.length()) : -1;
    if (slash < 0) {
      throw new IllegalArgumentException("Not a path that run.faults().file(...) gave: " + path);
    }
    return slash;
  }

  static FaultyFile resource(String path, boolean isDirectory) {
    ResourceId file = FileSystems.matchNewResource(behind(path), isDirectory);
    return new FaultyFile(run(path), file);
  }
}
