package io.refrain.core.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.values.Row;

/** Different keys of one 64-bit hash, found by running the hash backwards. */
public final class Collisions {
  private static final long CONSTANT = 0x9E3779B97F4A7C15L;

  private Collisions() {}

  /** Rows of so many keys that all have the same hash, in two versions each. */
  public static List<Row> rows(int keys, int textLength) {
    List<Row> out = new ArrayList<>();
    Set<Long> hashes = new LinkedHashSet<>();
    for (String key : keys(keys)) {
      for (int version = 0; version < 2; version++) {
        Row row = Versions.row(key, version, "x".repeat(textLength));
        hashes.add(Versions.KEY.hash(Versions.encode(row), 0));
        out.add(row);
      }
    }
    if (hashes.size() != 1) {
      throw new AssertionError("no collision: the hash has changed, and these keys must follow");
    }
    return out;
  }

  /** Keys of 16 characters: the second eight are what brings the hash back to one value. */
  private static List<String> keys(int count) {
    List<String> out = new ArrayList<>();
    long start = mix(31 + 16);
    long goal = 0;
    for (long i = 0; out.size() < count; i++) {
      String first = String.format(java.util.Locale.ROOT, "%08d", i);
      long state =
          mix(start ^ ByteBuffer.wrap(first.getBytes(StandardCharsets.US_ASCII)).getLong());
      if (i == 0) {
        goal = state ^ ByteBuffer.wrap("00000000".getBytes(StandardCharsets.US_ASCII)).getLong();
      }
      byte[] second = ByteBuffer.allocate(Long.BYTES).putLong(state ^ goal).array();
      if (isAscii(second)) {
        out.add(first + new String(second, StandardCharsets.US_ASCII));
      }
    }
    return out;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static long mix(long value) {
    long h = value + CONSTANT;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
