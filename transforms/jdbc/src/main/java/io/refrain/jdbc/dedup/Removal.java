package io.refrain.jdbc.dedup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** How the rows that are not kept leave the table. */
interface Removal {

  /** What an identification of a row is made of; read beside the row. */
  RowForm idForm();

  /** What has to be selected for it, from a table with the alias {@code t}. */
  java.util.List<String> idExpressions();

  /** A row that stays, of a key that is there several times. */
  void kept(StoredRow row, RowFile aside) throws IOException;

  /** A row that goes. */
  void removed(StoredRow row, RowFile aside) throws IOException;

  /**
   * Does it, in the transaction that the connection is in.
   *
   * @param expected how many keys and how many rows of theirs were found
   * @throws LostRaceException if the table holds something else by now
   */
  void apply(Connection connection, RowFile aside, Expected expected)
      throws SQLException, IOException, LostRaceException;

  /** What the reading found. */
  record Expected(long keys, long rows) {}

  /** Somebody else wrote rows between their being read and their being removed. */
  final class LostRaceException extends Exception {
    private static final long serialVersionUID = 1L;

    LostRaceException(String message) {
      super(message);
    }
  }
}
