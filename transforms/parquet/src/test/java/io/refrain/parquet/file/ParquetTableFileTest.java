package io.refrain.parquet.file;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.StoredRows;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableFileTest {
  private static final int COUNT = 5000;
  private static final RowLayout FLAT = RowLayout.of(EveryType.FLAT);
  private static final List<String> COLUMNS =
      List.of("text", "id", "large", "flag", "day", "raw", "f64", "instant", "uid");

  @TempDir Path dir;
  private Path file;
  private List<Row> rows;

  @BeforeEach
  void write() throws IOException {
    rows = new EveryType(11).rows(EveryType.FLAT, COUNT);
    file = dir.resolve("rows.parquet");
    ParquetWriteOptions small = ParquetWriteOptions.DEFAULT.withRowGroupBytes(100_000);
    Rows.write(file, EveryType.FLAT, small, rows);
  }

  private static RowCursor constants(Schema schema, Object... values) {
    RowLayout layout = RowLayout.of(schema);
    byte[] bytes = new RowConverter(layout).toBytes(Row.withSchema(schema).attachValues(values));
    return new RowCursor(layout).at(bytes, 0, bytes.length);
  }

  private static TableProjection named(RowLayout layout) {
    return new TableProjection(layout, Map.of(), constants(Schema.of()), true);
  }

  private static ParquetTableFile open(Path path, TableProjection table) throws IOException {
    return ParquetTableFile.open(
        FileChannel.open(path, StandardOpenOption.READ), path.getFileName().toString(), table);
  }

  private static boolean none(long position) {
    return false;
  }

  private static BitSet random(int seed, double share) {
    Random random = new Random(seed);
    BitSet positions = new BitSet();
    for (int i = 0; i < COUNT; i++) {
      positions.set(i, random.nextDouble() < share);
    }
    return positions;
  }

  private byte[] expected(int position, List<String> columns) {
    Schema.Builder schema = Schema.builder();
    columns.forEach(column -> schema.addField(EveryType.FLAT.getField(column)));
    Object[] values = columns.stream().map(c -> rows.get(position).getValue(c)).toArray();
    Schema of = schema.build();
    return new RowConverter(RowLayout.of(of)).toBytes(Row.withSchema(of).attachValues(values));
  }

  private void assertRows(StoredRows read, BitSet positions, List<String> columns)
      throws IOException {
    for (int at = positions.nextSetBit(0); at >= 0; at = positions.nextSetBit(at + 1)) {
      assertThat(read.next(), is(true));
      assertThat(read.position(), is((long) at));
      RowCursor row = read.row();
      byte[] bytes = new byte[row.length()];
      System.arraycopy(row.bytes(), row.offset(), bytes, 0, bytes.length);
      assertArrayEquals(expected(at, columns), bytes, "row " + at);
    }
    assertThat(read.next(), is(false));
  }

  @Test
  void rowsOfSomePositionsComeInAnyColumnsButThoseThatAreDeleted() throws IOException {
    for (double share : new double[] {1, 0.5, 0.01, 0}) {
      BitSet wanted = random(1, share);
      BitSet deleted = random(2, 0.3);
      BitSet expected = (BitSet) wanted.clone();
      expected.andNot(deleted);
      try (StoredRows read =
          open(file, named(FLAT))
              .rows(COLUMNS, wanted, at -> deleted.get((int) at))
              .orElseThrow()) {
        assertRows(read, expected, COLUMNS);
      }
    }
  }

  @Test
  void allRowsComeWhereNoPositionsAreAskedFor() throws IOException {
    BitSet all = new BitSet();
    all.set(0, COUNT);
    try (StoredRows read =
        open(file, named(FLAT))
            .rows(FLAT.schema().getFieldNames(), null, ParquetTableFileTest::none)
            .orElseThrow()) {
      assertRows(read, all, FLAT.schema().getFieldNames());
      assertThat(read.bytesRead(), greaterThan(Files.size(file) / 2));
    }
  }

  @Test
  void aSearchFindsRowsByTheirKeys() throws IOException {
    BitSet expected = random(3, 0.02);
    BitSet deleted = random(4, 0.3);
    List<Long> tested = new ArrayList<>();
    try (StoredRows read =
        open(file, named(FLAT))
            .search(
                List.of("id"),
                key -> {
                  tested.add(key.getLong(0));
                  return expected.get((int) key.getLong(0));
                },
                COLUMNS,
                at -> deleted.get((int) at))
            .orElseThrow()) {
      BitSet live = (BitSet) expected.clone();
      live.andNot(deleted);
      assertRows(read, live, COLUMNS);
    }
    assertThat(tested.size(), is(COUNT - deleted.cardinality()));
  }

  private long bytesOfSearch(long from, long to) throws IOException {
    try (StoredRows read =
        open(file, named(FLAT))
            .search(
                List.of("id"),
                key -> key.getLong(0) >= from && key.getLong(0) < to,
                FLAT.schema().getFieldNames(),
                ParquetTableFileTest::none)
            .orElseThrow()) {
      long count = 0;
      while (read.next()) {
        count++;
      }
      assertThat(count, is(to - from));
      return read.bytesRead();
    }
  }

  @Test
  void onlyWhatIsNeededIsFetched() throws IOException {
    long keys = bytesOfSearch(0, 0);
    long oneGroup = bytesOfSearch(0, 1);
    long all = bytesOfSearch(0, COUNT);

    assertThat(keys, allOf(greaterThan(0L), lessThan(Files.size(file) / 4)));
    assertThat(oneGroup, allOf(greaterThan(keys), lessThan(Files.size(file) / 2)));
    assertThat(all, allOf(greaterThan(oneGroup), lessThan(Files.size(file) + keys)));
  }

  @Test
  void constantsAndColumnsThatTheFileLacksAreKnownWithoutIt() throws IOException {
    Schema table =
        Schema.builder()
            .addNullableField("later", FieldType.STRING)
            .addInt64Field("id")
            .addNullableField("day", EveryType.FLAT.getField("day").getType())
            .build();
    RowCursor march =
        constants(
            Schema.builder().addNullableField("day", table.getField("day").getType()).build(),
            java.time.LocalDate.of(2024, 3, 15));
    TableProjection projection = new TableProjection(RowLayout.of(table), Map.of(), march, true);
    try (StoredRows read =
        open(file, projection)
            .search(
                List.of("id"),
                key -> key.getLong(0) == 7,
                table.getFieldNames(),
                ParquetTableFileTest::none)
            .orElseThrow()) {
      assertThat(read.next(), is(true));
      assertThat(read.row().isNull(0), is(true));
      assertThat(read.row().getLong(1), is(7L));
      assertThat(read.row().getLong(2), is(java.time.LocalDate.of(2024, 3, 15).toEpochDay()));
      assertThat(read.next(), is(false));
    }
    BitSet two = new BitSet();
    two.set(2, 4);
    try (StoredRows read =
        open(file, projection)
            .rows(List.of("day", "later"), two, ParquetTableFileTest::none)
            .orElseThrow()) {
      assertThat(read.next(), is(true));
      assertThat(read.position(), is(2L));
      assertThat(read.next(), is(true));
      assertThat(read.position(), is(3L));
      assertThat(read.next(), is(false));
    }
  }

  @Test
  void columnsAreFoundByTheirIds() throws IOException {
    Path withIds = dir.resolve("ids.parquet");
    Schema stored = Schema.builder().addInt64Field("was").addInt64Field("id").build();
    Row row = Row.withSchema(stored).attachValues(5L, 6L);
    Rows.write(
        withIds,
        stored,
        ParquetWriteOptions.DEFAULT.withFieldIds(Map.of("was", 3, "id", 4)),
        List.of(row));
    RowLayout renamed =
        RowLayout.of(Schema.builder().addInt64Field("id").addInt64Field("other").build());
    TableProjection projection =
        new TableProjection(renamed, Map.of("id", 3, "other", 9), constants(Schema.of()), false);
    try (ParquetTableFile opened = open(withIds, projection)) {
      assertThat(
          opened.rows(List.of("id", "other"), null, ParquetTableFileTest::none).isEmpty(),
          is(true));
      StoredRows read = opened.rows(List.of("id"), null, ParquetTableFileTest::none).orElseThrow();
      assertThat(read.next(), is(true));
      assertThat(read.row().getLong(0), is(5L));
    }
  }

  private boolean isReadable(String column, FieldType type) throws IOException {
    RowLayout layout = RowLayout.of(Schema.builder().addField(column, type).build());
    try (ParquetTableFile opened = open(file, named(layout))) {
      boolean rowsRead = opened.rows(List.of(column), null, ParquetTableFileTest::none).isPresent();
      boolean found =
          opened
              .search(List.of(column), k -> true, List.of(column), ParquetTableFileTest::none)
              .isPresent();
      assertThat(found, is(rowsRead));
      return rowsRead;
    }
  }

  @Test
  void aColumnOfAnotherTypeOrSpellingIsLeftToOthers() throws IOException {
    assertThat(isReadable("i32", FieldType.INT32.withNullable(true)), is(true));
    assertThat(isReadable("i32", FieldType.INT64.withNullable(true)), is(false));
    assertThat(isReadable("I32", FieldType.INT32.withNullable(true)), is(false));
    assertThat(isReadable("raw", FieldType.STRING.withNullable(true)), is(false));
    assertThat(
        isReadable("instant", EveryType.FLAT.getField("local").getType().withNullable(true)),
        is(false));
    assertThat(
        isReadable("small", EveryType.FLAT.getField("medium").getType().withNullable(true)),
        is(false));
    assertThat(isReadable("tags", FieldType.array(FieldType.STRING).withNullable(true)), is(true));
  }

  @Test
  void whatIsNoParquetIsNamed() throws IOException {
    Path text = Files.writeString(dir.resolve("some.parquet"), "not at all a Parquet file");
    assertThat(
        assertThrows(IOException.class, () -> open(text, named(FLAT))).getMessage(),
        containsString("Cannot read some.parquet as Parquet: "));
  }
}
