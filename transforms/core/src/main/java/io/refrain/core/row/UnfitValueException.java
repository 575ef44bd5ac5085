package io.refrain.core.row;

/** A value that its column cannot hold exactly. The row is to be rejected, nothing else. */
public final class UnfitValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String column;

  public UnfitValueException(String column, String reason) {
    super(reason);
    this.column = column;
  }

  /** The column's name. */
  public String column() {
    return column;
  }
}
