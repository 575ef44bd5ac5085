package io.refrain.testkit.inject;

import io.refrain.testkit.inject.FaultPoint.Kind;
import java.io.Serializable;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * The fault points of one run. A pipeline plugs in what fits it: the more it does, the more is
 * checked.
 *
 * <p>Outside of a check, and on a worker in another process, every point lets everything pass. May
 * be kept in a {@code DoFn}.
 */
public final class Faults implements Serializable {
  private static final long serialVersionUID = 1L;
  private final String run;

  /** The faults of a run by its {@linkplain RunningRun#id identity}. */
  public Faults(String run) {
    this.run = run;
  }

  /** A point just before the write: elements pass it unchanged. */
  public <T> PTransform<PCollection<T>, PCollection<T>> beforeWrite() {
    return beforeWrite("before write");
  }

  /** A named point just before one of several writes. */
  public <T> PTransform<PCollection<T>, PCollection<T>> beforeWrite(String name) {
    return new PassPoint<>(this, new FaultPoint(name, Kind.BEFORE_WRITE));
  }

  /** A point behind the write, on what the write gives back once its rows are stored. */
  public <T> PTransform<PCollection<T>, PCollection<T>> afterWrite() {
    return afterWrite("after write");
  }

  /** A named point behind one of several writes. */
  public <T> PTransform<PCollection<T>, PCollection<T>> afterWrite(String name) {
    return new PassPoint<>(this, new FaultPoint(name, Kind.AFTER_WRITE));
  }

  /**
   * A data source whose commits (and, without transactions, statements) fail before or after they
   * took effect. A connection that failed is closed, as when a network breaks. It can be sent to
   * workers if the data source can; else keep these faults in the {@code DoFn}, and wrap the data
   * source where it is made.
   */
  public DataSource dataSource(DataSource dataSource) {
    return FaultyJdbc.wrap(this, dataSource);
  }

  /** A channel whose writes and close fail. */
  public WritableByteChannel channel(WritableByteChannel channel) {
    return new FaultyChannel(this, "write", channel);
  }

  /**
   * A path for any file sink of Beam: the same file or directory, behind a file system whose
   * creations, writes, renames, copies and deletions fail.
   *
   * @param path a path or URL of any file system of Beam
   */
  public String file(String path) {
    return FaultyPaths.of(run, path);
  }

  /** Whether a run of this identity was given: that of {@link RunningRun}. */
  public String run() {
    return run;
  }

  /**
   * Makes any call a point: it fails before the call, or after it took effect.
   *
   * @param name what reports call it
   */
  public <R> R call(String name, Callable<R> effect) throws Exception {
    FaultPoint point = new FaultPoint(name, Kind.CALL);
    int arrival = RunningRun.enter(run, point);
    R result = effect.call();
    RunningRun.leave(run, point, arrival);
    return result;
  }

  int enter(FaultPoint point) {
    return RunningRun.enter(run, point);
  }

  void leave(FaultPoint point, int arrival) {
    RunningRun.leave(run, point, arrival);
  }

  void checkAlive() {
    RunningRun.checkAlive(run);
  }
}
