package io.refrain.core.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fixed-width numbers in a byte array, most significant byte first. */
final class BigEndian {
  private static final VarHandle SHORT = handle(short[].class);
  private static final VarHandle INT = handle(int[].class);
  private static final VarHandle LONG = handle(long[].class);

  private BigEndian() {}

  private static VarHandle handle(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  static short getShort(byte[] b, int at) {
    return (short) SHORT.get(b, at);
  }

  static int getInt(byte[] b, int at) {
    return (int) INT.get(b, at);
  }

  static long getLong(byte[] b, int at) {
    return (long) LONG.get(b, at);
  }

  static void putShort(byte[] b, int at, short v) {
    SHORT.set(b, at, v);
  }

  static void putInt(byte[] b, int at, int v) {
    INT.set(b, at, v);
  }

  static void putLong(byte[] b, int at, long v) {
    LONG.set(b, at, v);
  }
}
