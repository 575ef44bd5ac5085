package io.refrain.testkit.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.testkit.input.Delivery.Order;
import io.refrain.testkit.input.Delivery.Portion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveryTest {
  private static final List<String> ROWS = List.of("a", "b", "c", "d", "e", "f", "g", "h");
  private static final Delivery PLAIN = Delivery.plain(7);

  @Test
  void oneShuffleIsTheReverseOfTheOther() {
    List<String> shuffled = DeliveredList.of(PLAIN.in(Order.SHUFFLED), ROWS);
    List<String> reversed =
        new ArrayList<>(DeliveredList.of(PLAIN.in(Order.SHUFFLED_REVERSED), ROWS));
    assertThat(shuffled, containsInAnyOrder(ROWS.toArray()));
    assertThat(shuffled, is(not(ROWS)));
    Collections.reverse(reversed);
    assertThat(reversed, is(shuffled));
    assertThat(DeliveredList.of(PLAIN, ROWS), is(ROWS));
  }

  @Test
  void portionsAreAllSomeAndNone() {
    assertThat(
        DeliveredList.of(PLAIN.of(Portion.OLDER), ROWS), contains("a", "b", "d", "e", "g", "h"));
    assertThat(DeliveredList.of(PLAIN.of(Portion.NOTHING), ROWS), is(empty()));
    assertThat(DeliveredList.of(PLAIN.twice(), List.of("a", "b")), contains("a", "b", "a", "b"));
  }

  @Test
  void filesComeTwiceUnderOtherNames(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("x.csv"), "x");
    Files.writeString(directory.resolve("y.csv"), "y");
    try (Stream<Path> files = Files.list(DeliveredFiles.of(PLAIN.twice(), directory))) {
      assertThat(
          files.map(file -> file.getFileName().toString()).sorted().toList(),
          contains("100000-x.csv", "100001-y.csv", "100002-x.csv", "100003-y.csv"));
    }
  }

  @Test
  void collectionsAreDeliveredAsListsAre() {
    Pipeline pipeline = Pipeline.create();
    for (Delivery.Bundles bundles : Delivery.Bundles.values()) {
      PAssert.that(
              pipeline
                  .apply("Rows " + bundles, Create.of("a", "b"))
                  .apply("Twice " + bundles, new Deliver<>("", PLAIN.twice().cut(bundles))))
          .containsInAnyOrder("a", "b", "a", "b");
    }
    PAssert.that(
            pipeline
                .apply("Rows", Create.of(ROWS))
                .apply("None", new Deliver<>("", PLAIN.of(Portion.NOTHING))))
        .empty();
    PAssert.that(
            pipeline
                .apply("Rows to shuffle", Create.of(ROWS))
                .apply("Shuffled", new Deliver<>("", PLAIN.in(Order.SHUFFLED))))
        .containsInAnyOrder(ROWS);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void anUnboundedCollectionIsRefused() {
    Pipeline pipeline = Pipeline.create();
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> pipeline.apply(GenerateSequence.from(0)).apply(new Deliver<>("", PLAIN)))
            .getMessage(),
        startsWith("run.deliver() needs bounded input in the global window, but "));
  }
}
