package io.refrain.core.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Assertions;

/** Laws of the canonical encoding, over random schemas and rows. */
class RowEncodingProperties {

  @Provide
  Arbitrary<List<Row>> rows() {
    return RandomRows.rows(8);
  }

  private static byte[] encode(Row row) {
    return new RowConverter(RowLayout.of(row.getSchema())).toBytes(row);
  }

  @Property(tries = 300)
  void whatIsEncodedIsReadBack(@ForAll("rows") List<Row> rows) {
    RowConverter converter = new RowConverter(RowLayout.of(rows.get(0).getSchema()));
    for (Row row : rows) {
      byte[] bytes = converter.toBytes(row);
      assertThat(converter.toRow(bytes, 0, bytes.length), equalTo(row));
    }
  }

  @Property(tries = 200)
  void equalRowsHaveEqualBytesAndOthersNot(@ForAll("rows") List<Row> rows) {
    Row first = rows.get(0);
    for (Row row : rows) {
      if (row.equals(first)) {
        assertThat(encode(row), equalTo(encode(first)));
      } else {
        assertThat(encode(row), not(equalTo(encode(first))));
      }
    }
  }

  @Property(tries = 150)
  void aRowIsReadWhereverItLies(@ForAll("rows") List<Row> rows, @ForAll("gaps") int gap) {
    RowConverter converter = new RowConverter(RowLayout.of(rows.get(0).getSchema()));
    byte[] bytes = converter.toBytes(rows.get(0));
    byte[] shifted = new byte[bytes.length + gap + 3];
    System.arraycopy(bytes, 0, shifted, gap, bytes.length);
    assertThat(converter.toRow(shifted, gap, bytes.length), equalTo(rows.get(0)));
  }

  @Provide
  Arbitrary<Integer> gaps() {
    return net.jqwik.api.Arbitraries.integers().between(0, 9);
  }

  @Property(tries = 150)
  void copiedColumnsMakeTheSameRow(@ForAll("rows") List<Row> rows) {
    RowLayout layout = RowLayout.of(rows.get(0).getSchema());
    RowConverter converter = new RowConverter(layout);
    RowWriter copy = new RowWriter(layout);
    for (Row row : rows) {
      byte[] bytes = converter.toBytes(row);
      RowCursor cursor = new RowCursor(layout).at(bytes, 0, bytes.length);
      copy.reset();
      for (int i = 0; i < layout.columnCount(); i++) {
        copy.copy(i, cursor, i);
      }
      assertThat(copy.toBytes(), equalTo(bytes));
    }
  }

  @Property(tries = 150)
  void aBlockGivesItsRowsAndTagsBackThroughItsCoder(
      @ForAll("rows") List<Row> rows, @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long origin)
      throws IOException {
    RowLayout layout = RowLayout.of(rows.get(0).getSchema());
    RowBlock.Builder builder = new RowBlock.Builder(1);
    List<byte[]> encoded = new ArrayList<>();
    for (Row row : rows) {
      encoded.add(encode(row));
      builder.add(
          encoded.get(encoded.size() - 1),
          0,
          encoded.get(encoded.size() - 1).length,
          Frame.tag(origin >>> 1));
    }
    RowBlock block = builder.build();
    RowBlockCoder coder = SerializableUtils.clone(RowBlockCoder.of(layout));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.encode(block, out);
    assertThat((long) out.size(), equalTo(coder.getEncodedElementByteSize(block)));
    RowBlock decoded = coder.decode(new ByteArrayInputStream(out.toByteArray()));
    assertThat(decoded, equalTo(block));
    assertThat(coder, equalTo(RowBlockCoder.of(layout)));
    RowBlock.Reader reader = new RowBlock.Reader().open(decoded);
    for (byte[] expected : encoded) {
      assertThat(reader.next(), equalTo(true));
      assertThat(reader.length(), equalTo(expected.length));
      assertThat(
          java.util.Arrays.copyOfRange(
              reader.bytes(), reader.offset(), reader.offset() + reader.length()),
          equalTo(expected));
      assertThat(Frame.origin(reader.tag()), equalTo(origin >>> 1));
      assertThat(Frame.tied(reader.tag()), equalTo(false));
    }
    assertThat(reader.next(), equalTo(false));
    byte[] cut = java.util.Arrays.copyOf(out.toByteArray(), out.size() - 1);
    Assertions.assertThrows(EOFException.class, () -> coder.decode(new ByteArrayInputStream(cut)));
  }

  @Property(tries = 1000)
  void variableLengthNumbersRoundTrip(@ForAll long value) {
    byte[] bytes = new byte[10];
    int end = Frame.putVarint(bytes, 0, value);
    assertThat(Frame.getVarint(bytes, 0), equalTo(value));
    assertThat(Frame.varintSize(value), equalTo(end));
  }

  @Property(tries = 150)
  void aChecksumForgetsTheOrderAndNothingElse(@ForAll("rows") List<Row> rows, @ForAll long seed) {
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    ContentChecksum checksum = checksum(rows);
    assertThat(checksum(shuffled), equalTo(checksum));
    assertThat(ContentChecksum.parse(checksum.toString()), equalTo(checksum));
    assertThat(checksum(rows.subList(1, rows.size())), not(equalTo(checksum)));
    List<Row> twice = new ArrayList<>(rows);
    twice.add(rows.get(0));
    assertThat(checksum(twice), not(equalTo(checksum)));
    ContentChecksum parts =
        checksum(rows.subList(0, rows.size() / 2))
            .plus(checksum(rows.subList(rows.size() / 2, rows.size())));
    assertThat(parts, equalTo(checksum));
  }

  private static ContentChecksum checksum(List<Row> rows) {
    ContentChecksum sum = ContentChecksum.EMPTY;
    for (Row row : rows) {
      byte[] bytes = encode(row);
      sum = sum.plus(ContentChecksum.ofRow(bytes, 0, bytes.length));
    }
    return sum;
  }
}
