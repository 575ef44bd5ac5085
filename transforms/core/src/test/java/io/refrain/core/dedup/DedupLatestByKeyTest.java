package io.refrain.core.dedup;

import static io.refrain.core.row.Versions.row;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.auto.value.AutoValue;
import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.DecodeRows;
import io.refrain.core.blocks.EncodeRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.Versions;
import io.refrain.core.testing.Pipelines;
import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.JavaBeanSchema;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DedupLatestByKeyTest {
  private static final List<Row> ROWS =
      List.of(
          row("a", 1, "first"),
          row("a", 3, "third"),
          row("a", 2, "second"),
          row("b", 1, "only"),
          row("c", 5, "tied 1"),
          row("c", 5, "tied 2"),
          row("c", 4, "older"));
  private static final List<Row> LATEST =
      List.of(row("a", 3, "third"), row("b", 1, "only"), row("c", 5, "tied 2"));

  private static <T> DedupLatestByKey<T> dedup() {
    return DedupLatestByKey.<T>byKey("key").latestBy("version");
  }

  private static Counts total(Iterable<Counts> parts) {
    Counts sum = Counts.NONE;
    for (Counts part : parts) {
      sum = sum.plus(part);
    }
    return sum;
  }

  private static void assertCounts(PCollection<Counts> parts, Counts expected) {
    PAssert.that(parts)
        .satisfies(
            all -> {
              assertThat(total(all), equalTo(expected));
              return null;
            });
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,64", "2,3", "5,64"})
  void theSameRowsRepeatedAndShuffledGiveTheSameLatestRows(int times, int shards) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      rows.addAll(ROWS);
    }
    Collections.shuffle(rows, new Random(times));
    Pipeline pipeline = Pipelines.create(times);
    PCollection<Row> input = pipeline.apply(Create.of(rows).withRowSchema(Versions.SCHEMA));
    DedupLatestByKey.Result<Row> result =
        input.apply(DedupLatestByKeyTest.<Row>dedup().withShards(shards).maxShardBytes(1024));
    PAssert.that(result.rows()).containsInAnyOrder(LATEST);
    PAssert.that(result.rejected()).empty();
    assertCounts(
        result.counts(),
        Counts.of(Count.ROWS_IN, 7L * times)
            .with(Count.COLLAPSED, 7L * times - 3)
            .with(Count.TIES, 1));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void manyRowsInSmallMemoryAreThoseOfTheModel() {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(row("k" + random.nextInt(1500), random.nextInt(4), "text " + random.nextInt(9)));
    }
    List<String> expected = new ArrayList<>();
    Versions.latest(rows).values().forEach(text -> expected.add(text.replace(" tied", "")));
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> latest =
        pipeline
            .apply(Create.of(rows).withRowSchema(Versions.SCHEMA))
            .apply(DedupLatestByKeyTest.<Row>dedup().withShards(2).maxShardBytes(4096))
            .rows();
    PAssert.that(latest)
        .satisfies(
            all -> {
              List<String> found = new ArrayList<>();
              all.forEach(row -> found.add(row.getValues().toString()));
              found.sort(null);
              expected.sort(null);
              assertThat(found, equalTo(expected));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void blocksStayBlocks() {
    Pipeline pipeline = Pipelines.create();
    PCollection<RowBlock> blocks =
        pipeline
            .apply(Create.of(ROWS).withRowSchema(Versions.SCHEMA))
            .apply(EncodeRows.create())
            .blocks();
    DedupLatestByKey.Result<RowBlock> result = blocks.apply(dedup());
    PAssert.that(result.rows().apply(DecodeRows.toRows(Versions.SCHEMA)))
        .containsInAnyOrder(LATEST);
    pipeline.run().waitUntilFinish();
  }

  /** A bean. */
  @DefaultSchema(JavaBeanSchema.class)
  public static class Order implements Serializable {
    private static final long serialVersionUID = 1L;
    private long id;
    private String text = "";

    public Order() {}

    public Order(long id, String text) {
      this.id = id;
      this.text = text;
    }

    public long getNumber() {
      return id;
    }

    public void setNumber(long id) {
      this.id = id;
    }

    public String getText() {
      return text;
    }

    public void setText(String text) {
      this.text = text;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Order other && id == other.id && text.equals(other.text);
    }

    @Override
    public int hashCode() {
      return Objects.hash(id, text);
    }

    @Override
    public String toString() {
      return id + " " + text;
    }
  }

  @Test
  void beansStayBeans() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Order> latest =
        pipeline
            .apply(
                Create.of(
                    new Order(1, "a"), new Order(1, "c"), new Order(1, "b"), new Order(2, "")))
            .apply(DedupLatestByKey.<Order>byKey("number").latestBy("text"))
            .rows();
    PAssert.that(latest).containsInAnyOrder(new Order(1, "c"), new Order(2, ""));
    pipeline.run().waitUntilFinish();
  }

  /** A value. */
  @DefaultSchema(AutoValueSchema.class)
  @AutoValue
  public abstract static class Price {
    public abstract String getProduct();

    public abstract double getAmount();

    static Price of(String product, double amount) {
      return new AutoValue_DedupLatestByKeyTest_Price(product, amount);
    }
  }

  @Test
  void autoValuesStayAutoValues() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Price> latest =
        pipeline
            .apply(Create.of(Price.of("a", 1.5), Price.of("a", -2), Price.of("b", 0)))
            .apply(DedupLatestByKey.<Price>byKey("product").latestBy("amount"))
            .rows();
    PAssert.that(latest).containsInAnyOrder(Price.of("a", 1.5), Price.of("b", 0));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void pairsKeepTheValueOfTheGreatestVersion() {
    Pipeline pipeline = Pipelines.create();
    PCollection<KV<String, Long>> latest =
        pipeline
            .apply(
                Create.of(
                        List.of(KV.of("a", 12L), KV.of("a", 31L), KV.of("a", 39L), KV.of("b", 1L)))
                    .withCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of())))
            .apply(DedupLatestByKey.<String, Long>ofValues(value -> value / 10).withShards(2));
    PAssert.that(latest).containsInAnyOrder(List.of(KV.of("a", 39L), KV.of("b", 1L)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aDeleteWinsOverAnUpsertOfItsVersion() {
    Schema schema =
        Schema.builder().addInt64Field("id").addInt64Field("at").addStringField("op").build();
    List<Row> rows =
        List.of(
            Row.withSchema(schema).addValues(1L, 5L, "u").build(),
            Row.withSchema(schema).addValues(1L, 5L, "d").build(),
            Row.withSchema(schema).addValues(2L, 5L, "DELETE").build(),
            Row.withSchema(schema).addValues(2L, 6L, "c").build());
    Pipeline pipeline = Pipelines.create();
    DedupLatestByKey.Result<Row> result =
        pipeline
            .apply(Create.of(rows).withRowSchema(schema))
            .apply(DedupLatestByKey.<Row>byKey("id").latestBy("at").changeKind("op"));
    PAssert.that(result.rows()).containsInAnyOrder(rows.get(1), rows.get(3));
    assertCounts(result.counts(), Counts.of(Count.ROWS_IN, 4).with(Count.COLLAPSED, 2));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void rowsWithoutKeyOrVersionOrEncodingAreRejectedAndCounted() {
    Schema schema =
        Schema.builder()
            .addNullableField("id", FieldType.INT64)
            .addNullableField("at", FieldType.logicalType(SqlTypes.DATETIME))
            .build();
    LocalDateTime at = LocalDateTime.of(2024, 3, 15, 10, 0);
    List<Row> rows =
        List.of(
            Row.withSchema(schema).addValues(1L, at).build(),
            Row.withSchema(schema).addValues(null, at).build(),
            Row.withSchema(schema).addValues(3L, null).build(),
            Row.withSchema(schema).addValues(null, null).build(),
            Row.withSchema(schema).addValues(4L, at.plusNanos(1)).build());
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> input = pipeline.apply(Create.of(rows).withRowSchema(schema));
    DedupLatestByKey.Result<Row> result =
        input.apply(DedupLatestByKey.<Row>byKey("id").latestBy("at"));
    PAssert.that(result.rows()).containsInAnyOrder(rows.get(0));
    PAssert.that(result.rejected())
        .containsInAnyOrder(
            new RejectedRow(
                RejectedRow.Code.NULL_KEY, "id", "the key is null", "{id=null, at=" + at + "}", 0),
            new RejectedRow(
                RejectedRow.Code.NULL_VERSION, "at", "the version is null", "{id=3, at=null}", 0),
            new RejectedRow(
                RejectedRow.Code.NULL_KEY, "id", "the key is null", "{id=null, at=null}", 0),
            new RejectedRow(
                RejectedRow.Code.UNFIT_VALUE,
                "at",
                at.plusNanos(1) + " is finer than a microsecond",
                rows.get(4).toString(),
                0));
    assertCounts(result.counts(), Counts.of(Count.ROWS_IN, 5));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aCollectionThatDoesNotKnowItsTypeHoldsRows() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Row> rows =
        pipeline.apply(Create.of(row("a", 1, "x")).withRowSchema(Versions.SCHEMA));

    PAssert.that(rows.apply(DedupLatestByKeyTest.<Row>dedup()).rows())
        .containsInAnyOrder(row("a", 1, "x"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void whatIsWrongIsSaidWhileThePipelineIsBuilt() {
    assertThat(
        message(DedupLatestByKeyTest.<Row>dedup().latestBy("updated_at")),
        equalTo("Unknown column 'updated_at'. The columns are: [key, version, text]."));
    assertThat(
        message(DedupLatestByKey.<Row>byKey("order_id").latestBy("version")),
        equalTo("Unknown column 'order_id'. The columns are: [key, version, text]."));
    assertThat(
        message(DedupLatestByKey.<Row>byKey().latestBy("version")),
        equalTo("A key needs at least one column."));
    assertThat(
        message(DedupLatestByKey.byKey("key")),
        equalTo("Latest by what? Name at least one version column."));
    assertThat(
        message(DedupLatestByKeyTest.<Row>dedup().changeKind("version")),
        equalTo(
            "Change kind column 'version' must hold text, a boolean or the moment of the deletion,"
                + " but is BIGINT."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> dedup().withShards(0)).getMessage(),
        equalTo("shards must be between 1 and 65536, but is 0"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> dedup().maxShardBytes(1)).getMessage(),
        equalTo("maxShardBytes must be at least 1024, but is 1"));
    Pipeline pipeline = Pipelines.create();
    PCollection<String> text = pipeline.apply("Text", Create.of("a"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> text.apply(dedup())).getMessage(),
        containsString(
            "' has no schema. Set one (setRowSchema, or a type with @DefaultSchema), so that its"
                + " columns have names."));
  }

  private static String message(DedupLatestByKey<Row> wrong) {
    PCollection<Row> input =
        Pipelines.create().apply(Create.of(ROWS).withRowSchema(Versions.SCHEMA));
    return assertThrows(IllegalArgumentException.class, () -> input.apply(wrong)).getMessage();
  }
}
