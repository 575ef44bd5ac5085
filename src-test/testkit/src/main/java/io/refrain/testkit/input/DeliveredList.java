package io.refrain.testkit.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A list of rows, or of files, as it is delivered. */
final class DeliveredList {
  private DeliveredList() {}

  static <T> List<T> of(Delivery delivery, List<T> items) {
    List<T> delivered = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (delivery.holds(i + 1)) {
        delivered.add(items.get(i));
      }
    }
    if (delivery.isTwice()) {
      delivered.addAll(List.copyOf(delivered));
    }
    if (delivery.order() != Delivery.Order.AS_IT_IS) {
      Collections.shuffle(delivered, new Random(delivery.seed()));
    }
    if (delivery.order() == Delivery.Order.SHUFFLED_REVERSED) {
      Collections.reverse(delivered);
    }
    return delivered;
  }
}
