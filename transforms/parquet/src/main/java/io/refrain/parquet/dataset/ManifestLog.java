package io.refrain.parquet.dataset;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manifests of a dataset, and the completion of the newest one. */
final class ManifestLog {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestLog.class);
  private static final int MAX_TRIES = 5;

  /** Which manifest is the newest, and whether its moves are known to be done. */
  record Head(long version, boolean settled) {
    /** A dataset without a commit. */
    static final Head NONE = new Head(0, true);
  }

  private final Storage storage;

  ManifestLog(Storage storage) {
    this.storage = storage;
  }

  Head head() throws IOException {
    long newest = 0;
    Set<Long> settled = new HashSet<>();
    for (Storage.Entry file : storage.list(Layout.MANIFESTS)) {
      OptionalLong version = Layout.manifestVersion(file.path());
      if (version.isPresent()) {
        newest = Math.max(newest, version.getAsLong());
      } else {
        Layout.settledVersion(file.path()).ifPresent(settled::add);
      }
    }
    return newest == 0 ? Head.NONE : new Head(newest, settled.contains(newest));
  }

  /** The newest manifest as it stands, its moves done or not; empty if there is none. */
  Optional<Manifest> newest() throws IOException {
    for (int tries = 1; ; tries++) {
      Head head = head();
      if (head.version() == 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(read(head.version()));
      } catch (NoSuchFileException e) {
        // Pruned between the two: there is a newer one.
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** The newest manifest, after its moves are done. */
  Optional<Manifest> newestSettled() throws IOException {
    for (int tries = 1; ; tries++) {
      Head head = head();
      if (head.version() == 0) {
        return Optional.empty();
      }
      try {
        Manifest manifest = read(head.version());
        if (!head.settled()) {
          settle(manifest);
        }
        return Optional.of(manifest);
      } catch (NoSuchFileException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  Manifest read(long version) throws IOException {
    String path = Layout.manifest(version);
    return ManifestJson.read(storage.absolute(path), storage.read(path));
  }

  /** Publishes a manifest: the one atomic step of a commit. False if its version is taken. */
  boolean publish(Manifest manifest) throws IOException {
    return storage.putIfAbsent(Layout.manifest(manifest.version()), ManifestJson.write(manifest));
  }

  /**
   * Does a manifest's moves, those that nobody has done yet. Several processes may do it at once.
   *
   * @return how many files this call moved
   */
  int settle(Manifest manifest) throws IOException {
    int moved = 0;
    for (Manifest.Move move : manifest.pending()) {
      moved += settle(manifest, move) ? 1 : 0;
    }
    storage.putIfAbsent(Layout.settled(manifest.version()), new byte[0]);
    return moved;
  }

  private boolean settle(Manifest manifest, Manifest.Move move) throws IOException {
    try {
      storage.move(move.from(), move.to());
      return true;
    } catch (NoSuchFileException e) {
      // Moved by somebody else already, as far as can be seen.
      if (move.kind() == Manifest.Move.Kind.RETIRE || isThere(move)) {
        return false;
      }
      if (head().version() > manifest.version()) {
        LOG.info("Manifest {} was completed by somebody else", manifest.version());
        return false;
      }
      throw new IOException(
          "Cannot publish "
              + storage.absolute(move.to())
              + ": manifest "
              + manifest.version()
              + " lists it, but it is neither there nor at "
              + storage.absolute(move.from())
              + ". Somebody else removed it. Run its partition again, taking over.",
          e);
    }
  }

  /** Whether a manifest's moves are known to be done. */
  boolean isSettled(Manifest manifest) throws IOException {
    return storage.size(Layout.settled(manifest.version())).isPresent();
  }

  private boolean isThere(Manifest.Move move) throws IOException {
    OptionalLong size = storage.size(move.to());
    return size.isPresent() && size.getAsLong() == move.bytes();
  }
}
