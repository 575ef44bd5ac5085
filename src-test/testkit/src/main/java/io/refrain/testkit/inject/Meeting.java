package io.refrain.testkit.inject;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes the first writers of two runs start writing together, unless one of them does not come. */
public final class Meeting {
  private final CountDownLatch absent = new CountDownLatch(2);
  private final Duration limit;

  /** A meeting of two, each of whom waits this long for the other. */
  public Meeting(Duration limit) {
    this.limit = limit;
  }

  /** The part of one of the two runs. */
  public Hold guest() {
    AtomicBoolean first = new AtomicBoolean(true);
    return point -> {
      if (first.compareAndSet(true, false)) {
        absent.countDown();
        boolean unused = absent.await(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
    };
  }

  /** Whether both came. */
  public boolean tookPlace() {
    return absent.getCount() == 0;
  }
}
