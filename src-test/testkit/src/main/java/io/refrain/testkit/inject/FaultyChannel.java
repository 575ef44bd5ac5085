package io.refrain.testkit.inject;

import io.refrain.testkit.inject.FaultPoint.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A channel whose writes and close can fail, before or after they reached the file. */
final class FaultyChannel implements WritableByteChannel {
  private final Faults faults;
  private final FaultPoint write;
  private final FaultPoint close;
  private final WritableByteChannel target;

  FaultyChannel(Faults faults, String name, WritableByteChannel target) {
    this.faults = faults;
    this.write = new FaultPoint(name, Kind.CALL);
    this.close = new FaultPoint("close", Kind.CALL);
    this.target = target;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    try {
      int arrival = faults.enter(write);
      int written = target.write(bytes);
      faults.leave(write, arrival);
      return written;
    } catch (InjectedFault fault) {
      throw new IOException(fault.getMessage(), fault);
    }
  }

  @Override
  public boolean isOpen() {
    return target.isOpen();
  }

  @Override
  public void close() throws IOException {
    if (!target.isOpen()) {
      return;
    }
    try {
      int arrival = faults.enter(close);
      target.close();
      faults.leave(close, arrival);
    } catch (InjectedFault fault) {
      target.close();
      throw new IOException(fault.getMessage(), fault);
    }
  }
}
