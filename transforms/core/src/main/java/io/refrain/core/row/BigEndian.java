package io.refrain.core.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fixed-width numbers in a byte array, most significant byte first, as encoded rows hold them. */
public final class BigEndian {
  private static final VarHandle SHORT = handle(short[].class);
  private static final VarHandle INT = handle(int[].class);
  private static final VarHandle LONG = handle(long[].class);

  private BigEndian() {}

  private static VarHandle handle(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  public static short getShort(byte[] b, int at) {
    return (short) SHORT.get(b, at);
  }

  public static int getInt(byte[] b, int at) {
    return (int) INT.get(b, at);
  }

  public static long getLong(byte[] b, int at) {
    return (long) LONG.get(b, at);
  }

  public static void putShort(byte[] b, int at, short v) {
    SHORT.set(b, at, v);
  }

  public static void putInt(byte[] b, int at, int v) {
    INT.set(b, at, v);
  }

  public static void putLong(byte[] b, int at, long v) {
    LONG.set(b, at, v);
  }
}
