package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.dialect.ValueReader;
import io.refrain.jdbc.upsert.BatchTransaction.LostRaceException;
import io.refrain.jdbc.upsert.TableStatements.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What a table remembers of the keys that were deleted from it. Not thread-safe. */
final class Tombstones {
  private static final RowLayout LAYOUT = DeleteTables.TOMBSTONE;
  private static final RowKey BY_ID = new RowKey(LAYOUT, List.of("row_id"));

  private final TableStatements statements;
  private final String table;
  private final long tableId;
  private final KeyDigest digest;
  private final VersionText versions;
  private final RowWriter writer = new RowWriter(LAYOUT);
  private final RowCursor cursor = new RowCursor(LAYOUT);

  /**
   * @param statements on the table of tombstones
   * @param table the table from which rows are deleted
   */
  Tombstones(TableStatements statements, String table, KeyDigest digest, VersionText versions) {
    this.statements = statements;
    this.table = table;
    this.tableId = KeyDigest.number(table, -1);
    this.digest = digest;
    this.versions = versions;
  }

  /**
   * The tombstones of a batch's keys.
   *
   * @return for each row a row that holds the version of the delete alone; null if there is none
   */
  byte[][] read(Connection connection, Batch batch) throws SQLException {
    Batch names = names(batch, IntStream.range(0, batch.size()).toArray(), false);
    byte[][] found = new byte[batch.size()][];
    int[] all = IntStream.range(0, names.size()).toArray();
    try (PreparedStatement select = statements.select(connection, names, all, false, Place.WITHIN);
        ResultSet result = select.executeQuery()) {
      List<ValueReader> readers = statements.readers(result);
      while (result.next()) {
        writer.reset();
        for (int i = 0; i < LAYOUT.columnCount(); i++) {
          readers.get(i).read(result, i + 1, writer);
        }
        byte[] tombstone = writer.toBytes();
        int name = names.find(BY_ID, tombstone);
        if (name >= 0) {
          found[(int) names.tag(name)] = version(tombstone);
        }
      }
    }
    return found;
  }

  private byte[] version(byte[] tombstone) {
    String text = cursor.at(tombstone, 0, tombstone.length).getString(4);
    return versions
        .parse(text)
        .orElseThrow(
            () ->
                new RefrainException(
                    Kind.REFUSED,
                    "A row of "
                        + table
                        + " ("
                        + cursor.getString(3)
                        + ") was deleted with a version that the input's version columns do not"
                        + " have: "
                        + text
                        + " in "
                        + DeleteTables.TOMBSTONES
                        + ". So nobody can say whether the input is newer. Give the version columns"
                        + " the types they had then, or remove that tombstone. Nothing of this batch"
                        + " was changed."));
  }

  /** Removes tombstones of some of a batch's keys. */
  void forget(Connection connection, Batch batch, List<Integer> rows)
      throws SQLException, LostRaceException {
    write(connection, UpsertDecision.DELETE, batch, rows);
  }

  /** Makes tombstones for some of a batch's deletes. */
  void remember(Connection connection, Batch batch, List<Integer> rows)
      throws SQLException, LostRaceException {
    write(connection, UpsertDecision.INSERT, batch, rows);
  }

  private void write(Connection connection, UpsertDecision way, Batch batch, List<Integer> rows)
      throws SQLException, LostRaceException {
    if (rows.isEmpty()) {
      return;
    }
    int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
    Batch tombstones = names(batch, chosen, way == UpsertDecision.INSERT);
    int[] all = IntStream.range(0, chosen.length).toArray();
    int affected = statements.write(connection, way, tombstones, all, Place.WITHIN);
    if (affected != chosen.length) {
      throw new LostRaceException(
          way + " of " + chosen.length + " tombstones affected " + affected + " of them");
    }
  }

  /** Rows of the table of tombstones, tagged with the place of their key in the batch. */
  private Batch names(Batch batch, int[] rows, boolean inFull) {
    List<Name> names = new ArrayList<>(rows.length);
    for (int i : rows) {
      byte[] row = batch.row(i);
      UUID id = digest.of(row);
      writer.reset();
      writer.setUuid(0, id.getMostSignificantBits(), id.getLeastSignificantBits());
      writer.setLong(1, tableId);
      if (inFull) {
        writer.setString(2, table);
        writer.setString(3, digest.text(row));
        writer.setString(4, versions.of(row));
      } else {
        writer.setNull(2);
        writer.setNull(3);
        writer.setNull(4);
      }
      names.add(new Name(writer.toBytes(), i));
    }
    names.sort(Comparator.comparing(n -> n.row, (a, b) -> BY_ID.compare(a, 0, b, 0)));
    return Batch.ofSorted(
        names.stream().map(n -> n.row).toArray(byte[][]::new),
        names.stream().mapToLong(n -> n.place).toArray());
  }

  private static final class Name {
    private final byte[] row;
    private final int place;

    private Name(byte[] row, int place) {
      this.row = row;
      this.place = place;
    }
  }
}
