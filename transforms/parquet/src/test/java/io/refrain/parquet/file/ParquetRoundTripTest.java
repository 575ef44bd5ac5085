package io.refrain.parquet.file;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetRoundTripTest {
  @TempDir Path dir;

  static Stream<Arguments> sizes() {
    return Stream.of(EveryType.FLAT, EveryType.NESTED)
        .flatMap(s -> Stream.of(0, 1, 1023, 1024, 1025, 5000).map(n -> Arguments.of(s, n)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everyTypeComesBackWithTheSameBytes(Schema schema, int count) throws IOException {
    List<Row> rows = new EveryType(count).rows(schema, count);
    Path file = dir.resolve("rows.parquet");

    Rows.write(file, schema, ParquetWriteOptions.DEFAULT, rows);

    assertThat(Rows.schema(file), is(schema));
    assertSameBytes(schema, rows, file);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void manyRowGroupsOfEveryCompressionComeBack(Compression compression) throws IOException {
    List<Row> rows = new EveryType(7).rows(EveryType.NESTED, 20_000);
    Path file = dir.resolve("rows.parquet");

    Rows.write(
        file,
        EveryType.NESTED,
        ParquetWriteOptions.DEFAULT.withCompression(compression).withRowGroupBytes(100_000),
        rows);

    assertSameBytes(EveryType.NESTED, rows, file);
  }

  @Test
  void compressionHasAnEffect() throws IOException {
    List<Row> rows = new EveryType(7).rows(EveryType.FLAT, 3000);
    long none = size(Compression.NONE, rows);

    assertThat(size(Compression.ZSTD, rows), is(lessThan(none)));
    assertThat(size(Compression.SNAPPY, rows), is(lessThan(none)));
  }

  private long size(Compression compression, List<Row> rows) throws IOException {
    Path file = dir.resolve(compression + ".parquet");
    ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withCompression(compression);
    long length = Rows.write(file, EveryType.FLAT, options, rows);
    assertThat(Files.size(file), is(length));
    return length;
  }

  private static void assertSameBytes(Schema schema, List<Row> rows, Path file) throws IOException {
    RowConverter converter = new RowConverter(RowLayout.of(schema));
    List<byte[]> back = Rows.readBytes(file);
    assertThat(back.size(), is(rows.size()));
    for (int i = 0; i < back.size(); i++) {
      assertArrayEquals(converter.toBytes(rows.get(i)), back.get(i), "row " + i);
    }
  }

  @Test
  void omittedColumnsAreNotStored() throws IOException {
    Path file = dir.resolve("rows.parquet");
    Rows.write(
        file,
        EveryType.FLAT,
        ParquetWriteOptions.DEFAULT.without(Set.of("day", "text")),
        new EveryType(1).rows(EveryType.FLAT, 10));

    assertThat(Rows.schema(file).hasField("day"), is(false));
    assertThat(Rows.schema(file).getFieldCount(), is(EveryType.FLAT.getFieldCount() - 2));
  }

  @Test
  void unfinishedFileIsNoParquetFile() throws IOException {
    Path file = dir.resolve("rows.parquet");
    RowLayout layout = RowLayout.of(EveryType.FLAT);
    ParquetRowWriter.open(
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            layout,
            ParquetWriteOptions.DEFAULT)
        .close();

    IOException e = assertThrows(IOException.class, () -> Rows.readBytes(file));
    assertThat(e.getMessage(), containsString("Cannot read rows.parquet as Parquet"));
  }

  @Test
  void emptyFileIsNoParquetFile() throws IOException {
    Path file = Files.createFile(dir.resolve("rows.parquet"));

    IOException e = assertThrows(IOException.class, () -> Rows.readBytes(file));
    assertThat(e.getMessage(), containsString("Cannot read rows.parquet as Parquet"));
  }

  @Test
  void decimalWithoutScaleIsRefused() {
    Schema schema = Schema.builder().addInt64Field("id").addDecimalField("amount").build();

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ParquetRowWriter.check(RowLayout.of(schema), ParquetWriteOptions.DEFAULT));
    assertThat(
        e.getMessage(), containsString("Column 'amount' is a DECIMAL without precision and scale"));
    assertThat(e.getMessage(), containsString("FixedPrecisionNumeric.of(12, 2)"));
  }

  @Test
  void fileOfPartitionColumnsAloneIsRefused() {
    Schema schema = Schema.builder().addInt64Field("id").build();
    ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.without(Set.of("id"));

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ParquetRowWriter.check(RowLayout.of(schema), options));
    assertThat(e.getMessage(), containsString("at least one column besides"));
  }

  @Test
  void noRowsMakeAFileThatIsEmpty() throws IOException {
    Path file = dir.resolve("rows.parquet");
    Rows.write(file, EveryType.NESTED, ParquetWriteOptions.DEFAULT, List.of());

    assertThat(Rows.readBytes(file), is(empty()));
  }
}
