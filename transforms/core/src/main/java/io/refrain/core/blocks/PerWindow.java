package io.refrain.core.blocks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * One buffer for each window that a bundle meets, with the earliest timestamp put into it: what is
 * packed at the end of the bundle is then no later than any row inside. Not thread-safe.
 */
public final class PerWindow<B> {
  private final Function<BoundedWindow, B> factory;
  private final Map<BoundedWindow, Slot<B>> slots = new LinkedHashMap<>();
  private BoundedWindow lastWindow;
  private Slot<B> lastSlot;

  public PerWindow(Function<BoundedWindow, B> factory) {
    this.factory = factory;
  }

  /** The buffer of a window, which now holds something of this timestamp. */
  public B at(BoundedWindow window, Instant timestamp) {
    if (!window.equals(lastWindow)) {
      lastSlot = slots.computeIfAbsent(window, w -> new Slot<>(factory.apply(w)));
      lastWindow = window;
    }
    if (lastSlot.earliest == null || timestamp.isBefore(lastSlot.earliest)) {
      lastSlot.earliest = timestamp;
    }
    return lastSlot.buffer;
  }

  /** The earliest timestamp put into a window since it was last forgotten. */
  public Instant earliest(BoundedWindow window) {
    return slots.get(window).earliest;
  }

  /** Visits every window's buffer. */
  public void forEach(BiConsumer<BoundedWindow, B> action) {
    slots.forEach((window, slot) -> action.accept(window, slot.buffer));
  }

  /** Forgets all windows, as at the start of a bundle. */
  public void clear() {
    slots.clear();
    lastWindow = null;
    lastSlot = null;
  }

  private static final class Slot<B> {
    private final B buffer;
    private Instant earliest;

    private Slot(B buffer) {
      this.buffer = buffer;
    }
  }
}
