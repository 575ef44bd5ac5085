package io.refrain.core.json;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.MergeWork;
import org.junit.jupiter.api.Test;

class MergeReceiptJsonTest {
  private static final MergeToken TOKEN =
      new MergeToken("daily \"orders\"", MergeToken.MERGE, "[a..b)", 1_700_000_000_000_001L);

  @Test
  void aReceiptComesBackEqual() {
    Counts counts = Counts.of(Count.INSERTED, Long.MAX_VALUE).with(Count.TIES, 3);
    MergeReceipt receipt = new MergeReceipt(TOKEN, counts, new MergeWork(6, 5, 4, 3, 2, 1), true);

    String json = MergeReceiptJson.write(receipt);

    assertThat(MergeReceiptJson.read(json), is(receipt));
    assertThat(MergeReceiptJson.readToken(json), is(TOKEN));
    assertThat(MergeReceiptJson.readToken(MergeReceiptJson.writeToken(TOKEN)), is(TOKEN));
  }

  @Test
  void aReceiptHasTheFieldsThatMachinesRead() {
    MergeReceipt receipt =
        new MergeReceipt(
            MergeToken.ofBatch("orders", 5),
            Counts.of(Count.UPDATED, 10),
            new MergeWork(6, 5, 4, 3, 2, 1),
            false);

    assertThat(
        MergeReceiptJson.write(receipt),
        is(
            "{\"pipeline\":\"orders\",\"action\":\"merge\",\"window\":\"\",\"epoch\":5,\"counts\":{"
                + "\"rows_in\":0,\"collapsed\":0,\"ties\":0,\"written\":0,\"inserted\":0,"
                + "\"updated\":10,\"unchanged\":0,\"stale\":0,\"deleted\":0,\"rejected\":0},"
                + "\"work\":{\"files_read\":6,\"bytes_read\":5,\"files_rewritten\":4,\"files_added\":3,"
                + "\"bytes_added\":2,\"duplicates\":1},\"committed\":false}"));
  }

  @Test
  void aReceiptOfAnEarlierReleaseIsRead() {
    MergeReceipt receipt =
        new MergeReceipt(TOKEN, Counts.NONE, new MergeWork(6, 0, 4, 3, 2, 1), true);

    String json = MergeReceiptJson.write(receipt).replace("\"bytes_read\":0,", "");

    assertThat(json, not(containsString("bytes_read")));
    assertThat(MergeReceiptJson.read(json), is(receipt));
  }

  @Test
  void otherTextIsNoReceipt() {
    assertThat(failure("orders"), containsString("This is no JSON of a merge receipt"));
    assertThat(
        failure("{\"pipeline\":\"orders\"}"), containsString("The field 'counts' is missing"));
  }

  private static String failure(String text) {
    return assertThrows(IllegalArgumentException.class, () -> MergeReceiptJson.read(text))
        .getMessage();
  }

  @Test
  void aTokenNeedsANameAndAnEpoch() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> MergeToken.ofBatch(" ", 1)).getMessage(),
        is("A pipeline needs a name: its runs are known by it."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> MergeToken.ofBatch("orders", 0))
            .getMessage(),
        is("An epoch must be positive, but is 0."));
    assertThat(TOKEN.toString(), is("daily \"orders\", merge of [a..b), epoch 1700000000000001"));
    assertThat(MergeToken.ofBatch("orders", 7).toString(), is("orders, merge, epoch 7"));
  }
}
