package io.refrain.core.merge;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.testing.InMemoryMergeTarget;
import io.refrain.core.testing.Orders;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/** How rows of an input and those of a table correspond. */
final class TableFitTest {
  private static final FieldType MOMENT = FieldType.logicalType(new MicrosInstant());

  private static Schema.Builder keyAndVersion() {
    return Schema.builder().addInt64Field("order_id").addField("updated_at", MOMENT);
  }

  private static InMemoryMergeTarget table(Schema schema) {
    return InMemoryMergeTarget.create(schema);
  }

  private static RefrainException failure(InMemoryMergeTarget table, Row... rows) {
    RefrainException e =
        assertThrows(
            RefrainException.class, () -> MergeRun.into(table, "order_id").run(1, List.of(rows)));
    assertThat(table.commits(), is(0));
    return e;
  }

  private static Row row(Schema schema, Object... values) {
    return Row.withSchema(schema).addValues(values).build();
  }

  @Test
  void aColumnThatTheTableLacksIsRefused() {
    Schema input = keyAndVersion().addStringField("color").build();
    RefrainException e =
        failure(table(keyAndVersion().build()), row(input, 1L, MergeOrders.at(1), "red"));
    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot merge into memory: it has no column 'color'. Its columns are: [order_id,"
                + " updated_at]. Nothing was changed. Name one of these, or add the column to the"
                + " table."));
  }

  @Test
  void aRequiredColumnThatTheInputLacksIsRefused() {
    Schema schema = keyAndVersion().addStringField("color").build();
    RefrainException e =
        failure(table(schema), row(keyAndVersion().build(), 1L, MergeOrders.at(1)));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot merge into memory: its column 'color' is required, and the input has no such"
                + " column. Nothing was changed. Add it to the input, or let the table's column be"
                + " null."));
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() {
    Schema schema = keyAndVersion().addField("at", FieldType.logicalType(SqlTypes.DATE)).build();
    Schema input = keyAndVersion().addStringField("at").build();
    RefrainException e = failure(table(schema), row(input, 1L, MergeOrders.at(1), "2024-03-15"));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot merge into memory: its column 'at' is DATE, but VARCHAR in the input. Nothing"
                + " was changed. Convert the input's column."));
  }

  @Test
  void aFlagMustBeABooleanOrAMoment() {
    Schema schema = keyAndVersion().addNullableField("gone", FieldType.STRING).build();
    Schema input = keyAndVersion().addStringField("op").build();
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () ->
                MergeRun.into(table(schema), "order_id")
                    .softDelete("gone")
                    .run(1, List.of(row(input, 1L, MergeOrders.at(1), "d"))));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot merge into memory: its column 'gone' is VARCHAR, and cannot flag deleted rows."
                + " Nothing was changed. Name a boolean column, or a timestamp of the same type as"
                + " a version column."));
  }

  @Test
  void aNullInARequiredColumnIsRejected() {
    Schema schema = keyAndVersion().addStringField("color").build();
    Schema input = keyAndVersion().addNullableField("color", FieldType.STRING).build();
    RefrainException e = failure(table(schema), row(input, 1L, MergeOrders.at(1), null));
    assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        e.rejected().get(0).toString(),
        equalTo("null_value in color: the table requires a value, but it is null"));
  }

  @Test
  void numbersAreStoredExactlyOrRejected() throws IOException {
    InMemoryMergeTarget table =
        table(
            Schema.builder()
                .addInt32Field("order_id")
                .addField("updated_at", MOMENT)
                .addField("amount", FieldType.logicalType(FixedPrecisionNumeric.of(5, 2)))
                .addDoubleField("ratio")
                .build());
    Schema input = keyAndVersion().addDecimalField("amount").addFloatField("ratio").build();
    Row fits = row(input, 7L, MergeOrders.at(1), new BigDecimal("1.5"), 0.25f);
    MergeRun run = MergeRun.into(table, "order_id");
    run.run(1, List.of(fits));
    MergeReceipt again = run.run(2, List.of(fits));
    assertThat(again.counts().get(Count.UNCHANGED), is(1L));
    assertThat(
        Orders.text(table.rows()), equalTo(List.of("[7, 2024-03-20T12:00:01Z, 1.50, 0.25]")));
    assertThat(
        rejection(run, row(input, 1L << 40, MergeOrders.at(1), BigDecimal.ONE, 1f)),
        equalTo("unfit_value in order_id: 1099511627776 is out of range for INTEGER"));
    assertThat(
        rejection(run, row(input, 1L, MergeOrders.at(1), new BigDecimal("0.001"), 1f)),
        equalTo("unfit_value in amount: 0.001 has more than 2 decimal places"));
  }

  private static String rejection(MergeRun run, Row row) {
    return assertThrows(RefrainException.class, () -> run.run(3, List.of(row)))
        .rejected()
        .get(0)
        .toString();
  }

  @Test
  void aStoredValueWithoutAFormInTheInputLosesATie() throws IOException {
    Schema schema = keyAndVersion().addInt64Field("amount").build();
    InMemoryMergeTarget table = table(schema);
    table.append(
        List.of(
            row(schema, 1L, MergeOrders.at(1), 1L << 40),
            row(schema, 2L, MergeOrders.at(1), 1L << 40)));
    Schema input = keyAndVersion().addInt32Field("amount").build();
    MergeRun.into(table, "order_id")
        .run(
            1, List.of(row(input, 1L, MergeOrders.at(1), 5), row(input, 2L, MergeOrders.at(0), 5)));
    assertThat(
        Orders.text(table.rows()),
        equalTo(
            List.of("[1, 2024-03-20T12:00:01Z, 5]", "[2, 2024-03-20T12:00:01Z, 1099511627776]")));
  }

  @Test
  void aMomentFlagsADeletedRow() throws IOException {
    Schema schema = keyAndVersion().addNullableField("deleted_at", MOMENT).build();
    InMemoryMergeTarget table = table(schema);
    Schema input = keyAndVersion().addStringField("op").build();
    MergeRun run = MergeRun.into(table, "order_id").softDelete("deleted_at");
    run.run(1, List.of(row(input, 1L, MergeOrders.at(1), "c")));
    run.run(2, List.of(row(input, 1L, MergeOrders.at(2), "d")));
    assertThat(run.run(3, List.of(row(input, 1L, MergeOrders.at(2), "d"))).committed(), is(false));
    assertThat(
        Orders.text(table.rows()),
        equalTo(List.of("[1, 2024-03-20T12:00:02Z, 2024-03-20T12:00:02Z]")));
    run.run(4, List.of(row(input, 1L, MergeOrders.at(3), "u")));
    assertThat(Orders.text(table.rows()), equalTo(List.of("[1, 2024-03-20T12:00:03Z, null]")));
  }

  @Test
  void moreThanOneKeyColumnOfVariableLength() throws IOException {
    Schema schema =
        Schema.builder()
            .addStringField("b")
            .addField("at", FieldType.logicalType(SqlTypes.DATETIME))
            .addStringField("a")
            .addField("updated_at", MOMENT)
            .build();
    InMemoryMergeTarget table = table(schema);
    LocalDateTime noon = LocalDateTime.of(2024, 3, 20, 12, 0);
    MergeRun run = MergeRun.into(table, "a", "at", "b");
    run.run(
        1,
        List.of(
            row(schema, "x", noon, "yy", MergeOrders.at(1)),
            row(schema, "xy", noon, "y", MergeOrders.at(1))));
    run.run(2, List.of(row(schema, "x", noon, "yy", MergeOrders.at(2))));
    assertThat(
        Orders.text(table.rows()),
        equalTo(
            List.of(
                "[x, 2024-03-20T12:00, yy, 2024-03-20T12:00:02Z]",
                "[xy, 2024-03-20T12:00, y, 2024-03-20T12:00:01Z]")));
  }
}
