package io.refrain.core.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** Rows with a key and a version, and the naive answer to which is the latest. */
public final class Versions {
  public static final Schema SCHEMA =
      Schema.builder()
          .addStringField("key")
          .addInt64Field("version")
          .addStringField("text")
          .build();
  public static final RowLayout LAYOUT = RowLayout.of(SCHEMA);
  public static final RowKey KEY = new RowKey(LAYOUT, List.of("key"));
  public static final RowOrder ORDER = new RowOrder(LAYOUT, List.of("version"));

  private Versions() {}

  public static Row row(String key, long version, String text) {
    return Row.withSchema(SCHEMA).addValues(key, version, text).build();
  }

  public static byte[] encode(Row row) {
    return new RowConverter(LAYOUT).toBytes(row);
  }

  /** By key: the latest row, and whether the content alone chose it. */
  public static Map<String, String> latest(List<Row> rows) {
    Map<String, List<Row>> byKey = new TreeMap<>();
    rows.forEach(
        row -> byKey.computeIfAbsent(row.getString("key"), k -> new ArrayList<>()).add(row));
    Map<String, String> out = new TreeMap<>();
    byKey.forEach((key, all) -> out.put(key, latestOf(all)));
    return out;
  }

  private static String latestOf(List<Row> rows) {
    long version = rows.stream().mapToLong(row -> row.getInt64("version")).max().orElseThrow();
    List<Row> newest = rows.stream().filter(r -> r.getInt64("version") == version).toList();
    Row best = newest.get(0);
    for (Row row : newest) {
      byte[] a = encode(row);
      byte[] b = encode(best);
      best = RowOrder.compareContent(a, 0, a.length, b, 0, b.length) > 0 ? row : best;
    }
    return describe(best, newest.stream().distinct().count() > 1);
  }

  private static String describe(Row row, boolean tied) {
    return row.getValues() + (tied ? " tied" : "");
  }

  /** Collects what is kept, in the form of {@link #latest}. */
  public static final class Kept implements LatestRows.Sink {
    private final RowConverter converter = new RowConverter(LAYOUT);
    public final Map<String, String> rows = new TreeMap<>();

    @Override
    public void accept(byte[] bytes, int offset, int length, long tag) {
      Row row = converter.toRow(bytes, offset, length);
      if (rows.put(row.getString("key"), describe(row, Frame.tied(tag))) != null) {
        throw new AssertionError("key " + row.getString("key") + " came out twice");
      }
    }
  }
}
