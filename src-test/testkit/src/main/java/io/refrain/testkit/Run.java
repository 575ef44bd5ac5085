package io.refrain.testkit;

import io.refrain.testkit.inject.Faults;
import io.refrain.testkit.input.InputHooks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * One run of the pipeline, as it is being built: what a scheduler would hand to it, and the hooks
 * by which the check reaches into it.
 *
 * <p>In production the same pipeline is built without the hooks: each of them takes what the
 * pipeline has anyway (a list, a directory, a collection, a data source) and gives back the like.
 */
public final class Run {
  private final Pipeline pipeline;
  private final String interval;
  private final InputHooks input;
  private final Faults faults;
  private final Conditions conditions;
  private boolean clockAsked;

  Run(Pipeline pipeline, String interval, InputHooks input, Faults faults, Conditions conditions) {
    this.pipeline = pipeline;
    this.interval = interval;
    this.input = input;
    this.faults = faults;
    this.conditions = conditions;
  }

  /** An empty pipeline with the options of this run. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** The options of this run. */
  public PipelineOptions options() {
    return pipeline.getOptions();
  }

  /** What this run is responsible for: one of {@link Idempotency#intervals}, else empty. */
  public String interval() {
    return interval;
  }

  /**
   * Rows as they are delivered to this run. May be none: name the coder or schema of a {@code
   * Create}.
   */
  public <T> List<T> input(List<T> rows) {
    return input.rows(rows);
  }

  /**
   * Rows as they are delivered to this run; the second list to a run that began before the delivery
   * of the first.
   */
  public <T> List<T> input(List<T> rows, List<T> olderRows) {
    return input.rows(rows, olderRows);
  }

  /** The files of a directory as they are delivered to this run: copies in another directory. */
  public Path files(Path directory) {
    return input.files(directory);
  }

  /**
   * The files of a directory as they are delivered to this run; those of the second to a run that
   * began before the delivery of the first.
   */
  public Path files(Path directory, Path olderDirectory) {
    return input.files(directory, olderDirectory);
  }

  /**
   * A step to put right after the read of a bounded source, of any kind: its rows as they are
   * delivered to this run.
   */
  public <T> PTransform<PCollection<T>, PCollection<T>> deliver() {
    return input.deliver();
  }

  /**
   * Whether this run stands for one that began before the newest delivery. A pipeline that asks,
   * before it calls another hook of the input, reads the older delivery by itself.
   */
  public boolean isOlder() {
    return input.askWhetherOlder();
  }

  /**
   * As {@link #isOlder()}.
   *
   * @param what the older delivery holds, for the report: "the rows of last week"
   */
  public boolean isOlder(String what) {
    input.describeOlder(what);
    return isOlder();
  }

  /** The fault points of this run. */
  public Faults faults() {
    return faults;
  }

  /** The clock of this run, if the pipeline takes one; it can be sent to workers. */
  public Clock clock() {
    clockAsked = true;
    return Clock.offset(Clock.systemUTC(), conditions.clockShift());
  }

  /** The seed of this run, if the pipeline takes one. */
  public long seed() {
    return conditions.seed();
  }

  boolean isClockAsked() {
    return clockAsked;
  }
}
