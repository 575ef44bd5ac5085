package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Partition;
import io.refrain.core.store.TableFile;

/**
 * What a worker must know of a data file of the table to read it, and a commit to find it again:
 * travels as the location of a {@link TableFile}.
 *
 * @param path as the log has it
 * @param place where it is
 * @param partition where its rows belong
 * @param deletes the deletion vector that applies to it, JSON; empty if there is none
 */
record MergeFile(String path, String place, Partition partition, String deletes) {

  static TableFile of(LiveFile file) {
    ObjectNode node = StagedData.toNode(Partition.WHOLE);
    node.put("path", file.path());
    node.put("place", KernelLog.place(file));
    node.set("partition", StagedData.toNode(file.partition()));
    node.put("deletes", file.deletes());
    return new TableFile(node.toString(), file.rows(), KernelLog.bytes(file));
  }

  static MergeFile of(TableFile file) {
    JsonNode node = StagedData.read(file.location());
    return new MergeFile(
        node.path("path").asText(),
        node.path("place").asText(),
        StagedData.partition(node.path("partition")),
        node.path("deletes").asText());
  }

  /** Whether a file of another version is the same, with the same rows. */
  boolean isStill(LiveFile other) {
    return path.equals(other.path()) && deletes.equals(other.deletes());
  }
}
