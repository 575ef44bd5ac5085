package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.pipelines.example.ExampleOrders;
import io.refrain.pipelines.example.OrderSpec;
import io.refrain.pipelines.schema.SchemaText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadDeliveryTest {
  private static final Schema ORDERS = SchemaText.parse("id BIGINT, name VARCHAR");

  @TempDir private Path dir;

  private String write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      OutputStream to = name.endsWith(".gz") ? new GZIPOutputStream(out) : out;
      to.write(text.getBytes(StandardCharsets.UTF_8));
      to.close();
    }
    return file.toString();
  }

  private ReadDelivery delivery(String input) {
    return ReadDelivery.from(input).withSchema(ORDERS);
  }

  /** Rows as a person reads them, with their origin. */
  private static final class Render extends DoFn<RowBlock, String> {
    private static final long serialVersionUID = 1L;
    private final RowLayout layout;
    private final List<InputFile> files;

    private Render(RowLayout layout, List<InputFile> files) {
      this.layout = layout;
      this.files = files;
    }

    @ProcessElement
    public void render(@Element RowBlock block, OutputReceiver<String> out) {
      RowText text = new RowText(layout);
      Origins origins = Origins.of(files);
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        out.output(
            origins.describe(Frame.origin(row.tag()))
                + " "
                + text.render(row.bytes(), row.offset(), row.length()));
      }
    }
  }

  private PCollection<String> rendered(ReadDelivery.Result read, String input) {
    return read.rows()
        .apply(ParDo.of(new Render(RowLayout.of(ORDERS), InputFiles.match(input))))
        .setCoder(StringUtf8Coder.of());
  }

  private static PCollection<Long> rowsIn(PCollection<Counts> counts) {
    return counts
        .apply(MapElements.into(TypeDescriptors.longs()).via(c -> c.get(Count.ROWS_IN)))
        .apply(Sum.longsGlobally());
  }

  private static Throwable rootOf(Throwable thrown) {
    return thrown.getCause() == null ? thrown : rootOf(thrown.getCause());
  }

  private String failure(ReadDelivery delivery) {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(delivery);
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());
    assertThat(rootOf(e).getClass().getSimpleName(), is("InputException"));
    return rootOf(e).getMessage();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000})
  void filesPlainAndCompressedAreReadWithTheirOrigins(int chunkBytes) throws IOException {
    write("in/a.csv", "\uFEFFid,name\n1,\"a\nb\"\n2,\n");
    write("in/b.csv.gz", "name,id\r\nx,3\r\n\r\ny,4");
    write("in/c.csv", "id,name\n");
    String input = dir.resolve("in").toString();
    Pipeline pipeline = Pipeline.create();

    ReadDelivery.Result read = pipeline.apply(delivery(input).withChunkBytes(chunkBytes));

    PAssert.that(rendered(read, input))
        .containsInAnyOrder(
            "a.csv:2 {id=1, name=a\nb}",
            "a.csv:4 {id=2, name=null}",
            "b.csv.gz:2 {id=3, name=x}",
            "b.csv.gz:4 {id=4, name=y}");
    PAssert.that(read.rejected()).empty();
    PAssert.that(rowsIn(read.counts())).containsInAnyOrder(4L);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000})
  void jsonLinesAreReadWithTheirOrigins(int chunkBytes) throws IOException {
    String input =
        write("a.jsonl", "\uFEFF{\"id\":1}\n\n{\"name\":\"é\"}\n{\"id\":\"x\"}\n{\"id\":2}");
    Pipeline pipeline = Pipeline.create();

    ReadDelivery.Result read = pipeline.apply(delivery(input).withChunkBytes(chunkBytes));

    PAssert.that(rendered(read, input))
        .containsInAnyOrder(
            "a.jsonl:1 {id=1, name=null}",
            "a.jsonl:3 {id=null, name=é}",
            "a.jsonl:5 {id=2, name=null}");
    PAssert.that(read.rejected())
        .containsInAnyOrder(
            new RejectedRow(
                RejectedRow.Code.UNFIT_VALUE,
                "id",
                "'x' is not a whole number",
                "{\"id\":\"x\"}",
                Origins.origin(4, 0)));
    PAssert.that(rowsIn(read.counts())).containsInAnyOrder(4L);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void rejectedRowsAreCountedAndCarryTheirLine() throws IOException {
    String input = write("a.csv", "id,name\n1,a\nx,b\n2,c,d\n3,e\n");
    Pipeline pipeline = Pipeline.create();

    ReadDelivery.Result read = pipeline.apply(delivery(input).withChunkBytes(5));

    PAssert.that(read.rejected())
        .containsInAnyOrder(
            new RejectedRow(
                RejectedRow.Code.UNFIT_VALUE,
                "id",
                "'x' is not a whole number",
                "x,b",
                Origins.origin(3, 0)),
            new RejectedRow(
                RejectedRow.Code.MALFORMED_ROW,
                "",
                "3 fields, where the header names 2 columns",
                "2,c,d",
                Origins.origin(4, 0)));
    PAssert.that(rowsIn(read.counts())).containsInAnyOrder(4L);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void manyRowsInManyChunksAreEachReadOnce() throws IOException {
    Path file = dir.resolve("orders.csv");
    ExampleOrders.write(file, OrderSpec.ofRows(50_000));
    Pipeline pipeline = Pipeline.create();

    ReadDelivery.Result read =
        pipeline.apply(
            ReadDelivery.from(file.toString())
                .withSchema(SchemaText.parse(ExampleOrders.SCHEMA))
                .withChunkBytes(100_000));

    PAssert.that(read.rejected()).empty();
    PAssert.that(rowsIn(read.counts())).containsInAnyOrder(50_000L);
    PAssert.that(
            read.rows()
                .apply(MapElements.into(TypeDescriptors.longs()).via(b -> (long) b.rowCount()))
                .apply(Sum.longsGlobally()))
        .containsInAnyOrder(50_000L);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void theFormatMayBeSaidAndExtraColumnsIgnored() throws IOException {
    String input = write("a.txt", "id,more,name\n1,2,x\n");
    Pipeline pipeline = Pipeline.create();

    ReadDelivery.Result read =
        pipeline.apply(delivery(input).ignoringExtraColumns().withFormat(InputFormat.CSV));

    PAssert.that(
            read.rows()
                .apply(
                    ParDo.of(
                        new Render(
                            RowLayout.of(ORDERS), InputFiles.match(input, InputFormat.CSV)))))
        .containsInAnyOrder("a.txt:2 {id=1, name=x}");
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatMakesAnInputUnreadableFailsTheRun() throws IOException {
    String gone = dir.resolve("gone.csv").toString();
    assertThat(failure(delivery(gone)), containsString("'" + gone + "'"));

    String empty = write("empty.csv", "");
    assertThat(failure(delivery(empty)), containsString(empty + " is empty."));

    String emptyGzip = write("empty.csv.gz", "");
    assertThat(failure(delivery(emptyGzip)), containsString(emptyGzip + " is empty."));

    String header = write("header.csv", "id\n1\n");
    assertThat(failure(delivery(header)), containsString("has no column 'name'"));

    String extra = write("extra.csv", "id,name,x\n1,2,3\n");
    assertThat(failure(delivery(extra)), containsString("has the column 'x'"));

    String quote = write("quote.csv", "id,name\n1,\"a\n2,b\n");
    assertThat(failure(delivery(quote)), containsString(quote + ":2: the quote opened"));

    String quoteGzip = write("quote.csv.gz", "id,name\n1,\"a\n2,b\n");
    assertThat(failure(delivery(quoteGzip)), containsString(quoteGzip + ":2: the quote opened"));
  }

  @Test
  void filesThatAreNotPlainUtf8AreNamedForWhatTheyAre() throws IOException {
    Path utf16 = dir.resolve("a.csv");
    Files.write(utf16, "\uFEFFid,name\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(failure(delivery(utf16.toString())), containsString("is UTF-16. Save it as UTF-8"));

    Path gzip = dir.resolve("b.csv");
    Files.move(Path.of(write("b.csv.gz", "id,name\n")), gzip);
    assertThat(failure(delivery(gzip.toString())), containsString("ends in .gz"));

    Path zip = dir.resolve("c.jsonl");
    Files.write(zip, new byte[] {'P', 'K', 3, 4, 0});
    assertThat(failure(delivery(zip.toString())), containsString("is compressed. Unpack it"));
  }

  @Test
  void withoutASchemaNoPipelineIsMade() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Pipeline.create().apply(ReadDelivery.from("orders.csv")));

    assertThat(e.getMessage(), containsString("The input 'orders.csv' needs a schema"));
  }
}
