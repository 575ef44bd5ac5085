package io.refrain.pipelines.input;

/**
 * An input that cannot be read as asked: it is missing, empty, cut off, or not what its header and
 * schema say. The run stops before anything is stored; the message names the file, the line where
 * there is one, and what to do.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }

  InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
