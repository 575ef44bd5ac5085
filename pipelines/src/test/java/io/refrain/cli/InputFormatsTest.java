package io.refrain.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows are the same content, in whatever format and files they come. */
class InputFormatsTest {
  private static final String CSV =
      """
      id,day,v,note
      1,2024-03-15,1,plain
      2,2024-03-15,1,"a, ""quoted""
      note"
      3,2024-03-16,1,Zürich 😀
      4,2024-03-16,1,
      """;
  private static final String JSON =
      """
      {"id":1,"day":"2024-03-15","v":1,"note":"plain"}
      {"v":1,"note":"a, \\"quoted\\"\\nnote","day":"2024-03-15","id":2}
      {"id":3,"day":"2024-03-16","v":1,"note":"Z\\u00fcrich \\ud83d\\ude00"}
      {"id":4,"day":"2024-03-16","v":1,"note":null}
      """;
  private static final String[] NOTES = {"plain", "a, \"quoted\"\nnote", "Zürich 😀", null};

  @TempDir private Path dir;
  private Path target;
  private String expected;

  @BeforeEach
  void csvIsTheMeasure() throws IOException {
    target = dir.resolve("target");
    Path csv = Files.writeString(dir.resolve("orders.csv"), CSV);
    expected = checksum(Refrain.replace(csv, dir.resolve("measure")));
  }

  private static String checksum(Refrain replace) {
    Outcome outcome = replace.run().isDone();
    assertThat(outcome.line("written"), is("4"));
    return outcome.line("checksum");
  }

  private Path gzipped(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
    return file;
  }

  @Test
  void jsonLinesAndGzipGiveTheSameContent() throws IOException {
    Path json = Files.writeString(dir.resolve("orders.jsonl"), JSON);

    assertThat(checksum(Refrain.replace(json, target)), is(expected));
    assertThat(checksum(Refrain.replace(gzipped("o.csv.gz", CSV), target)), is(expected));
    assertThat(checksum(Refrain.replace(gzipped("o.jsonl.gz", JSON), target)), is(expected));
  }

  @Test
  void theFormatMayBeSaidWhereTheNameDoesNotTell() throws IOException {
    Path text = Files.writeString(dir.resolve("orders.txt"), JSON);

    assertThat(checksum(Refrain.replace(text, target).with("--format", "json")), is(expected));
  }

  @Test
  void avroBringsItsSchemaAndGivesTheSameContent() throws IOException {
    Path avro = avro(dir.resolve("orders.avro"));

    assertThat(checksum(Refrain.replace(avro, target).without("--schema")), is(expected));
    assertThat(checksum(Refrain.replace(avro, target)), is(expected));
  }

  @Test
  void anAvroSchemaFileDeclaresTheColumnsOfText() throws IOException {
    Path schema = Files.writeString(dir.resolve("orders.avsc"), AVRO);

    assertThat(
        checksum(Refrain.replace(dir.resolve("orders.csv"), target).with("--schema", schema)),
        is(expected));
  }

  private static final String AVRO =
      """
      {"type": "record", "name": "Order", "fields": [
        {"name": "id", "type": ["null", "long"]},
        {"name": "day", "type": ["null", {"type": "int", "logicalType": "date"}]},
        {"name": "v", "type": ["null", "int"]},
        {"name": "note", "type": ["null", "string"]}]}
      """;

  private static Path avro(Path file) throws IOException {
    Schema schema = new Schema.Parser().parse(AVRO);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, file.toFile());
      for (int i = 0; i < NOTES.length; i++) {
        GenericRecord row = new GenericData.Record(schema);
        row.put("id", i + 1L);
        row.put("day", (int) LocalDate.of(2024, 3, 15 + i / 2).toEpochDay());
        row.put("v", 1);
        row.put("note", NOTES[i]);
        writer.append(row);
      }
    }
    return file;
  }

  @Test
  void parquetBringsItsSchemaAndGivesTheSameContent() throws SQLException {
    Path parquet = dir.resolve("orders.parquet");
    Dataset.query(
        "COPY (SELECT id, day, v::INTEGER AS v, note FROM read_csv('"
            + dir.resolve("orders.csv")
            + "')) TO '"
            + parquet
            + "' (FORMAT parquet)");

    assertThat(checksum(Refrain.replace(parquet, target).without("--schema")), is(expected));
  }

  @Test
  void aDirectoryAGlobAndAListGiveTheSameContent() throws IOException {
    Path parts = Files.createDirectories(dir.resolve("de livery/2024"));
    String[] lines = CSV.split("\n", 2);
    int cut = lines[1].indexOf("3,2024");
    Path first = parts.resolve("part 1.csv");
    Path second = parts.resolve("part 2.csv");
    Files.writeString(first, lines[0] + "\n" + lines[1].substring(0, cut));
    Files.writeString(second, lines[0] + "\n" + lines[1].substring(cut));
    Files.writeString(parts.resolve("_SUCCESS"), "");
    Files.writeString(parts.resolve(".hidden.csv"), "broken");

    Refrain replace = Refrain.replace(parts, target);
    assertThat(checksum(replace), is(expected));
    assertThat(checksum(replace.with("--input", dir.resolve("de livery"))), is(expected));
    assertThat(checksum(replace.with("--input", parts + "/part *.csv")), is(expected));
    assertThat(checksum(replace.with("--input", first + "," + second)), is(expected));
    assertThat(
        "a file named twice is read once",
        replace.with("--input", first + "," + second + "," + first).run().line("rows in"),
        is("4"));
  }

  @Test
  void columnsMayComeInAnyOrderAndMoreOfThemOnlyIfSaid() throws IOException {
    Path more =
        Files.writeString(dir.resolve("more.csv"), "extra,note,v,day,id\nx,plain,1,2024-03-15,1\n");
    Refrain replace = Refrain.replace(more, target);

    replace.run().failsWith(ExitCode.USAGE, "'extra'", "--ignoreExtra", "Nothing was stored.");

    assertThat(replace.with("--ignoreExtra").run().isDone().line("written"), is("1"));
  }

  @Test
  void relativePathsAreMeantFromTheWorkingDirectory() throws IOException, SQLException {
    Path here = Path.of("").toAbsolutePath();
    Path input = here.relativize(dir.resolve("orders.csv"));
    Path relativeTarget = here.relativize(target);

    assertThat(checksum(Refrain.replace(input, relativeTarget)), is(expected));
    assertThat(new Dataset(target).rows("count(*)"), contains("4"));
  }
}
