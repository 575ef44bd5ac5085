package io.refrain.core.json;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReceiptJsonTest {

  static Stream<ReplaceScope> scopes() {
    return Stream.of(
        ReplaceScope.interval("order_date", DataInterval.parse("2024-03-15")),
        ReplaceScope.interval(
            "at", DataInterval.parse("2024-03-15T10:30:15.123456/P1D", ZoneId.of("Europe/Berlin"))),
        ReplaceScope.partitions(List.of()),
        ReplaceScope.partitions(List.of(Partition.WHOLE)),
        ReplaceScope.partitions(
            List.of(
                new Partition(List.of("a", "b"), Arrays.asList(null, "x/y=z ü\n\"")),
                new Partition(List.of("a", "b"), List.of("", Partition.HIVE_NULL)))),
        ReplaceScope.present(),
        ReplaceScope.everything());
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void receiptOfEveryScopeComesBackEqual(ReplaceScope scope) {
    Counts counts = Counts.of(Count.ROWS_IN, Long.MAX_VALUE).with(Count.TIES, 3);
    RunToken token = new RunToken("daily \"orders\"", scope, 1_700_000_000_000_001L);
    Receipt receipt = new Receipt(token, counts, 7, new ContentChecksum(-1, 42));

    String json = ReceiptJson.write(receipt);

    assertThat(ReceiptJson.read(json), is(receipt));
    assertThat(ReceiptJson.readToken(json), is(token));
    assertThat(ReceiptJson.readToken(ReceiptJson.writeToken(token)), is(token));
    assertThat(ScopeJson.read(ScopeJson.write(scope)), is(scope));
  }

  @Test
  void receiptHasTheFieldsThatMachinesRead() {
    RunToken token = new RunToken("orders", ReplaceScope.present(), 5);
    String json =
        ReceiptJson.write(
            new Receipt(token, Counts.of(Count.WRITTEN, 10), 2, new ContentChecksum(0, 255)));

    assertThat(
        json,
        is(
            "{\"pipeline\":\"orders\",\"scope\":{\"kind\":\"present\"},\"epoch\":5,\"counts\":{"
                + "\"rows_in\":0,\"collapsed\":0,\"ties\":0,\"written\":10,\"inserted\":0,"
                + "\"updated\":0,\"unchanged\":0,\"stale\":0,\"deleted\":0,\"rejected\":0},"
                + "\"partitions\":2,\"checksum\":\"000000000000000000000000000000ff\"}"));
  }

  @Test
  void missingFieldIsNamed() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ReceiptJson.readToken("{\"pipeline\":\"orders\",\"epoch\":5}"));
    assertThat(e.getMessage(), containsString("'scope' is missing"));
  }

  @Test
  void otherTextIsNoReceipt() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ReceiptJson.read("orders"));
    assertThat(e.getMessage(), containsString("no JSON of a receipt"));
  }
}
