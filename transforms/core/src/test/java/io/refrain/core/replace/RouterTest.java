package io.refrain.core.replace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Schema TEXT =
      Schema.builder().addInt64Field("id").addNullableField("c", FieldType.STRING).build();

  private static Router.Route route(Router router, Schema schema, Object... values) {
    byte[] row =
        new RowConverter(RowLayout.of(schema))
            .toBytes(Row.withSchema(schema).addValues(Arrays.asList(values)).build());
    return router.route(row, 0, row.length);
  }

  private static Router byText(ReplaceScope scope) {
    return new Router(RowLayout.of(TEXT), List.of("c"), scope);
  }

  private static String value(FieldType type, Object value) {
    Schema schema = Schema.builder().addField("c", type).build();
    Router router = new Router(RowLayout.of(schema), List.of("c"), ReplaceScope.present());
    return route(router, schema, value).partition().value("c");
  }

  private static String outside(FieldType type, Object value, String interval) {
    Schema schema = Schema.builder().addNullableField("t", type).build();
    ReplaceScope scope = ReplaceScope.interval("t", DataInterval.parse(interval));
    Router router = new Router(RowLayout.of(schema), List.of(), scope);
    return route(router, schema, value).refusal().map(Router.Refusal::reason).orElse("inside");
  }

  @Test
  void withoutPartitionsEachRowIsHeldAgainstTheInterval() {
    FieldType date = FieldType.logicalType(SqlTypes.DATE);
    assertThat(outside(date, LocalDate.of(2024, 3, 1), "2024-03"), equalTo("inside"));
    assertThat(outside(date, LocalDate.of(2024, 3, 31), "2024-03"), equalTo("inside"));
    assertThat(
        outside(date, LocalDate.of(2024, 4, 1), "2024-03"),
        equalTo("t=2024-04-01 is outside of the scope: t in 2024-03-01/2024-04-01"));
    assertThat(
        outside(date, null, "2024-03"),
        equalTo("t is null, which is outside of the scope: t in 2024-03-01/2024-04-01"));
    FieldType moment = FieldType.logicalType(new MicrosInstant());
    assertThat(
        outside(moment, Instant.parse("2024-03-15T09:59:59.999999Z"), "2024-03-15T11:00+01:00"),
        equalTo(
            "t=2024-03-15 09:59:59.999999 is outside of the scope: t in "
                + DataInterval.parse("2024-03-15T11:00+01:00")));
    assertThat(
        outside(moment, Instant.parse("2024-03-15T10:00:00Z"), "2024-03-15T11:00+01:00"),
        equalTo("inside"));
    FieldType local = FieldType.logicalType(SqlTypes.DATETIME);
    assertThat(
        outside(local, LocalDateTime.parse("1969-12-31T23:59:59.999999"), "1969-12-31T23"),
        equalTo("inside"));
  }

  @Test
  void valuesAreWrittenInOneForm() {
    assertThat(value(FieldType.STRING, "ünï/cö de"), equalTo("ünï/cö de"));
    assertThat(value(FieldType.INT16, (short) -5), equalTo("-5"));
    assertThat(value(FieldType.BOOLEAN, true), equalTo("true"));
    assertThat(
        value(FieldType.logicalType(SqlTypes.DATE), LocalDate.of(2024, 3, 15)),
        equalTo("2024-03-15"));
    assertThat(
        value(FieldType.logicalType(SqlTypes.DATETIME), LocalDateTime.of(2024, 3, 15, 10, 0)),
        equalTo("2024-03-15 10:00:00"));
    assertThat(
        value(
            FieldType.logicalType(new MicrosInstant()), Instant.parse("1969-12-31T23:59:59.500Z")),
        equalTo("1969-12-31 23:59:59.5"));
    assertThat(
        value(FieldType.logicalType(FixedPrecisionNumeric.of(6, 2)), new BigDecimal("1.5")),
        equalTo("1.50"));
    assertThat(value(FieldType.logicalType(SqlTypes.TIME), LocalTime.of(10, 30)), equalTo("10:30"));
    assertThat(
        value(FieldType.logicalType(new UuidLogicalType()), new UUID(1, 2)),
        equalTo("00000000-0000-0001-0000-000000000002"));
  }

  @Test
  void aPartitionHasOneRouteHoweverManyThereAre() {
    Router router = byText(ReplaceScope.present());
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        Router.Route route = route(router, TEXT, (long) round, "v" + i);
        assertThat(route.number(), equalTo(i));
        assertThat(route.partition(), equalTo(Partition.of("c", "v" + i)));
        assertThat(route.refusal().isPresent(), equalTo(false));
      }
    }
    Router.Route none = route(router, TEXT, 1L, null);
    assertThat(none.partition(), equalTo(Partition.of("c", null)));
    assertThat(route(router, TEXT, 2L, null), sameInstance(none));
  }

  @Test
  void aTargetWithoutPartitionsHasOneRoute() {
    Router router = new Router(RowLayout.of(TEXT), List.of(), ReplaceScope.everything());
    Router.Route one = route(router, TEXT, 1L, "a");
    assertThat(one.partition(), equalTo(Partition.WHOLE));
    assertThat(route(router, TEXT, 2L, "b"), sameInstance(one));
  }

  private static String refusal(
      Router router, Schema schema, RejectedRow.Code code, Object... row) {
    Router.Refusal refusal = route(router, schema, row).refusal().orElseThrow();
    assertThat(refusal.code(), equalTo(code));
    assertThat(refusal.column(), equalTo("c"));
    return refusal.reason();
  }

  @Test
  void whatCannotBeStoredOrIsNotInTheScopeIsRefused() {
    Router router = byText(ReplaceScope.partitions(List.of(Partition.of("c", "in"))));
    assertThat(
        refusal(router, TEXT, RejectedRow.Code.OUT_OF_SCOPE, 1L, "out"),
        equalTo("c=out is outside of the scope: partitions [c=in]"));
    assertThat(
        refusal(router, TEXT, RejectedRow.Code.PARTITION_VALUE, 1L, ""),
        equalTo("the partition value '' cannot be told from null in a partition's path"));
    assertThat(
        refusal(router, TEXT, RejectedRow.Code.PARTITION_VALUE, 1L, Partition.HIVE_NULL),
        equalTo(
            "the partition value '__HIVE_DEFAULT_PARTITION__' cannot be told from null in a"
                + " partition's path"));
    assertThat(
        refusal(router, TEXT, RejectedRow.Code.PARTITION_VALUE, 1L, "ü".repeat(200)),
        equalTo("the partition value makes a path segment of 402 bytes, and 255 is the most"));
    Schema dates =
        Schema.builder().addNullableField("c", FieldType.logicalType(SqlTypes.DATE)).build();
    Router march =
        new Router(
            RowLayout.of(dates),
            List.of("c"),
            ReplaceScope.interval("c", DataInterval.parse("2024-03")));
    assertThat(
        refusal(march, dates, RejectedRow.Code.OUT_OF_SCOPE, LocalDate.of(12024, 3, 1)),
        equalTo("c=+12024-03-01 is outside of the scope: c in 2024-03-01/2024-04-01"));
    assertThat(
        refusal(march, dates, RejectedRow.Code.OUT_OF_SCOPE, (Object) null),
        equalTo(
            "c=__HIVE_DEFAULT_PARTITION__ is outside of the scope: c in 2024-03-01/2024-04-01"));
  }

  @Test
  void someTypesCannotPartition() {
    Schema schema = Schema.builder().addDoubleField("c").build();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Router(RowLayout.of(schema), List.of("c"), ReplaceScope.present()));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot partition by 'c': its type is DOUBLE. Partition by a date, a number, a text, a"
                + " boolean or a timestamp."));
  }
}
