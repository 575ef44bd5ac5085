package io.refrain.testkit.stored;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.ReplaceScope;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.iceberg.IcebergCatalog;
import io.refrain.iceberg.IcebergTable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of lakes are read as their readers see them. */
final class LakeContentTest {
  private static final Schema LINE =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("price", FieldType.logicalType(FixedPrecisionNumeric.of(8, 2)))
          .addLogicalTypeField("sold", SqlTypes.DATE)
          .addLogicalTypeField("at", new MicrosInstant())
          .addNullableField("raw", FieldType.BYTES)
          .addNullableField("note", FieldType.STRING)
          .build();
  private static final String FIRST =
      "{id=1, price=2.50, sold=2024-03-15, at=2024-03-15T08:00:00.123456Z, raw=0x0aff, note=hi}";

  @TempDir Path directory;

  private static Row line(long id, String price, byte[] raw, String note, int seconds) {
    return Row.withSchema(LINE)
        .addValues(
            id,
            price == null ? null : new BigDecimal(price),
            LocalDate.of(2024, 3, 15),
            Instant.parse("2024-03-15T08:00:00.123456Z").plusSeconds(seconds),
            raw,
            note)
        .build();
  }

  private static final List<Row> LINES =
      List.of(line(1, "2.50", new byte[] {10, -1}, "hi", 0), line(2, null, null, null, 0));

  private static void replace(ReplaceTarget table) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(LINES).withRowSchema(LINE))
        .apply(
            PartitionReplaceSink.<Row>into(table)
                .scope(ReplaceScope.everything())
                .pipelineName("lines"));
    pipeline.run().waitUntilFinish();
  }

  private static void mergeByPosition(MergeTarget table) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(List.of(line(2, "1.00", null, "new", 9))).withRowSchema(LINE))
        .apply(
            MergeTableSink.<Row>into(table)
                .byKey("id")
                .latestBy("at")
                .pipelineName("lines")
                .deleteByPosition());
    pipeline.run().waitUntilFinish();
  }

  private Map<String, String> catalog() {
    return Map.of(
        "type",
        "jdbc",
        "uri",
        "jdbc:sqlite:" + directory.resolve("catalog.db"),
        "warehouse",
        directory.resolve("warehouse").toString());
  }

  private static void assertSameInEveryZone(StoredContent content) throws Exception {
    List<StoredRow> rows = content.read();
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Marquesas"));
      assertThat(content.read(), containsInAnyOrder(rows.toArray()));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  private static List<String> texts(StoredContent content) throws Exception {
    return content.read().stream().map(StoredRow::toString).toList();
  }

  @Test
  void anIcebergTableIsReadWithItsDeletes() throws Exception {
    IcebergTable table = IcebergTable.in(IcebergCatalog.of(catalog())).table("shop.lines");
    StoredContent content = StoredContent.iceberg(catalog(), "shop.lines");
    replace(table.createIfMissing());
    assertThat(content.read().size(), is(2));
    mergeByPosition(table);
    assertThat(
        texts(content),
        containsInAnyOrder(
            is(FIRST),
            is(
                "{id=2, price=1.00, sold=2024-03-15, at=2024-03-15T08:00:09.123456Z, raw=null,"
                    + " note=new}")));
    assertSameInEveryZone(content);
  }

  @Test
  void aDeltaTableIsReadAtItsNewestVersion() throws Exception {
    Path root = directory.resolve("lines");
    DeltaTable table = DeltaTable.at(root.toString()).partitionedBy("sold").createIfMissing();
    StoredContent content = StoredContent.delta(root);
    replace(table);
    replace(table);
    assertThat(
        texts(content),
        containsInAnyOrder(
            is(FIRST),
            startsWith("{id=2, price=null, sold=2024-03-15, at=2024-03-15T08:00:00.123456Z,")));
    assertSameInEveryZone(content);
  }

  @Test
  void aTableThatIsNotThereIsEmpty() throws Exception {
    assertThat(StoredContent.delta(directory.resolve("none")).read(), is(empty()));
    assertThat(StoredContent.iceberg(catalog(), "shop.none").read(), is(empty()));
  }

  @Test
  void aCatalogHasAName() throws Exception {
    replace(
        IcebergTable.in(IcebergCatalog.of(catalog()).named("lake"))
            .table("shop.lines")
            .createIfMissing());
    assertThat(StoredContent.iceberg(catalog(), "shop.lines").read(), is(empty()));
    assertThat(
        texts(StoredContent.iceberg("lake", catalog(), "shop.lines")).subList(0, 1),
        contains(startsWith("{id=")));
  }

  @Test
  void aCatalogOfNoKindIsAnError() {
    StoredContent content = StoredContent.iceberg(Map.of("type", "none"), "shop.lines");
    assertThat(
        assertThrows(UnsupportedOperationException.class, content::read).getMessage(),
        startsWith("Unknown catalog type: none"));
  }
}
