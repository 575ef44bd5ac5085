package io.refrain.conformance.scenario;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Takes the elements of a collection out of a pipeline that runs in this process. */
final class Gathered<T> {
  private static final Map<Integer, List<Object>> LISTS = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id = NEXT.incrementAndGet();

  Gathered(String name, PCollection<T> from) {
    LISTS.put(id, new CopyOnWriteArrayList<>());
    from.apply("Gather" + name, ParDo.of(new GatherFn<T>(id)));
  }

  @SuppressWarnings("unchecked") // What was put in.
  List<T> list() {
    return (List<T>) List.copyOf(LISTS.get(id));
  }

  private static final class GatherFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;
    private final int id;

    private GatherFn(int id) {
      this.id = id;
    }

    @ProcessElement
    public void gather(@Element T element) {
      LISTS.get(id).add(element);
    }
  }

  /** Fails at the first element: the bundle's output is written, and the run fails after it. */
  static final class FailFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void fail(@Element T element) {
      throw new IllegalStateException("killed on purpose");
    }
  }
}
