package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** A kind of target for replaces, as the suite needs it. To add one to the matrix, write one. */
public interface ReplaceSubject extends AutoCloseable {

  /** The head of its column. */
  String title();

  /** A fresh, empty target for {@link Shop} rows. */
  ReplaceTarget fresh(String... partitionColumns) throws Exception;

  /** What readers see now, as {@link Shop#text}, read apart from the store's own code if it can. */
  List<String> read(ReplaceTarget target) throws Exception;

  /** Somebody else writes into a partition without the protocol. */
  void plantForeign(ReplaceTarget target, Partition partition) throws Exception;

  /**
   * Removes what crashed runs left behind, whatever its age, and counts what staged rows are still
   * there; empty if the target has nothing of the kind.
   */
  default OptionalInt leftAfterSweeping(ReplaceTarget target) throws Exception {
    return OptionalInt.empty();
  }

  /** Why readers of this target may see the moment of a commit; empty if they may not. */
  default String momentOfChange() {
    return "";
  }

  @Override
  default void close() throws IOException {}
}
