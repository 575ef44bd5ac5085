package io.refrain.core.merge;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;

/** What happens when a runner repeats the step that pins the version, and it finds another one. */
final class Repeated {
  private Repeated() {}

  static RefrainException otherVersion(String target) {
    return new RefrainException(
        Kind.CONFLICT,
        "Cannot merge into "
            + target
            + ": the runner repeated a step, which found another version of the table than the"
            + " other steps did. Nothing was changed. Run again.");
  }

  /** The element that all of some are equal to. */
  static <E> E theOne(String target, Iterable<E> elements) {
    E one = null;
    for (E element : elements) {
      if (one != null && !one.equals(element)) {
        throw otherVersion(target);
      }
      one = element;
    }
    return one;
  }
}
