package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowKey;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the rows that violate a constraint where no part of a transaction can be taken back: the
 * transaction is begun anew, and the part that failed is written in two halves, until one row fails
 * alone. That one is left out from then on.
 *
 * <p>Everything before the failing part is written anew each time, as a row may be at fault only
 * together with one before it. So a bad row costs as many transactions as its batch can be halved.
 */
final class BadRows {
  /** Halvings of one batch; more only where somebody else's writing moves the fault about. */
  private static final int MOST_PROBES = 100;

  private final RowKey key;
  private final Set<ByteBuffer> aside = new HashSet<>();
  private Batch suspects;
  private int probes;

  BadRows(RowKey key) {
    this.key = key;
  }

  /** A bad row was found: the transaction is to be begun anew without it. */
  static final class FoundException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient byte[] row;
    private final SQLException reason;

    private FoundException(byte[] row, SQLException reason) {
      super(reason);
      this.row = row;
      this.reason = reason;
    }

    byte[] row() {
      return row;
    }

    SQLException reason() {
      return reason;
    }
  }

  /** The transaction is to be begun anew, to find the bad row. */
  static final class NarrowedException extends Exception {
    private static final long serialVersionUID = 1L;

    private NarrowedException(SQLException reason) {
      super(reason);
    }
  }

  /** A batch without the rows that are known to be bad. */
  Batch without(Batch batch) {
    List<Integer> good =
        IntStream.range(0, batch.size())
            .filter(i -> !aside.contains(ByteBuffer.wrap(batch.row(i))))
            .boxed()
            .toList();
    return good.size() == batch.size() ? batch : batch.pick(good);
  }

  /** The parts in which a batch is to be written: the suspects in halves, if they are in it. */
  List<Batch> parts(Batch batch) {
    int from = suspects == null ? -1 : batch.find(key, suspects.row(0));
    if (from < 0 || from + suspects.size() > batch.size()) {
      return batch.size() == 0 ? List.of() : List.of(batch);
    }
    int to = from + suspects.size();
    int[] cuts = {0, from, (from + to) / 2, to, batch.size()};
    List<Batch> parts = new ArrayList<>();
    for (int i = 1; i < cuts.length; i++) {
      if (cuts[i] > cuts[i - 1]) {
        parts.add(batch.part(cuts[i - 1], cuts[i]));
      }
    }
    return parts;
  }

  /**
   * Takes note of a part that failed by a row's fault.
   *
   * @return never; it throws what is to be done
   * @throws SQLException the fault itself, if the row is not found in reasonable time
   */
  SQLException narrow(Batch failed, SQLException reason)
      throws FoundException, NarrowedException, SQLException {
    if (failed.size() == 1) {
      aside.add(ByteBuffer.wrap(failed.row(0)));
      suspects = null;
      probes = 0;
      throw new FoundException(failed.row(0), reason);
    }
    if (++probes > MOST_PROBES) {
      throw reason;
    }
    suspects = failed;
    throw new NarrowedException(reason);
  }
}
