package io.refrain.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.roaringbitmap.RoaringBitmap;

/** Deletes rows of a file as another engine does: by a deletion vector, inline in the log. */
final class DeletionVectors {
  private static final int MAGIC = 1681511377;

  private DeletionVectors() {}

  /** Deletes rows by their positions; the table may not have had the feature before. */
  static void delete(Log log, String path, int... positions) throws IOException {
    RoaringBitmap bitmap = RoaringBitmap.bitmapOf(positions);
    int bytes = Integer.BYTES + Long.BYTES + Integer.BYTES + bitmap.serializedSizeInBytes();
    // The text encodes groups of four bytes.
    ByteBuffer buffer = ByteBuffer.allocate((bytes + 3) / 4 * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(MAGIC).putLong(1).putInt(0);
    bitmap.serialize(buffer);
    ObjectNode add = log.add(path).deepCopy();
    ObjectNode remove = add.deepCopy();
    remove.remove(java.util.List.of("stats", "modificationTime", "tags"));
    remove.put("deletionTimestamp", 1).put("extendedFileMetadata", true).put("dataChange", true);
    add.put("dataChange", true);
    add.putObject("deletionVector")
        .put("storageType", "i")
        .put("pathOrInlineDv", Base85Codec.encodeBytes(buffer.array()))
        .put("sizeInBytes", bytes)
        .put("cardinality", positions.length);
    log.append(
        log.changed(
            "protocol",
            protocol -> {
              protocol.put("minReaderVersion", 3);
              protocol.putArray("readerFeatures").add("deletionVectors");
              protocol.withArray("/writerFeatures").add("deletionVectors");
            }),
        "{\"remove\":" + remove + "}",
        "{\"add\":" + add + "}");
  }
}
