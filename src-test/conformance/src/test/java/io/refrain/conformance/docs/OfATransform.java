package io.refrain.conformance.docs;

import io.refrain.core.store.MergeTarget;
import java.io.Serializable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** What the examples of transforms suppose to be there. */
public abstract class OfATransform {
  protected Pipeline pipeline;
  protected PCollection<Order> orders;
  protected MergeTarget table;

  /** An order of the reader's. */
  public record Order(long id) implements Serializable {}
}
