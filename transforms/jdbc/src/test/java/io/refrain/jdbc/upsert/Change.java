package io.refrain.jdbc.upsert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/** A change of one row, and what a table holds after many, in whatever order: a pure model. */
record Change(long id, long version, boolean delete, String product) {
  // The change kind comes first: it must not decide between rows of one version.
  static final Schema SCHEMA =
      Schema.builder()
          .addStringField("op")
          .addInt64Field("id")
          .addNullableField("product", FieldType.STRING)
          .addInt64Field("v")
          .build();

  private static final Comparator<Change> ORDER =
      Comparator.comparingLong(Change::version)
          .thenComparing(c -> c.delete)
          .thenComparing(Change::product);

  static Change upsert(long id, long version, String product) {
    return new Change(id, version, false, product);
  }

  static Change delete(long id, long version) {
    return new Change(id, version, true, null);
  }

  Row row() {
    String[] words = {"c", "u", "r", "INSERT", "update"};
    String word = words[(int) ((id + version + product().hashCode()) & 3)];
    return Row.withSchema(SCHEMA).addValues(delete ? "d" : word, id, product, version).build();
  }

  @Override
  public String product() {
    return product == null ? "" : product;
  }

  static List<Row> rows(Collection<Change> changes) {
    return changes.stream().map(Change::row).toList();
  }

  private static Map<Long, Change> newest(Collection<Change> changes) {
    Map<Long, Change> newest = new TreeMap<>();
    changes.forEach(c -> newest.merge(c.id, c, (a, b) -> ORDER.compare(a, b) >= 0 ? a : b));
    return newest;
  }

  /** The rows that are not deleted: id, product, version. */
  static List<String> live(Collection<Change> changes) {
    List<String> rows = new ArrayList<>();
    newest(changes).forEach((id, c) -> rows.addAll(c.delete ? List.of() : List.of(c.text())));
    return rows;
  }

  /** All rows, deleted ones with a flag. */
  static List<String> flagged(Collection<Change> changes) {
    List<String> rows = new ArrayList<>();
    newest(changes).forEach((id, c) -> rows.add(c.text() + "|" + (c.delete ? "gone" : "here")));
    return rows;
  }

  /** How many keys are deleted. */
  static long deleted(Collection<Change> changes) {
    return newest(changes).values().stream().filter(c -> c.delete).count();
  }

  private String text() {
    return id + "|" + product + "|" + version;
  }
}
