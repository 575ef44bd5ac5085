package io.refrain.cli.verify;

import io.refrain.testkit.stored.StoredContent;
import java.util.List;
import java.util.Map;

/** An empty target with the structure of the real one, which is only read. */
public interface TargetCopy extends AutoCloseable {

  /** Whether there is a real one. */
  boolean isThere();

  /** Makes the copy anew, in another place. */
  void renew() throws Exception;

  /** The options that lead a command to the copy as it is now, by their names. */
  Map<String, Object> options();

  /** What is stored in the copy, by names; that of the target itself is empty. */
  Map<String, StoredContent> contents() throws Exception;

  /** What the copy does not have, for a person. */
  default List<String> notes() {
    return List.of();
  }

  /** Removes it. */
  @Override
  void close();
}
