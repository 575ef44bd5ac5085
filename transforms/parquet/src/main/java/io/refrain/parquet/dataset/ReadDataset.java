package io.refrain.parquet.dataset;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Reads the newest commit of a dataset, file by file. */
final class ReadDataset extends PTransform<PBegin, PCollection<RowBlock>> {
  private static final long serialVersionUID = 1L;

  private final ParquetDataset dataset;
  private final RowLayout layout;

  ReadDataset(ParquetDataset dataset, RowLayout layout) {
    this.dataset = dataset;
    this.layout = layout;
  }

  @Override
  public PCollection<RowBlock> expand(PBegin input) {
    return input
        .apply("Dataset", Create.of(dataset.name()))
        .apply("PlanFiles", ParDo.of(new Plan(dataset, layout)))
        .setCoder(SerializableCoder.of(LiveFile.class))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("ReadFiles", ParDo.of(new Read(dataset, layout)))
        .setCoder(RowBlockCoder.of(layout));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("dataset", dataset.name()));
  }

  /** The files of the newest commit, after checking that it has the columns to be read. */
  static List<LiveFile> plan(ParquetDataset dataset, RowLayout layout) throws IOException {
    Manifest manifest = dataset.existing(new ManifestLog(dataset.storage()).newest());
    RowLayout stored = manifest.layout();
    for (int i = 0; i < layout.columnCount(); i++) {
      if (!fits(stored, layout, i)) {
        throw new RefrainException(
            Kind.REFUSED,
            "Cannot read column '"
                + layout.name(i)
                + "' ("
                + layout.type(i).describe()
                + (layout.nullable(i) ? "" : ", not null")
                + ") from "
                + dataset.name()
                + ", whose columns are: "
                + stored.describe()
                + ".");
      }
    }
    return LiveFile.of(manifest);
  }

  private static boolean fits(RowLayout stored, RowLayout layout, int column) {
    if (!stored.schema().hasField(layout.name(column))) {
      return false;
    }
    int in = stored.indexOf(layout.name(column));
    return stored.type(in).describe().equals(layout.type(column).describe())
        && (layout.nullable(column) || !stored.nullable(in));
  }

  private static final class Plan extends DoFn<String, LiveFile> {
    private static final long serialVersionUID = 1L;
    private final ParquetDataset dataset;
    private final RowLayout layout;

    Plan(ParquetDataset dataset, RowLayout layout) {
      this.dataset = dataset;
      this.layout = layout;
    }

    @ProcessElement
    public void plan(OutputReceiver<LiveFile> out) throws IOException {
      ReadDataset.plan(dataset, layout).forEach(out::output);
    }
  }

  private static final class Read extends DoFn<LiveFile, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final ParquetDataset dataset;
    private final RowLayout layout;

    Read(ParquetDataset dataset, RowLayout layout) {
      this.dataset = dataset;
      this.layout = layout;
    }

    @ProcessElement
    public void read(@Element LiveFile file, OutputReceiver<RowBlock> out) throws IOException {
      dataset.fileReader(layout).read(file, out::output);
    }
  }
}
