package io.refrain.pipelines.input;

import javax.annotation.Nullable;
import org.apache.beam.sdk.transforms.DoFn;

/** Emits the files of an input. All at once, so that each knows its place among them. */
final class MatchFiles extends DoFn<String, InputFile> {
  private static final long serialVersionUID = 1L;
  @Nullable private final InputFormat format;

  MatchFiles(@Nullable InputFormat format) {
    this.format = format;
  }

  @ProcessElement
  public void match(@Element String input, OutputReceiver<InputFile> out) {
    InputFiles.match(input, format).forEach(out::output);
  }
}
