package io.refrain.core.testing;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.merge.MergeOrders.stored;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.merge.MergeOrders;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every table must do into which merges may add columns. */
public abstract class MergeColumnsContract {
  private static final Schema WITH_COLOUR =
      Schema.builder()
          .addFields(MergeOrders.UPSERTS.getFields())
          .addStringField("colour")
          .addNullableField("weight", FieldType.INT64)
          .build();
  private static final Schema WIDER =
      Schema.builder()
          .addFields(MergeOrders.TABLE.getFields())
          .addNullableField("colour", FieldType.STRING)
          .addNullableField("weight", FieldType.INT64)
          .build();

  /** A new table of {@link MergeOrders#TABLE}, to which nothing may be added. */
  protected abstract MergeTarget newTable() throws Exception;

  /** The same table, to which columns may be added. */
  protected abstract MergeTarget adding(MergeTarget table);

  /** All rows, with these columns of the table, read apart from the code under test. */
  protected abstract List<Row> readAll(MergeTarget table, Schema columns);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void newColumnsComeWithTheCommitAndOldRowsAreNullThere(boolean byPosition) throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, Orders.all(orders(1, 3, DAY_1, 1), orders(5, 6, DAY_2, 1)));
    List<Row> delivery =
        List.of(
            coloured(order(2, DAY_1, 2), "red", 7L), coloured(order(4, DAY_1, 1), "blue", null));

    MergeReceipt receipt =
        byId(adding(table)).byPosition(byPosition && table.deletesByPosition()).run(2, delivery);

    assertThat(receipt.committed(), is(true));
    assertThat(receipt.counts().get(Count.INSERTED), equalTo(1L));
    List<String> now = Orders.text(readAll(table, WIDER));
    assertThat(now.size(), is(6));
    for (Row row :
        List.of(
            wide(order(1, DAY_1, 1), null, null),
            wide(order(2, DAY_1, 2), "red", 7L),
            wide(order(4, DAY_1, 1), "blue", null),
            wide(order(5, DAY_2, 1), null, null))) {
      assertThat(now, hasItem(Orders.text(List.of(row)).get(0)));
    }

    MergeReceipt again = byId(adding(table)).run(3, delivery);
    assertThat(again.committed(), is(false));
    assertThat(again.counts().get(Count.UNCHANGED), equalTo(2L));
    assertThat(Orders.text(readAll(table, WIDER)), equalTo(now));
  }

  @Test
  void aLaterDeliveryWithoutTheColumnKeepsWhatItHolds() throws Exception {
    MergeTarget table = newTable();
    byId(adding(table)).run(1, List.of(coloured(order(1, DAY_1, 1), "red", 7L)));
    byId(table).run(2, List.of(order(1, DAY_1, 2), order(2, DAY_1, 1)));
    assertThat(
        Orders.text(readAll(table, WIDER)),
        equalTo(
            Orders.text(
                List.of(
                    wide(order(1, DAY_1, 2), "red", 7L), wide(order(2, DAY_1, 1), null, null)))));
  }

  @Test
  void columnsThatMayNotBeAddedAreRefused() throws Exception {
    MergeTarget table = newTable();
    RefrainException e = refused(table, List.of(coloured(order(1, DAY_1, 1), "red", 7L)));
    assertThat(e.getMessage(), containsString("it has no column 'colour'. Its columns are: "));
    assertThat(columns(table), not(hasItem("colour")));
  }

  @Test
  void aTypeThatDoesNotFitIsRefusedWithBothTypes() throws Exception {
    MergeTarget table = newTable();
    Schema schema =
        Schema.builder()
            .addInt64Field("order_id")
            .addNullableField("product", FieldType.INT64)
            .addField(MergeOrders.UPSERTS.getField("updated_at"))
            .addStringField("colour")
            .build();
    Row row = Row.withSchema(schema).addValues(1L, 5L, MergeOrders.at(1), "red").build();
    RefrainException e = refused(adding(table), List.of(row));
    assertThat(
        e.getMessage(),
        containsString("its column 'product' is VARCHAR, but BIGINT in the input. Nothing was"));
    assertThat(columns(table), not(hasItem("colour")));
  }

  @Test
  void aKeyIsNeverAdded() throws Exception {
    MergeTarget table = adding(newTable());
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () ->
                MergeRun.into(table, "colour")
                    .run(1, List.of(coloured(order(1, DAY_1, 1), "red", 7L))));
    assertThat(e.getMessage(), containsString("it has no column 'colour'."));
  }

  @Test
  void nothingIsAddedUnlessItIsCommitted() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 3, DAY_1, 5));
    byId(adding(table)).prepare(2, List.of(coloured(order(1, DAY_1, 6), "red", 7L))).discard();
    assertThat(columns(table), equalTo(MergeOrders.TABLE.getFieldNames()));
    assertThat(byId(adding(table)).run(3, List.of()).committed(), is(false));
    assertThat(columns(table), equalTo(MergeOrders.TABLE.getFieldNames()));
    assertThat(
        Orders.text(readAll(table, MergeOrders.TABLE)),
        equalTo(Orders.text(stored(orders(1, 3, DAY_1, 5)))));
  }

  @Test
  void whoeverFindsTheColumnsAlteredMeanwhileRunsAgain() throws Exception {
    MergeTarget table = newTable();
    byId(table).run(1, orders(1, 3, DAY_1, 1));
    List<Row> late = List.of(coloured(order(1, DAY_1, 2), "red", 7L));
    MergeRun.Prepared prepared = byId(adding(table)).prepare(2, late);
    byId(adding(table)).run(3, List.of(coloured(order(9, DAY_2, 1), "blue", 1L)));

    RefrainException e = assertThrows(RefrainException.class, prepared::commit);
    assertThat(e.kind(), is(Kind.CONFLICT));
    assertThat(e.getMessage(), containsString("columns"));

    byId(adding(table)).run(4, late);
    assertThat(
        Orders.text(readAll(table, WIDER)),
        hasItem(Orders.text(List.of(wide(order(1, DAY_1, 2), "red", 7L))).get(0)));
  }

  @Test
  void aRunThatFailsAtAnyCallIsMendedByTheNext() throws Exception {
    List<Row> delivery = List.of(coloured(order(1, DAY_1, 2), "red", 7L));
    List<String> expected =
        Orders.text(
            List.of(wide(order(1, DAY_1, 2), "red", 7L), wide(order(2, DAY_1, 1), null, null)));
    boolean met = true;
    for (int k = 1; met; k++) {
      MergeTarget table = newTable();
      byId(table).run(1, orders(1, 2, DAY_1, 1));
      FaultyMergeTarget faulty = FaultyMergeTarget.failing(adding(table), k, FaultMode.FAULT_AFTER);
      try {
        byId(faulty).run(2, delivery);
      } catch (IOException | RefrainException e) {
        assertThat(e.toString(), faulty.metFault(), is(true));
      }
      met = faulty.metFault();
      byId(adding(table)).run(2, delivery);
      assertThat("call " + k, Orders.text(readAll(table, WIDER)), equalTo(expected));
    }
  }

  @Test
  void aPlanSaysWhichColumnsWouldBeAdded() throws Exception {
    MergeTarget table = newTable();
    List<String> added =
        MergeTableSink.<Row>into(adding(table))
            .byKey("order_id")
            .latestBy("updated_at")
            .newColumns(WITH_COLOUR);
    assertThat(added.size(), is(2));
    assertThat(added.get(0), equalTo("colour (string)"));
    assertThat(added.get(1).startsWith("weight ("), is(true));
    assertThat(columns(table), equalTo(MergeOrders.TABLE.getFieldNames()));
  }

  private static MergeRun byId(MergeTarget table) {
    return MergeRun.into(table, "order_id");
  }

  private static RefrainException refused(MergeTarget table, List<Row> rows) {
    RefrainException e = assertThrows(RefrainException.class, () -> byId(table).run(1, rows));
    assertThat(e.kind(), is(Kind.REFUSED));
    return e;
  }

  private static List<String> columns(MergeTarget table) throws IOException {
    try (MergeStore store = table.open()) {
      return store.layout().schema().getFieldNames();
    }
  }

  private static Row coloured(Row order, String colour, Long weight) {
    return Row.withSchema(WITH_COLOUR)
        .addValues(order.getValues())
        .addValues(colour, weight)
        .build();
  }

  private static Row wide(Row order, String colour, Long weight) {
    List<Object> values = new ArrayList<>(stored(order).getValues());
    values.add(colour);
    values.add(weight);
    return Row.withSchema(WIDER).addValues(values).build();
  }
}
