package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;

class CsvPropertyTest {

  @Property(tries = 500)
  void whatIsWrittenIsReadWhereverTheFileIsCut(
      @ForAll("tables") List<List<Object>> table,
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 40) int pieceBytes,
      @ForAll @IntRange(min = 1, max = 40) int windowBytes) {
    List<Long> lines = new ArrayList<>();
    String text = write(table, random, lines);

    Parsed parsed = Parsed.csv(utf8(text), schema(table), pieceBytes, windowBytes);

    assertThat(parsed.rejected, is(empty()));
    assertThat(parsed.rows, is(table));
    assertThat(parsed.lines, is(lines));
    assertThat(parsed.count, is((long) table.size()));
  }

  @Property(tries = 300)
  void whatAnotherLibraryWritesIsRead(
      @ForAll("tables") List<List<Object>> table,
      @ForAll boolean crlf,
      @ForAll boolean quoteAll,
      @ForAll @IntRange(min = 1, max = 40) int pieceBytes) {
    StringWriter text = new StringWriter();
    CsvWriter csv =
        CsvWriter.builder()
            .lineDelimiter(crlf ? LineDelimiter.CRLF : LineDelimiter.LF)
            .quoteStrategy(quoteAll ? QuoteStrategies.NON_EMPTY : QuoteStrategies.EMPTY)
            .bufferSize(0)
            .build(text);
    boolean tellsNullFromEmpty = !quoteAll;
    csv.writeRecord(names(table));
    table.forEach(row -> csv.writeRecord(row.stream().map(v -> (String) v).toList()));

    Parsed parsed = Parsed.csv(utf8(text.toString()), schema(table), pieceBytes, Parsed.LARGE);

    List<List<Object>> expected = tellsNullFromEmpty ? table : emptyAsNull(table);
    assertThat(parsed.rejected, is(empty()));
    assertThat(parsed.rows, is(expected));
  }

  @Property(tries = 500)
  void anyTextAtAllIsReadTheSameWhereverItIsCut(
      @ForAll("scraps") String scraps,
      @ForAll @IntRange(min = 1, max = 20) int pieceBytes,
      @ForAll @IntRange(min = 1, max = 20) int windowBytes) {
    byte[] bytes = utf8("c0,c1\n" + scraps);
    Schema schema = schema(2);
    String whole = outcome(bytes, schema, Parsed.LARGE, Parsed.LARGE);

    String cut = outcome(bytes, schema, pieceBytes, windowBytes);

    assertThat(cut, is(whole));
  }

  private static String outcome(byte[] bytes, Schema schema, int pieceBytes, int windowBytes) {
    try {
      Parsed parsed = Parsed.csv(bytes, schema, pieceBytes, windowBytes);
      return parsed.rows + "\n" + parsed.lines + "\n" + parsed.rejected;
    } catch (InputException e) {
      return e.getMessage();
    }
  }

  @Provide
  static Arbitrary<String> scraps() {
    return Arbitraries.of("a", "\"", "\"\"", ",", "\n", "\r\n", "\r", "é", "a,b\n", "\"x\ny\",")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  @Provide
  static Arbitrary<List<List<Object>>> tables() {
    Arbitrary<String> texts =
        Arbitraries.of("a", "b", " ", ",", "\"", "\n", "\r", "\r\n", "é", "日", "😀", "12", "")
            .list()
            .ofMaxSize(6)
            .map(parts -> String.join("", parts));
    Arbitrary<Object> values = texts.map(t -> (Object) t).injectNull(0.2);
    return Arbitraries.integers()
        .between(1, 4)
        .flatMap(n -> values.list().ofSize(n).list().ofMinSize(1).ofMaxSize(8));
  }

  /** Writes with quotes where they are needed and, at random, where they are not. */
  private static String write(List<List<Object>> table, Random random, List<Long> lines) {
    StringBuilder out = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    out.append(String.join(",", names(table))).append(random.nextBoolean() ? "\n" : "\r\n");
    for (List<Object> row : table) {
      lines.add(1 + out.chars().filter(c -> c == '\n').count());
      for (int i = 0; i < row.size(); i++) {
        out.append(i == 0 ? "" : ",").append(field((String) row.get(i), random));
      }
      out.append(random.nextBoolean() ? "\n" : "\r\n");
      // An empty line means nothing, except in a file of one column.
      out.append(row.size() > 1 && random.nextInt(5) == 0 ? "\r\n" : "");
    }
    boolean endsInValue = table.get(table.size() - 1).size() > 1;
    return endsInValue && random.nextBoolean() ? out.toString().stripTrailing() : out.toString();
  }

  private static String field(String value, Random random) {
    if (value == null) {
      return "";
    }
    boolean needed = value.isEmpty() || value.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0);
    // stripTrailing() above must not eat into a value.
    boolean spaces = value.endsWith(" ");
    return needed || spaces || random.nextBoolean()
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  private static List<List<Object>> emptyAsNull(List<List<Object>> table) {
    return table.stream()
        .map(row -> new ArrayList<>(row))
        .peek(row -> Collections.replaceAll(row, "", null))
        .map(row -> (List<Object>) row)
        .toList();
  }

  private static List<String> names(List<List<Object>> table) {
    return schema(table).getFieldNames();
  }

  private static Schema schema(List<List<Object>> table) {
    return schema(table.get(0).size());
  }

  private static Schema schema(int columns) {
    Schema.Builder schema = Schema.builder();
    for (int i = 0; i < columns; i++) {
      schema.addNullableField("c" + i, FieldType.STRING);
    }
    return schema.build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
