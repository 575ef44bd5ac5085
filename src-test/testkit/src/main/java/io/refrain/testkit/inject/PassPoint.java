package io.refrain.testkit.inject;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Lets every element pass a point. */
final class PassPoint<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private static final long serialVersionUID = 1L;
  private final Faults faults;
  private final transient FaultPoint point;

  PassPoint(Faults faults, FaultPoint point) {
    super(point.name());
    this.faults = faults;
    this.point = point;
  }

  @Override
  public PCollection<T> expand(PCollection<T> input) {
    return input
        .apply("Pass", ParDo.of(new PassFn<T>(faults, point.name(), point.kind())))
        .setCoder(input.getCoder())
        // Steps behind may ask for it, and T says nothing.
        .setTypeDescriptor(input.getCoder().getEncodedTypeDescriptor());
  }

  private static final class PassFn<T> extends DoFn<T, T> {
    private static final long serialVersionUID = 1L;
    private final Faults faults;
    private final String name;
    private final FaultPoint.Kind kind;

    PassFn(Faults faults, String name, FaultPoint.Kind kind) {
      this.faults = faults;
      this.name = name;
      this.kind = kind;
    }

    @Setup
    public void arrive() {
      RunningRun.saw(faults.run());
    }

    @ProcessElement
    public void pass(@Element T element, OutputReceiver<T> out) {
      int unused = faults.enter(new FaultPoint(name, kind));
      out.output(element);
    }
  }
}
