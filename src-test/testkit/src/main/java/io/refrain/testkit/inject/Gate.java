package io.refrain.testkit.inject;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a run just before it writes, until it is opened or a limit has passed. */
public final class Gate implements Hold {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);
  private final Duration limit;

  /** A closed gate that opens by itself after the limit. */
  public Gate(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void at(FaultPoint point) throws InterruptedException {
    reached.countDown();
    if (!opened.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      opened.countDown();
    }
  }

  /** Whether a worker has come to it, now or within this time. */
  public boolean isReachedWithin(Duration time) throws InterruptedException {
    return reached.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets everybody go on. */
  public void open() {
    opened.countDown();
  }

  /** Whether nobody is held any more. */
  public boolean isOpen() {
    return opened.getCount() == 0;
  }
}
