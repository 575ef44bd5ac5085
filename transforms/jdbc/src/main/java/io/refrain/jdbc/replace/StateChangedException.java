package io.refrain.jdbc.replace;

import java.io.IOException;

/** The state is not the one that a plan was made from. */
final class StateChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  StateChangedException(String message) {
    super(message);
  }
}
