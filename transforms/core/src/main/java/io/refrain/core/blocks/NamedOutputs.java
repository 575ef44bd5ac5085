package io.refrain.core.blocks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/**
 * What a transform with several outputs returns. A subclass has one method for each output; this is
 * what Beam needs to know of them.
 */
public abstract class NamedOutputs implements POutput {
  private final Pipeline pipeline;
  private final Map<TupleTag<?>, PValue> outputs = new LinkedHashMap<>();

  /**
   * The outputs.
   *
   * @param outputs by name; at least one, all of one pipeline
   */
  protected NamedOutputs(Map<String, ? extends PCollection<?>> outputs) {
    new TreeMap<>(outputs)
        .forEach((name, output) -> this.outputs.put(new TupleTag<Object>(name), output));
    this.pipeline = outputs.values().iterator().next().getPipeline();
  }

  @Override
  public final Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public final Map<TupleTag<?>, PValue> expand() {
    return Collections.unmodifiableMap(outputs);
  }

  @Override
  public final void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
