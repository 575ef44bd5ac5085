package io.refrain.conformance.subject;

import io.refrain.jdbc.JdbcConnection;
import java.io.IOException;

/** A database for upserts, as the suite needs it. To add one to the matrix, write one. */
public interface UpsertSubject extends AutoCloseable {

  /** The head of its column. */
  String title();

  /** A database in which there is nothing. */
  JdbcConnection fresh() throws Exception;

  /** How it keeps a moment. */
  default Moments moments() {
    return Moments.ZONED;
  }

  /** Whether it is on a server, where writers meet. */
  default boolean isServer() {
    return false;
  }

  @Override
  default void close() throws IOException {}
}
