package io.refrain.pipelines.input;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/** Emits the parts of files, as they are found. */
final class SplitFiles extends DoFn<InputFile, InputChunk> {
  private static final long serialVersionUID = 1L;
  private final FileSplitter splitter;

  SplitFiles(FileSplitter splitter) {
    this.splitter = splitter;
  }

  @ProcessElement
  public void split(@Element InputFile file, OutputReceiver<InputChunk> out) throws IOException {
    splitter.split(file, out::output);
  }
}
