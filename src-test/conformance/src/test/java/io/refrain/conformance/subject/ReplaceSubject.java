package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Defect;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

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

  /**
   * Defects that cannot be planted from outside: the store does not rely on what they falsify, or
   * finds them out by itself.
   */
  default Set<Defect> standsAgainst() {
    return Set.of();
  }

  /** Why readers of this target may see the moment of a commit; empty if they may not. */
  default String momentOfChange() {
    return "";
  }

  @Override
  default void close() throws IOException {}
}
