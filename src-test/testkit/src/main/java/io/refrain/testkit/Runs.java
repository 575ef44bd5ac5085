package io.refrain.testkit;

import io.refrain.testkit.difference.Span;
import io.refrain.testkit.inject.FaultState;
import io.refrain.testkit.inject.Faults;
import io.refrain.testkit.inject.Hold;
import io.refrain.testkit.inject.RunningRun;
import io.refrain.testkit.input.InputHooks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs the pipeline, each time in a thread of its own and within a limit, and counts. */
final class Runs implements AutoCloseable {
  private static final int TRIES = 3;

  private final PipelineBuilder builder;
  private final Supplier<PipelineOptions> options;
  private final Duration limit;
  private final AtomicInteger count = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "idempotency-run");
            thread.setDaemon(true);
            return thread;
          });

  Runs(PipelineBuilder builder, Supplier<PipelineOptions> options, Duration limit) {
    this.builder = builder;
    this.options = options;
    this.limit = limit;
  }

  int count() {
    return count.get();
  }

  PipelineOptions options() {
    return options.get();
  }

  /** One run. */
  Ended run(String interval, Conditions conditions, FaultState state, Hold hold) {
    count.incrementAndGet();
    Instant start = Instant.now();
    try (RunningRun running = RunningRun.start(state, hold)) {
      Faults faults = new Faults(running.id());
      InputHooks input = new InputHooks(running.id(), conditions.delivery());
      PipelineOptions runOptions = options.get();
      conditions.tuning().applyTo(runOptions);
      Run run = new Run(Pipeline.create(runOptions), interval, input, faults, conditions);
      Throwable failure = failureOf(() -> buildAndRun(run));
      Span span = new Span(start, Instant.now()).plus(conditions.clockShift());
      return new Ended(failure, span, new Ended.Hooks(input, run.isClockAsked(), running.isSeen()));
    }
  }

  /** A run that is tried again, as by a scheduler, if a fault that was planned made it fail. */
  Ended untilDone(String interval, Conditions conditions, FaultState state) {
    boolean isOver = state.hasHappened();
    Ended ended = run(interval, conditions, state, Hold.NONE);
    for (int i = 1; i < TRIES && ended.hasFailed() && !isOver && state.hasHappened(); i++) {
      Ended again = run(interval, conditions, state, Hold.NONE);
      ended = new Ended(again.failure(), ended.span().and(again.span()), again.hooks());
    }
    return ended;
  }

  /** A run beside others. */
  Future<Ended> start(String interval, Conditions conditions, Hold hold) {
    return threads.submit(() -> run(interval, conditions, FaultState.none(), hold));
  }

  private Void buildAndRun(Run run) throws Exception {
    builder.build(run);
    PipelineResult.State end = run.pipeline().run().waitUntilFinish();
    if (end != null && end != PipelineResult.State.DONE) {
      throw new IllegalStateException("The runner says that the run is " + end + ".");
    }
    return null;
  }

  private Throwable failureOf(Callable<Void> task) {
    Future<Void> future = threads.submit(task);
    try {
      future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      future.cancel(true);
      return new TimeoutException("The run did not end within " + limit + ".");
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      return e;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
