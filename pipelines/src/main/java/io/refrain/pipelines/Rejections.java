package io.refrain.pipelines;

import io.refrain.core.RejectedRow;
import io.refrain.pipelines.input.Delivery;
import org.apache.beam.sdk.values.PCollection;

/**
 * What becomes of rejected rows.
 *
 * @param allowed how many there may be before the run fails
 * @param path the file that collects them; null for none
 */
public record Rejections(long allowed, String path) {

  /** The first rejected row fails the run. */
  public static final Rejections NONE = new Rejections(0, null);

  void write(PCollection<RejectedRow> rejected, Delivery delivery) {
    if (path != null) {
      rejected.apply("WriteRejected", new WriteRejected(path, delivery));
    }
  }
}
